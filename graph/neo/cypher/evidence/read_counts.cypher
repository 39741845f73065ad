// Counts the evidence, by Neo4j's own counters, and returns Neo4j's clock.
CALL () { MATCH (r:Report) RETURN count(r) AS reports }
CALL () { MATCH ()-[l:NAMES]->() RETURN count(l) AS names }
CALL () { MATCH ()-[l:USED_IN]->() RETURN count(l) AS used_in }
CALL () { MATCH ()-[l:LINKED_TO]->() RETURN count(l) AS linked_to }
CALL () { MATCH ()-[l:ACCESSED_FROM]->() RETURN count(l) AS accessed_from }
CALL () { MATCH ()-[l:TRANSFERRED_TO]->() RETURN count(l) AS transferred_to }
CALL () { OPTIONAL MATCH (n:Naming) RETURN coalesce(sum(n.changes), 0) AS renamed }
RETURN reports, names, used_in, linked_to, accessed_from, transferred_to, renamed, datetime.transaction() AS now
