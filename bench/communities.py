"""One run of one peer on one network: communities.py NETWORK PEER

NETWORK is a path without its ending: NETWORK.npz, .tsv and .mtx are written by graphs.py. PEER is
ringwatch, gve, igraph, networkit or scikit-network. Prints one line of JSON: seconds of the algorithm
alone, peak memory in MiB, modularity, communities, and how many of these are disconnected. The last
three are computed here, with numpy and scipy, from the members that the peer found.
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

network, peer = sys.argv[1:]
data = np.load(network + ".npz")
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


def ringwatch(members):
    command = ["bin/ringwatch", "communities", "--in", network + ".tsv", "--out", members, "--threads", "2", "--log-level", "error"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["seconds"]


def gve(members):
    with open(network + ".mtx") as matrix:
        weighted = "1" if " real " in matrix.readline() else "0"
    command = [os.environ["GVE_LEIDEN"], network + ".mtx", "1", weighted]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"MEMBERS": members}).stdout
    found = re.search(r"\{([0-9.]+)ms, [0-9.]+ms mark", text)
    if not found:
        sys.exit("gve: its output has no line with the time of a run")
    return float(found[1]) / 1000


def read_members(path):
    """The community of each node. A node that the file leaves out is alone."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        sys.exit(f"{peer}: it wrote no members file, so its communities cannot be judged")
    rows = np.loadtxt(path, dtype=np.int64, ndmin=2)
    if rows.shape[1] != 2 or rows[:, 0].min() < 0 or rows[:, 0].max() >= n:
        sys.exit(f"{peer}: its members file is not lines of 'node<TAB>community' for {n} nodes")
    of = np.arange(n) + n
    of[rows[:, 0]] = rows[:, 1]
    return of


def score(of):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    of = np.unique(np.asarray(of, np.int64), return_inverse=True)[1]
    count = int(of.max()) + 1
    inside = of[u] == of[v]
    degree = np.bincount(of[u], w, count) + np.bincount(of[v], w, count)
    modularity = w[inside].sum() / w.sum() - ((degree / (2 * w.sum())) ** 2).sum()
    remaining = coo_matrix((np.ones(inside.sum()), (u[inside], v[inside])), shape=(n, n))
    pieces = connected_components(remaining, directed=False)[0]
    return {"modularity": float(modularity), "communities": count, "disconnected": int(pieces) - count}


def peak(who):
    return resource.getrusage(who).ru_maxrss >> 10


def main():
    processes, libraries = {"ringwatch": ringwatch, "gve": gve}, {"igraph": igraph, "networkit": networkit, "scikit-network": scikit_network}
    if peer in processes:
        # A folder of its own, so that a peer that writes nothing is not judged by an older file.
        with tempfile.TemporaryDirectory() as folder:
            members = os.path.join(folder, "members")
            seconds = processes[peer](members)
            return {"seconds": seconds, "peak": peak(resource.RUSAGE_CHILDREN)} | score(read_members(members))
    find = libraries[peer]()
    start = time.perf_counter()
    of = find()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak": peak(resource.RUSAGE_SELF)} | score(of)


print(json.dumps({"network": os.path.basename(network), "peer": peer} | main()))
