"""Converts FraudTwin output to a world.

    fraudtwin.py RUN REGIME SEED NAME

RUN is the folder of one run. Its graph campaigns are the rings, kind by scenario; its control
campaigns (RANDOM_ALERT_CONTROL), which raise alerts without fraud, are the innocent groups.

The regime "own" uses FraudTwin's own filing instead of ours: each case that it opens is a report on
the account that was paid, whatever comes of the case.
"""

import collections
import datetime
import sys

import polars

import filing


def main():
    run, regime, seed, name = sys.argv[1:]
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    world = filing.World("fraudtwin", "sparse" if regime == "own" else regime, seed, start)

    def table(path):
        return polars.read_parquet(f"{run}/{path}.parquet").iter_rows(named=True)

    for row in table("entities/accounts"):
        world.agency_of["account", row["account_id"]] = filing.agency(row["institution_id"])
    payees, active = {}, collections.defaultdict(list)
    for row in table("payments/payments"):
        source = ("account", row["payer_account_id"])
        target = ("account", row["payee_account_id"] or row["merchant_id"])
        seconds = (row["initiated_at"] - start).total_seconds()
        payees[row["payment_id"]] = target
        world.transfers.append(filing.Transfer(seconds, source, target, row["amount"]))
        if row["payment_id"].startswith("PAY-G-"):
            active[source].append(seconds)
            active[target].append(seconds)

    uses = {}
    device_of = {}
    for row in table("payments/payment_events"):
        if row["device_id"]:
            use = ("account", row["account_id"]), ("device", row["device_id"])
            uses.setdefault(use, (row["event_time"] - start).total_seconds())
            device_of[row["payment_id"]] = use[1]
    for (account, device), seconds in sorted(uses.items()):
        world.links.append(filing.Link(seconds, "accessed_from", account, device, world.agency_of[account], device))

    evidence = {}
    for row in table("oracle/graph/graph_evidence"):
        evidence.setdefault(row["payment_id"], ("device", row["resource_id"]))
    shared = collections.defaultdict(set)
    for row in table("oracle/graph/campaign_memberships"):
        if row["payment_id"] in evidence:
            shared[row["campaign_id"]].add(evidence[row["payment_id"]])
    for row in table("oracle/graph/campaigns"):
        members = [("account", a) for a in row["participant_ids"]] + sorted(shared[row["campaign_id"]])
        kind = row["scenario_type"].lower()
        if row["truth_label"] == "FRAUD":
            world.rings.append((kind, members, [(m, active[m]) for m in members if active[m]]))
        else:
            world.innocents.append((kind, members))

    if regime == "own":
        reported, incoming, outgoing = collections.defaultdict(list), collections.defaultdict(list), collections.defaultdict(list)
        for t in world.transfers:
            incoming[t.target].append(t)
            outgoing[t.source].append(t)
        for row in table("fraud/fraud_cases"):
            seconds = (row["case_opened_at"] - start).total_seconds()
            named = [payees[row["payment_id"]]]
            if row["payment_id"] in evidence:
                named.append(device_of[row["payment_id"]])
            world.report(seconds, named, None, None, row["amount"])
            for i in named:
                reported[i].append(seconds)
        world.file_transfers(reported, incoming, outgoing)
        for l in world.links:
            if l.source in reported or l.target in reported:
                world.link(l)
        for record in world.records:
            for column in ("category", "region", "channel"):
                record.pop(column, None)
    else:
        world.file()
    world.write(name)


main()
