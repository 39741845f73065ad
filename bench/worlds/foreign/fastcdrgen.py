"""Converts the calls that fastcdrgen writes to a world.

    fastcdrgen.py CALLS.csv REGIME SEED NAME

SIM boxes (scenario simbox) are the rings: a handset and its numbers. Multi-SIM customers and the
operator's test probes have handsets with as many numbers; they are the innocent groups.
"""

import collections
import csv
import datetime
import sys

import filing


def main():
    calls, regime, seed, name = sys.argv[1:]
    start = datetime.datetime(2025, 1, 1)
    world = filing.World("fastcdrgen", regime, seed, start)
    uses, times = {}, collections.defaultdict(list)
    scenario_of = {}
    with open(calls) as file:
        for row in csv.DictReader(file, delimiter=";"):
            number, device = ("number", row["from_msisdn"]), ("device", row["from_imei"])
            seconds = (datetime.datetime.fromisoformat(row["timestamp"]) - start).total_seconds()
            times[number].append(seconds)
            uses.setdefault((number, device), (seconds, "telco-" + row["from_operator_id"]))
            world.agency_of[number] = "telco-" + row["from_operator_id"]
            scenario_of[number] = row["scenario"]

    boxes = collections.defaultdict(list)  # by scenario, operator and handset
    for (number, device), (seconds, telco) in sorted(uses.items()):
        world.links.append(filing.Link(seconds, "used_in", number, device, telco, device))
        if scenario_of[number] in ("simbox", "multisim", "probe"):
            boxes[scenario_of[number], telco, device].append(number)
    for (scenario, _, device), numbers in sorted(boxes.items()):
        if len(numbers) < 3:
            continue
        members = numbers + [device]
        if scenario == "simbox":
            world.rings.append((scenario, members, [(n, times[n]) for n in numbers]))
        else:
            world.innocents.append((scenario, members))
    world.file()
    world.write(name)


main()
