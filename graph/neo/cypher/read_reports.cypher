// What reports say, without whom they name, in the order asked for.
CYPHER replan=skip
UNWIND range(0, size($batch.ids) - 1) AS place
MATCH (r:Report {id: $batch.ids[place]})
USING INDEX r:Report(id)
RETURN place, r.agency AS agency, r.occurred_at AS occurred_at, r.category AS category,
       r.channel AS channel, r.region AS region, r.loss AS loss, r.currency AS currency
ORDER BY place
