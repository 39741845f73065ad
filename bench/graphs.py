"""The networks that bench/communities.sh runs on: graphs.py FOLDER NAME…

Writes FOLDER/NAME.npz (u < v, w, n), NAME.tsv ('u<TAB>v<TAB>w', 0-based) and NAME.mtx
(Matrix Market, 1-based). Each is drawn with a fixed seed.
"""
import sys

import numpy as np

SEED = 1


def write(folder, name, u, v, w, n):
    """Merges parallel edges, drops loops, and writes the network."""
    u, v = np.minimum(u, v).astype(np.int64), np.maximum(u, v).astype(np.int64)
    key, where = np.unique(u * n + v, return_inverse=True)
    w = np.bincount(where, w)
    u, v = key // n, key % n
    u, v, w = u[u != v], v[u != v], w[u != v]
    np.savez(f"{folder}/{name}.npz", u=u.astype(np.uint32), v=v.astype(np.uint32), w=w, n=np.int64(n))
    unit = bool((w == 1).all())
    kind = "pattern" if unit else "real"
    with open(f"{folder}/{name}.tsv", "w") as tsv, open(f"{folder}/{name}.mtx", "w") as mtx:
        mtx.write(f"%%MatrixMarket matrix coordinate {kind} symmetric\n{n} {n} {len(u)}\n")
        for at in range(0, len(u), 1 << 20):
            rows = list(zip(*(column[at : at + (1 << 20)].tolist() for column in (u, v, w))))
            tsv.write("".join(f"{a}\t{b}\t{c:g}\n" for a, b, c in rows))
            mtx.write("".join(f"{b + 1} {a + 1}\n" if unit else f"{b + 1} {a + 1} {c:g}\n" for a, b, c in rows))
    print(f"{name}: {n} nodes, {len(u)} edges", flush=True)


def edges(graph):
    pairs = np.fromiter((end for edge in graph.iterEdges() for end in edge), np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], np.ones(len(pairs))


def lfr(n, mixing):
    """Planted communities of 20 to 200 nodes, degrees of 12 on average and 100 at most."""
    import networkit as nk

    nk.setSeed(SEED, False)
    make = nk.generators.LFRGenerator(n)
    make.generatePowerlawDegreeSequence(12, 100, -2.5)
    make.generatePowerlawCommunitySizeSequence(20, 200, -1.5)
    make.setMu(mixing)
    make.run()
    return *edges(make.getGraph()), n


def rmat(scale):
    """Skewed degrees and no communities: the Graph500 parameters, 16 edges a node."""
    import networkit as nk

    nk.setSeed(SEED, False)
    graph = nk.generators.RmatGenerator(scale, 16, 0.57, 0.19, 0.19, 0.05).generate()
    return *edges(graph), 1 << scale


def rings(identifiers, reports, planted, hubs, least, most):
    """Reports that name identifiers: planted rings with shared devices, a background of
    reports seen once or twice, and hubs that glue everything together."""
    r = np.random.default_rng(SEED)
    ends, others = [], []

    def join(a, b):
        a, b = np.atleast_1d(a), np.atleast_1d(b)
        ends.append(a.astype(np.int64))
        others.append(np.broadcast_to(b, a.shape).astype(np.int64))

    shuffled, used, filed = r.permutation(identifiers), 0, 0
    for _ in range(planted):
        size = int(np.clip(r.pareto(1.3) * 5 + 5, 5, 60))
        ring, used = shuffled[used : used + size], used + size
        for _ in range(min(int(np.clip(size * r.uniform(0.8, 4), 5, 200)), reports - filed)):
            join(r.choice(ring, size=min(size, int(r.integers(1, 4))), replace=False), identifiers + filed)
            filed += 1
        devices = max(1, size // 6)
        for identifier in ring[devices:]:
            if r.random() < 0.7:
                join(identifier, r.choice(ring[:devices]))
    rest, count = shuffled[used:], reports - filed
    background = np.arange(identifiers + filed, identifiers + reports)
    join(background, rest[(r.random(count) ** 1.5 * len(rest)).astype(int)])
    twice = background[r.random(count) < 0.35]
    join(twice, rest[(r.random(len(twice)) ** 1.5 * len(rest)).astype(int)])
    join(r.choice(rest, len(rest) // 3), r.choice(rest, len(rest) // 3))
    for hub in rest[:hubs]:
        named = min(int(np.exp(r.uniform(np.log(least), np.log(most)))), reports // 10)
        join(identifiers + r.integers(0, reports, named), hub)
    u, v = np.concatenate(ends), np.concatenate(others)
    return u, v, np.ones(len(u)), identifiers + reports


GRAPHS = {
    "lfr10k": lambda: lfr(10_000, 0.3),
    "lfr100k": lambda: lfr(100_000, 0.4),
    "lfr1m": lambda: lfr(1_000_000, 0.4),
    "rmat20": lambda: rmat(20),
    "rings100k": lambda: rings(100_000, 100_000, 500, 10, 200, 5_000),
    "rings2m": lambda: rings(2_000_000, 1_500_000, 5_000, 50, 1_000, 50_000),
}

if __name__ == "__main__":
    for name in sys.argv[2:]:
        write(sys.argv[1], name, *GRAPHS[name]())
