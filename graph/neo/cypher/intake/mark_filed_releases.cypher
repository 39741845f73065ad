// Marks the tokens that releases were filed with, where the identifiers are stored under others.
UNWIND $rows AS row
MATCH (:Release {id: row.id})-[releases:RELEASES]->()
SET releases.as = row.as
