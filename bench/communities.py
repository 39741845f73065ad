"""One run of one peer, or the score of a file of members: communities.py GRAPH.npz PEER|members:FILE

Prints seconds (of the algorithm alone), modularity, communities, disconnected ones and
peak memory in MiB, by measures that no peer made: numpy and scipy.
"""
import json
import resource
import sys
import time

import numpy as np

data = np.load(sys.argv[1])
u, v, w, n = data["u"], data["v"], data["w"], int(data["n"])


def igraph():
    import random

    import igraph

    random.seed(1)
    graph = igraph.Graph(n=n, edges=np.stack([u, v], 1))
    graph.es["weight"] = w
    weights = None if (w == 1).all() else "weight"
    return lambda: graph.community_leiden("modularity", weights=weights, n_iterations=2).membership


def networkit():
    import networkit as nk

    nk.setNumberOfThreads(2)
    nk.setSeed(1, False)
    graph = nk.GraphFromCoo((w, (u.astype(np.uint64), v.astype(np.uint64))), n=n, weighted=True, directed=False)
    run = nk.community.ParallelLeiden(graph)

    def find():
        run.run()
        return run.getPartition().getVector()

    return find


def scikit_network():
    from scipy.sparse import coo_matrix
    from sknetwork.clustering import Leiden

    half = coo_matrix((w, (u, v)), shape=(n, n))
    matrix = (half + half.T).tocsr()
    return lambda: Leiden(random_state=1).fit_predict(matrix)


def score(of):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    of = np.unique(np.asarray(of, np.int64), return_inverse=True)[1]
    count = int(of.max()) + 1
    inside = of[u] == of[v]
    degree = np.bincount(of[u], w, count) + np.bincount(of[v], w, count)
    modularity = w[inside].sum() / w.sum() - ((degree / (2 * w.sum())) ** 2).sum()
    kept = coo_matrix((np.ones(inside.sum()), (u[inside], v[inside])), shape=(n, n))
    pieces = connected_components(kept, directed=False)[0]
    return {"modularity": float(modularity), "communities": count, "disconnected": int(pieces) - count}


def main(what):
    if what.startswith("members:"):
        rows = np.loadtxt(what.removeprefix("members:"), dtype=np.int64, ndmin=2)
        of = np.arange(n) + n  # a node that the file leaves out is alone
        of[rows[:, 0]] = rows[:, 1]
        return score(of)
    find = {"igraph": igraph, "networkit": networkit, "scikit-network": scikit_network}[what]()
    start = time.perf_counter()
    of = find()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return {"seconds": seconds, "peak": peak} | score(of)


print(json.dumps(main(sys.argv[2])))
