// Counts the identifiers that are stored under a token of an epoch.
MATCH (i:Identifier) WHERE i.token STARTS WITH $prefix
RETURN count(*) AS identifiers
