// Marks the tokens that entries of the register of known businesses were filed with, where the identifiers are stored
// under others.
UNWIND $rows AS row
MATCH (:Known {id: row.id})-[describes:DESCRIBES]->()
SET describes.as = row.as
