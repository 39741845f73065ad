// Returns which of these tokens are stored, by their positions in the list, and their nodes.
UNWIND range(0, size($tokens) - 1) AS position
MATCH (i:Identifier {token: $tokens[position]})
RETURN collect(position) AS positions, collect(id(i)) AS nodes
