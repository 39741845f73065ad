"""Converts AMLGentex output to a world.

    amlgentex.py OUTPUT REGIME SEED NAME

OUTPUT holds spatial/ and temporal/ as AMLGentex writes them. Its alert patterns are the rings, kind
by typology; patterns that share half of the smaller one's accounts are one ring. Its normal models
of three accounts and more are the innocent groups, a sample of 400 of those that records name.
"""

import datetime
import sys

import pandas

import filing


def joined(groups):
    """Returns groups [kind, set, ids], with those that share half of the smaller one's members as one."""
    groups = sorted(groups, key=lambda g: -len(g[1]))
    merged = True
    while merged:
        merged, result = False, []
        for kind, members, ids in groups:
            for g in result:
                if 2 * len(g[1] & members) >= min(len(g[1]), len(members)):
                    g[1] |= members
                    g[2] += ids
                    merged = True
                    break
            else:
                result.append([kind, set(members), list(ids)])
        groups = result
    return groups


def main():
    output, regime, seed, name = sys.argv[1:]
    world = filing.World("amlgentex", regime, seed, datetime.datetime(2023, 1, 1))
    accounts = pandas.read_csv(output + "/spatial/accounts.csv")
    for row in accounts.itertuples():
        world.agency_of["account", row.ACCOUNT_ID] = filing.agency(row.BANK_ID)

    log = pandas.read_parquet(output + "/temporal/tx_log.parquet")
    log = log[(log.type == "TRANSFER") & (log.nameOrig >= 0) & (log.nameDest >= 0)]
    active = {}  # by pattern and account: seconds of laundering transfers
    for row in log.itertuples():
        seconds = int(row.step) * 86400 + world.rand.randrange(86400)
        world.transfers.append(filing.Transfer(seconds, ("account", row.nameOrig), ("account", row.nameDest), row.amount))
        if row.isSAR:
            for account in (row.nameOrig, row.nameDest):
                active.setdefault((row.patternID, account), []).append(seconds)

    alerts = pandas.read_csv(output + "/spatial/alert_models.csv")
    groups = [[kind, set(g.accountID), [pattern]] for (pattern, kind), g in alerts.groupby(["modelID", "type"])]
    last = max(t.time for t in world.transfers)
    for kind, members, patterns in joined(groups):
        targets = []
        for account in sorted(members):
            times = [s for p in patterns for s in active.get((p, account), [])]
            targets.append((("account", account), times or [world.rand.uniform(0, last)]))
        world.rings.append((kind, [("account", a) for a in sorted(members)], targets))

    world.file()
    ring_members = {m for _, members, _ in world.rings for m in members}
    normal = pandas.read_csv(output + "/spatial/normal_models.csv")
    for (_, kind), g in normal.groupby(["modelID", "type"]):
        members = [("account", a) for a in sorted(set(g.accountID))]
        # A launderer who also pays his rent is no innocent; strangers that no record names are no test.
        if sum(m in world.named for m in members) >= 3 and not ring_members & set(members):
            world.innocents.append((kind, members))
    world.rand.shuffle(world.innocents)
    del world.innocents[400:]
    world.write(name)


main()
