// Takes withdrawn USED_IN links out of the graph, as if they had never been filed.
UNWIND $ids AS id
MATCH ()-[l:USED_IN {id: id}]->()
DELETE l
