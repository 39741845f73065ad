// Package rings finds fraud rings in evidence: reports, each naming identifiers, and links between
// two identifiers.
//
// Communities are not rings. Identifiers that strangers share glue rings together, and a community
// that is dense by accident defrauds nobody. So a detection takes six steps:
//
//  1. Network (network.go). Two identifiers share an edge for each report that names both and for
//     each link between them. Evidence is checked and normalised first (validate.go, normalise.go).
//  2. Background (background.go). How common each region, category and period is among all
//     reports. Everything later is measured against it.
//  3. Hubs (hub*.go). An identifier that connects strangers is set aside, unless the records around
//     it come from one source or its neighbours are related without it. Suspects explain nothing of
//     each other.
//  4. Fragments (component.go, fragment.go). Each connected component of the remaining network
//     falls into dense fragments, which Leiden finds under the constant Potts model.
//  5. Candidates (merge.go, merge_odds.go). Fragments are merged for as long as it is more likely
//     than not that two belong together, by the edges between them and by the Bayes factor that
//     their reports have one source (coherence.go, tally.go). What is too large is parted again
//     (merge_part.go), and groups that are parts of one ring are merged (merge_rings.go).
//  6. Rings (candidate.go, ring.go). A candidate is measured by its incidents (incident.go,
//     measurement.go, cycles.go, flow.go, timing.go), and the model turns its features into the
//     probability that it is a ring (feature.go, model.go). What one agency or source says bounds
//     it (robust.go). The score is explained in plain words (explain*.go, wording.go).
//
// detect.go and result.go hold the entry point and what it returns, params.go the settings.
// cache.go reuses what an earlier detection found in a component that has not changed. louvain.go
// is another method, to compare with. groups.go and grouped.go are the data structures, sections.go
// the parallel parts.
//
// Detection is deterministic: the same evidence gives the same rings, whatever the order of its
// records and the number of processors.
package rings
