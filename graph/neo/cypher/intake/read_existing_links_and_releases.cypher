// Returns which of these ids are ids of links, of whatever relation, and of releases.
UNWIND $links AS id
WITH id WHERE EXISTS { ()-[:USED_IN {id: id}]->() } OR EXISTS { ()-[:LINKED_TO {id: id}]->() }
  OR EXISTS { ()-[:ACCESSED_FROM {id: id}]->() } OR EXISTS { ()-[:TRANSFERRED_TO {id: id}]->() }
WITH collect(id) AS links
UNWIND CASE $releases WHEN [] THEN [null] ELSE $releases END AS id
OPTIONAL MATCH (r:Release {id: id})
RETURN links, collect(r.id) AS releases
