// Clears an identifier that was held to be what it is not: what came before tells against it
// no more, as if it had passed to a new holder now. (The ids of agencies' own releases have no ~.)
MATCH (d:Dispute {number: $number})-[:OF]->(i)
CREATE (:Release {id: $agency + '/~dispute-' + $number, agency: $agency, cleared: true,
  released_at: datetime.transaction(), received_at: datetime.transaction()})-[:RELEASES]->(i)
