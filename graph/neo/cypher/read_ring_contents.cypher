// What is published of every ring, by a hash of its contents.
MATCH (r:Ring) RETURN collect(r.id) AS ids, collect(r.content) AS contents
