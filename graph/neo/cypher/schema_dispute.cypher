// The number of every Dispute is its own.
CREATE CONSTRAINT dispute_number IF NOT EXISTS FOR (d:Dispute) REQUIRE d.number IS UNIQUE
