// Package rings finds fraud rings in evidence: who was named by which report, and who
// was linked to whom.
//
// Communities are not rings. Identifiers that strangers share glue rings together, and
// a community that is dense by accident defrauds nobody. So detection goes in five
// steps, each a file:
//
//   - ties.go: what was named together or linked is tied, and makes a network of
//     identifiers.
//   - hubs.go: identifiers that tie strangers together are set aside, by evidence and
//     not by how many ties they have.
//   - fragments.go: dense fragments are found by Leiden under the constant Potts
//     model, whose communities don't grow with the network.
//   - joining.go: fragments are joined while what ties them and what their reports say
//     makes it likelier than not that they belong together.
//   - features.go, score.go and explain.go: what a group shows is measured, weighed into
//     a probability that it is a ring, and told in words.
//
// The same evidence gives the same rings, however it is ordered by whoever filed it.
package rings
