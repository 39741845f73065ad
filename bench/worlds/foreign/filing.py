"""The filing step: from transactions to the records that agencies would file about them.

Foreign generators make transactions and say which of them are fraud. None of them makes complaints.
This module adds only that step. Its rules are simple, they are the same for every generator, and
README.md beside it lists them.
"""

import base64
import collections
import datetime
import hashlib
import json
import random

CATEGORIES = ["phishing", "investment", "loan", "job", "lottery", "impersonation", "marketplace", "kyc_update"]
CHANNELS = ["call", "sms", "web", "chat"]
REGIONS = ["R%d" % n for n in range(1, 13)]

# Reports a fraudulent account: mean of a Poisson distribution. Noise: the share of other accounts
# that somebody reports, rightly or not. Window: days around a report for which a bank files
# transfers, at most so many an account. Columns: the share of reports that state category and region.
# Lookup: how likely an agency looks up all that uses the handset or phone of a reported identifier.
REGIMES = {
    "dense": {"rate": 2.0, "noise": 0.05, "window": 45, "most": 80, "columns": 0.95, "lookup": 0.9},
    "sparse": {"rate": 0.5, "noise": 0.02, "window": 15, "most": 25, "columns": 0.6, "lookup": 0.5},
}

Transfer = collections.namedtuple("Transfer", "time source target amount")
# The ends are (kind, name); shared is the end that others may use too: the handset or the phone.
Link = collections.namedtuple("Link", "time relation source target agency shared", defaults=[None])


def token(generator, kind, name):
    """Returns a token in the platform's form for a foreign identifier; the same name gives the same token."""
    digest = hashlib.sha256(f"{generator}/{kind}/{name}".encode()).digest()
    return "tk1_" + base64.b32encode(digest[:16]).decode().lower()[:26]


def agency(name):
    """Returns a foreign bank's or telco's name in the form that agencies have here."""
    return "".join(c if c.isalnum() else "-" for c in str(name).lower())


def poisson(rand, mean):
    """Returns a draw from a Poisson distribution (Knuth 1969, volume 2, section 3.4.1)."""
    limit, product, n = pow(2.718281828459045, -mean), rand.random(), 0
    while product > limit:
        product *= rand.random()
        n += 1
    return n


class World:
    """Transactions of a foreign generator with its fraud and its innocent groups, and the records about them."""

    def __init__(self, generator, regime, seed, start):
        self.generator, self.regime, self.start = generator, REGIMES[regime], start
        self.rand = random.Random(f"{generator}/{regime}/{seed}")
        self.agency_of = {}  # by identifier: the bank or telco that keeps it
        self.transfers = []
        self.links = []  # that agencies file whether or not anyone complains: shared phones and devices
        self.rings = []  # (kind, identifiers, reported identifiers)
        self.innocents = []  # (kind, identifiers)
        self.records = []
        self.named = set()  # identifiers in a record

    def time(self, seconds):
        """Returns the time that many seconds after the start, in RFC 3339."""
        return (self.start + datetime.timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")

    def identifier(self, of):
        """Returns an identifier as a record states it."""
        return {"kind": of[0], "token": token(self.generator, *of)}

    def agencies(self):
        """Returns the agencies that victims complain to."""
        return sorted(set(self.agency_of.values()))

    def report(self, seconds, named, category, region, loss):
        """Files one complaint; one in ten complainants goes to the police as well."""
        agency = self.rand.choice(self.agencies()) if self.rand.random() < 0.7 else "police"
        source = "".join(self.rand.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(16))
        states = self.rand.random() < self.regime["columns"]
        filings = [agency, "police"] if agency != "police" and self.rand.random() < 0.1 else [agency]
        for delay, by in enumerate(filings):
            record = {
                "type": "report",
                "id": f"R-{len(self.records)}",
                "agency": by,
                "source": source,
                "occurred_at": self.time(seconds + delay * 86400),
                "channel": self.rand.choice(CHANNELS),
                "identifiers": [self.identifier(i) for i in named],
            }
            if states:
                record["category"], record["region"] = category, region
            if loss:
                record["loss"], record["currency"] = f"{loss:.2f}", "INR"
            self.records.append(record)
        self.named.update(named)

    def link(self, link):
        """Files one link."""
        self.records.append({
            "type": "link",
            "id": f"L-{len(self.records)}",
            "agency": link.agency,
            "relation": link.relation,
            "from": self.identifier(link.source),
            "to": self.identifier(link.target),
            "observed_at": self.time(link.time),
        })
        self.named.update((link.source, link.target))

    def file(self):
        """Files complaints about rings and others, then what banks and telcos file about the reported."""
        incoming, outgoing = collections.defaultdict(list), collections.defaultdict(list)
        for t in self.transfers:
            incoming[t.target].append(t)
            outgoing[t.source].append(t)
        last = max([t.time for t in self.transfers] + [l.time for l in self.links])
        reported = collections.defaultdict(list)  # by identifier: seconds of its reports

        in_rings = set()
        for kind, members, targets in self.rings:
            in_rings.update(members)
            category = self.rand.choice(CATEGORIES)
            for target, active in targets:
                for _ in range(poisson(self.rand, self.regime["rate"])):
                    seconds = min(last, self.rand.choice(active) + self.rand.expovariate(1 / (5 * 86400)))
                    named = [target]
                    onward = [t.target for t in outgoing[target] if t.target in set(members)]
                    if onward and self.rand.random() < 0.3:  # the victim's bank traced the money one hop
                        named.append(self.rand.choice(onward))
                    shared = [m for m in members if m[0] == "number" and target[0] == "account"]
                    if shared and self.rand.random() < 0.3:  # the victim knows the phone as well
                        named.append(self.rand.choice(shared))
                    named = list(dict.fromkeys(named))
                    self.report(seconds, named, category if self.rand.random() < 0.85 else self.rand.choice(CATEGORIES),
                                self.rand.choice(REGIONS), self.rand.lognormvariate(9, 1))
                    for i in named:
                        reported[i].append(seconds)

        for other in sorted(set(self.agency_of) - in_rings):
            if self.rand.random() >= self.regime["noise"]:
                continue
            for _ in range(1 + poisson(self.rand, 0.3)):
                around = incoming[other] or outgoing[other]
                seconds = self.rand.choice(around).time if around else self.rand.uniform(0, last)
                named = [other]
                if around and self.rand.random() < 0.2:
                    t = self.rand.choice(around)
                    named.append(t.source if t.target == other else t.target)
                self.report(seconds, list(dict.fromkeys(named)), self.rand.choice(CATEGORIES),
                            self.rand.choice(REGIONS), self.rand.lognormvariate(7, 1))
                for i in named:
                    reported[i].append(seconds)

        self.file_transfers(reported, incoming, outgoing)
        hubs = sorted({l.shared for l in self.links if l.source in reported or l.target in reported})
        looked_up = {h for h in hubs if self.rand.random() < self.regime["lookup"]}
        for l in self.links:
            if l.source in reported or l.target in reported or l.shared in looked_up or self.rand.random() < self.regime["noise"]:
                self.link(l)

    def file_transfers(self, reported, incoming, outgoing):
        """Files what the bank of a reported account sees: its transfers within a window around its first report."""
        filed = set()
        for account in sorted(i for i in reported if i[0] == "account"):
            first, window = min(reported[account]), self.regime["window"] * 86400
            near = [t for t in incoming[account] + outgoing[account] if abs(t.time - first) <= window]
            if len(near) > self.regime["most"]:
                near = self.rand.sample(near, self.regime["most"])
            for t in sorted(near):
                if t not in filed and t.source != t.target:
                    filed.add(t)
                    self.link(Link(t.time, "transferred_to", t.source, t.target, self.agency_of.get(account, "bank")))

    def parts(self, members):
        """Returns the parts of a ring that records connect: those of four members and three reports or more.

        Nobody can know that two parts belong together if no record joins them.
        """
        tokens = {token(self.generator, *m) for m in members}
        parent = {t: t for t in tokens}

        def root(t):
            while parent[t] != t:
                t = parent[t]
            return t

        reports = []
        for k in sorted({k for t in tokens & self.seen for k in self.of[t]}):
            named, is_report = self.ties[k]
            inside = [t for t in named if t in tokens]
            for t in inside[1:]:
                parent[root(t)] = root(inside[0])
            if is_report and inside:
                reports.append(inside[0])
        parts, filed = collections.defaultdict(list), collections.Counter(root(t) for t in reports)
        for t in sorted(tokens & self.seen):
            parts[root(t)].append(t)
        return [p for top, p in sorted(parts.items()) if len(p) >= 4 and filed[top] >= 3]

    def groups(self, groups):
        """Returns groups in the form of a truth file: the members that some record names."""
        named = [(kind, sorted({token(self.generator, *m) for m in members} & self.seen)) for kind, members in groups]
        return [{"kind": kind, "members": members} for kind, members in named if len(members) >= 3]

    def write(self, name):
        """Writes NAME.ndjson, .truth.json, .planned.json and .innocents.json, and prints a line of counts."""
        with open(name + ".ndjson", "w") as out:
            for record in sorted(self.records, key=lambda r: r.get("occurred_at") or r["observed_at"]):
                out.write(json.dumps(record, separators=(",", ":")) + "\n")
        self.ties = [([i["token"] for i in r["identifiers"]], True) if r["type"] == "report" else
                     ([r["from"]["token"], r["to"]["token"]], False) for r in self.records]
        self.of = collections.defaultdict(list)  # by token: its ties
        for k, (named, _) in enumerate(self.ties):
            for t in named:
                self.of[t].append(k)
        self.seen = set(self.of)
        rings = [(kind, members) for kind, members, _ in self.rings]
        truth = [{"kind": kind, "members": part} for kind, members in rings for part in self.parts(members)]
        innocents = self.groups(self.innocents)
        for suffix, groups in ((".truth.json", truth), (".planned.json", self.groups(rings)), (".innocents.json", innocents)):
            with open(name + suffix, "w") as out:
                json.dump(groups, out)
        reports = sum(r["type"] == "report" for r in self.records)
        print(json.dumps({
            "world": name.split("/")[-1], "records": len(self.records), "reports": reports,
            "rings_planted": len(rings), "rings_in_truth": len(truth),
            "rings_by_kind": dict(sorted(collections.Counter(g["kind"] for g in truth).items())),
            "innocents": dict(sorted(collections.Counter(g["kind"] for g in innocents).items())),
        }))
