// Which of these tokens are known, by their places in the list, and their nodes.
UNWIND range(0, size($tokens) - 1) AS place
MATCH (i:Identifier {token: $tokens[place]})
RETURN collect(place) AS places, collect(id(i)) AS nodes
