// Makes the platform's secret, with which it seals what it hands out, unless it is there: two
// random UUIDs hold 244 random bits.
MERGE (s:Seal {name: 'platform'})
ON CREATE SET s.secret = randomUUID() + randomUUID()
