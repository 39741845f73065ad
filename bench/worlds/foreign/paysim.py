"""Converts PaySim output (the fork with identities and first-party fraud) to a world.

    paysim.py OUTPUT REGIME SEED NAME

OUTPUT holds clients.csv (id,type,phone,email,ssn,bank), fraudsters.csv (fraudster,type,account) and
transactions.csv (step,action,amount,orig,origType,dest,destType,fraud,ok). A first-party fraudster
opens accounts with made-up identities that share phones, and drains them into one account: those
accounts and phones are a ring. A third-party fraudster has one account: a lone fraudster, no ring.
PaySim has no innocent groups. Its merchants are what many strangers pay.
"""

import collections
import csv
import datetime
import sys

import filing


def rows(path):
    """Returns the rows of a CSV file."""
    with open(path) as file:
        return list(csv.DictReader(file))


def main():
    output, regime, seed, name = sys.argv[1:]
    world = filing.World("paysim", regime, seed, datetime.datetime(2024, 1, 1))
    phones = {}
    for row in rows(output + "/clients.csv"):
        phones["account", row["id"]] = ("number", row["phone"])
        world.agency_of["account", row["id"]] = filing.agency("bank-" + row["bank"])

    first = {}  # seconds of an account's first transaction
    received = collections.defaultdict(list)
    for row in rows(output + "/transactions.csv"):
        if row["ok"] != "true" or row["destType"] == "BANK":
            continue
        seconds = int(row["step"]) * 3600 + world.rand.randrange(3600)
        t = filing.Transfer(seconds, ("account", row["orig"]), ("account", row["dest"]), float(row["amount"]))
        world.transfers.append(t)
        for account in (t.source, t.target):
            first.setdefault(account, seconds)
        if row["fraud"] == "true":
            received[t.target].append(seconds)
            received[t.source].append(seconds)

    for account, phone in sorted(phones.items()):
        bank = world.agency_of[account]
        world.links.append(filing.Link(first.get(account, 0), "linked_to", phone, account, bank, phone))

    groups = collections.defaultdict(list)
    for row in rows(output + "/fraudsters.csv"):
        groups[row["fraudster"], row["type"]].append(("account", row["account"]))
    for (_, kind), accounts in sorted(groups.items()):
        targets = [(a, received[a]) for a in accounts if received[a]]
        if len(accounts) < 3:
            # A lone fraudster is complained about as ring members are. He is planted as a group too small for the truth.
            world.rings.append(("lone", [accounts[0], phones[accounts[0]]], targets))
            continue
        members = list(dict.fromkeys(accounts + [phones[a] for a in accounts]))
        world.rings.append((kind.lower(), members, targets))
    world.file()
    world.write(name)


main()
