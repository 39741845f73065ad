// Returns the platform's secret.
MATCH (s:Seal {name: 'platform'}) RETURN s.secret AS secret
