// Clears an identifier that was flagged wrongly: what was filed or happened before does not count against it
// any more. (The ids of agencies' own releases have no ~. The time is that of the clock now: a finding that was
// waited for is earlier.)
MATCH (d:Dispute {number: $number})-[of:OF]->(i)
WITH i, of, datetime.realtime() AS now
CREATE (:Release {id: $agency + '/~dispute-' + $number, agency: $agency, cleared: true, released_at: now, received_at: now})-[:RELEASES {as: of.as}]->(i)
