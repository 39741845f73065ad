"""Communities of a network by igraph, for bench/rings.sh: EDGES OUT leiden|louvain."""
import random
import sys

import igraph

edges, weights = [], []
with open(sys.argv[1]) as lines:
    for line in lines:
        u, v, w = line.split("\t")
        edges.append((int(u), int(v)))
        weights.append(float(w))
graph = igraph.Graph(n=1 + max(max(e) for e in edges), edges=edges)
random.seed(1)
if sys.argv[3] == "leiden":
    found = graph.community_leiden("modularity", weights=weights, n_iterations=2)
else:
    found = graph.community_multilevel(weights=weights)
with open(sys.argv[2], "w") as out:
    for node, community in enumerate(found.membership):
        out.write(f"{node}\t{community}\n")
