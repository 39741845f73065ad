// Takes withdrawn LINKED_TO links out of the graph, as if they had never been filed.
UNWIND $ids AS id
MATCH ()-[l:LINKED_TO {id: id}]->()
DELETE l
