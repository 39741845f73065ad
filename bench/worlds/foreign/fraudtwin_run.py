"""Runs FraudTwin (package fraudtwin 0.34.6): its smallest configuration, with more customers and its graph scenarios.

    fraudtwin_run.py SEED CUSTOMERS OUT

Payments are small, since FraudTwin refuses a run in which an account would be overdrawn. It takes
minutes: its time grows with payments times accounts.
"""

import pathlib
import sys
import tempfile

import yaml

# Not this folder's fraudtwin.py, which is the converter.
sys.path = [p for p in sys.path if pathlib.Path(p or ".").resolve() != pathlib.Path(__file__).resolve().parent]
import fraudtwin  # noqa: E402

SCENARIOS = [
    {"type": "MULE_NETWORK", "source_count": 6},
    {"type": "CYCLIC_RING", "member_count": 5},
    {"type": "BENEFICIARY_NETWORK", "source_count": 8},
    {"type": "FAN_OUT", "destination_count": 6},
    {"type": "BIPARTITE_NETWORK", "originator_count": 3, "beneficiary_count": 4},
    {"type": "STACKED_NETWORK", "originator_count": 3, "intermediary_count": 2, "beneficiary_count": 3},
    {"type": "SCATTER_GATHER", "intermediary_count": 5},
    {"type": "GATHER_SCATTER", "source_count": 4, "destination_count": 4},
    {"type": "SHARED_DEVICE_INFRASTRUCTURE", "member_count": 6},
    {"type": "DENSE_CAMPAIGN", "member_count": 6, "edge_count": 18},
    {"type": "RANDOM_ALERT_CONTROL", "member_count": 6, "edge_count": 8},
]


def main():
    seed, customers, out = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    config = yaml.safe_load((pathlib.Path(fraudtwin.__file__).parent / "defaults/minimal.yaml").read_text())
    config["simulation"].update(seed=seed, duration_days=60)
    config["population"] = {
        "customers": customers, "institutions": 6, "accounts": customers * 14 // 10, "cards": customers,
        "merchants": customers // 20, "devices": customers * 12 // 10, "pix_keys": customers,
    }
    config["payments"].update(daily_target=40, rails={"CARD": 0.05, "PIX": 0.55, "ACCOUNT_TRANSFER": 0.4})
    config["behavior"]["amount_max"] = 6.0
    config["fraud"].update(enabled=True, target_rate=0.01, scenario_count=40)
    config["fraud_workflow"].update(alert_probability=0.8, case_open_probability=0.8, confirmation_probability=0.8,
                                    customer_dispute_probability=0.6)
    each = max(1, customers // 250)
    config["graph"] = {"enabled": True, "scenarios": [
        s | {"count": each * 3 if s["type"] == "RANDOM_ALERT_CONTROL" else each} for s in SCENARIOS]}
    config["dataset"]["enabled"] = False
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(config, file)
        file.flush()
        print(fraudtwin.generate(file.name, write=True, output_dir=out).run_id)


main()
