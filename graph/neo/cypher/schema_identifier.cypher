// A token stands for one identifier, whichever agencies name it.
CREATE CONSTRAINT identifier_token IF NOT EXISTS FOR (i:Identifier) REQUIRE i.token IS UNIQUE
