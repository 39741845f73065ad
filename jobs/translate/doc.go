// Package translate converts between what the graph stores and what analysis computes with: a
// snapshot becomes evidence by indices, and the rings that analysis found become rings with ids and
// summaries, as they are stored and published.
package translate
