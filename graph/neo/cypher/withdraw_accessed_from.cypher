// Takes withdrawn ACCESSED_FROM links out of the graph, as if they had never been filed.
UNWIND $ids AS id
MATCH ()-[l:ACCESSED_FROM {id: id}]->()
DELETE l
