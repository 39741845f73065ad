// Creates the platform's secret, which seals what it hands out, unless it exists: two random UUIDs hold 244
// random bits.
MERGE (s:Seal {name: 'platform'})
ON CREATE SET s.secret = randomUUID() + randomUUID()
