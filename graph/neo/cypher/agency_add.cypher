// Keeps an agency; answers what kind it is, which is not changed if it was there.
MERGE (a:Agency {id: $id})
ON CREATE SET a.name = $name, a.kind = $kind, a.created_at = datetime.transaction()
RETURN a.kind AS kind
