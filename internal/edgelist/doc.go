// Package edgelist reads networks from files of edges and writes the communities of their nodes.
//
// A file of edges has a line 'u<TAB>v<TAB>w' for each edge: two nodes, numbered from 0, and a
// weight over 0, which may be left out and is then 1. Empty lines and lines that start with # are
// ignored. A file of members has a line 'node<TAB>community' for each node.
package edgelist
