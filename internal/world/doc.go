// Package world makes a synthetic world of reported fraud with rings planted in it,
// and measures how many of them a detection found.
//
// It models the phenomena, not any one way of finding them: SIM boxes, chains of
// mule accounts, call centres and small crews at work for some weeks or months, in
// a background of lone fraudsters and strangers, with what misleads a detector
// (helplines, cloned IMEIs, repair shops, brokers, slips of the keyboard, links
// that were never sent). Everything is drawn from one seed, so that tests,
// benchmarks and ringwatch generate share the same worlds.
//
// A world without variety has the usual habits, the same for every seed. With
// variety each seed draws its own (see climate): a detection that was chosen on one
// sort of world can be tried on others. With lineage rings merge and split while it
// grows.
package world
