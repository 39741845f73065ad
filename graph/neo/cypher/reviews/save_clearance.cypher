// Clears an identifier that was flagged wrongly: what was filed or happened before does not count against it
// any more. (The ids of agencies' own releases have no ~. The time is that of the clock now: a finding that was
// waited for is earlier.)
MATCH (d:Dispute {number: $number})-[:OF]->(i)
WITH i, datetime.realtime() AS now
CREATE (:Release {id: $agency + '/~dispute-' + $number, agency: $agency, cleared: true, released_at: now, received_at: now})-[:RELEASES]->(i)
