// Takes withdrawn TRANSFERRED_TO links out of the graph, as if they had never been filed.
UNWIND $ids AS id
MATCH ()-[l:TRANSFERRED_TO {id: id}]->()
DELETE l
