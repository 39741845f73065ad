// A token of a later epoch is the same as one earlier token, whoever says so.
CREATE CONSTRAINT equivalence_token IF NOT EXISTS FOR (e:Equivalence) REQUIRE e.token IS UNIQUE
