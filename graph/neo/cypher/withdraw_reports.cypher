// Takes withdrawn reports out of the graph, as if they had never been filed.
UNWIND $ids AS id
MATCH (r:Report {id: id})
DETACH DELETE r
