// Clears an identifier that was held to be what it is not: what was filed or happened before
// tells against it no more. (The ids of agencies' own releases have no ~. By the clock as it is now: a finding that
// was waited for is of before.)
MATCH (d:Dispute {number: $number})-[:OF]->(i)
WITH i, datetime.realtime() AS now
CREATE (:Release {id: $agency + '/~dispute-' + $number, agency: $agency, cleared: true, released_at: now, received_at: now})-[:RELEASES]->(i)
