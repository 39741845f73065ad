// Package evaluation measures a detection: against the truth, that is the rings that were planted,
// and against what agencies said about its rings.
//
// evaluate.go computes precision, recall and F1, reliability.go how well the scores are calibrated,
// innocents.go counts innocent groups that were flagged, and feedback.go compares scores with
// verdicts. read_rings.go and read_truth.go read the files that ringwatch detect and ringwatch
// generate write; print.go prints tables.
package evaluation
