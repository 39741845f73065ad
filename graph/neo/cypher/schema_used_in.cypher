// The id of every USED_IN link is its own.
CREATE CONSTRAINT used_in_id IF NOT EXISTS FOR ()-[l:USED_IN]-() REQUIRE l.id IS UNIQUE
