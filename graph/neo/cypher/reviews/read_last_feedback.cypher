// Returns a ring, and the last feedback of an agency on it.
MATCH (r:Ring {id: $id})
OPTIONAL MATCH (:Agency {id: $agency})-[:GAVE]->(f:Feedback)-[:ABOUT {current: true}]->(r)
RETURN r AS ring, f.verdict AS verdict, f.reason AS reason, f.note AS note, f.author AS author, f.at AS at
