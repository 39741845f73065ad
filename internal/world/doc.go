// Package world generates synthetic worlds of reported fraud, with rings planted in them whose
// members are known.
//
// It models phenomena and not any one way of finding them: SIM boxes, chains of mule accounts, call
// centres and small crews that work for some weeks or months, in a background of lone fraudsters
// and strangers, with traps for a detector (helplines, cloned IMEIs, repair shops, brokers,
// mistyped identifiers, links that were never sent). Tests, benchmarks and ringwatch generate share
// the same worlds: everything is drawn from one seed.
//
// Some rings have a habit that makes them hard to find (habits.go, walletset.go, tight.go). Some
// reports are entries of a public list (listed.go). Innocent groups are connected as densely as
// rings are: families, hostels, delivery companies and others (innocent.go). Each record names
// the agency that filed it (agencies.go), and some incidents are filed with several
// (incident.go).
//
// Without variety all worlds have the same parameters (parameters.go). With variety each seed draws
// its own (variety.go), so that a detector which was tuned on some worlds can be tried on others.
// With lineage some rings merge and some split while the world grows (lineage.go).
//
// world.go generates a world day by day: it plans rings (plan.go), lays out what each does
// (active_ring.go, simbox.go, mules.go, callcentre.go, crew.go), adds innocent groups
// month by month (innocent.go, flow.go) and the background (background.go, accidents.go, traps.go,
// overlap.go), and files records (filing.go). write.go writes the truth.
// Package evaluation measures a detection against it.
package world
