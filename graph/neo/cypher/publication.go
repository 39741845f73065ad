package cypher

import _ "embed"

// Statements that write, publish and read rings.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed publication/add_events.cypher
	AddEvents Statement
	//go:embed publication/add_lineage.cypher
	AddLineage Statement
	//go:embed publication/create_closed_drafts.cypher
	CreateClosedDrafts Statement
	//go:embed publication/create_drafts.cypher
	CreateDrafts Statement
	//go:embed publication/delete_duplicate_drafts.cypher
	DeleteDuplicateDrafts Statement
	//go:embed publication/delete_unseen_rings.cypher
	DeleteUnseenRings Statement
	//go:embed publication/inherit_feedback.cypher
	InheritFeedback Statement
	//go:embed publication/lock_publication.cypher
	LockPublication Statement
	//go:embed publication/mark_unreadable_rings.cypher
	MarkUnreadableRings Statement
	//go:embed publication/move_events.cypher
	MoveEvents Statement
	//go:embed publication/move_feedback.cypher
	MoveFeedback Statement
	//go:embed publication/move_offspring.cypher
	MoveOffspring Statement
	//go:embed publication/move_origins.cypher
	MoveOrigins Statement
	//go:embed publication/next_revision.cypher
	NextRevision Statement
	//go:embed publication/next_sequence.cypher
	NextSequence Statement
	//go:embed publication/publish_switch.cypher
	PublishSwitch Statement
	//go:embed publication/read_later_tokens.cypher
	ReadLaterTokens Statement
	//go:embed publication/read_opinions.cypher
	ReadOpinions Statement
	//go:embed publication/read_previous_rings.cypher
	ReadPreviousRings Statement
	//go:embed publication/read_publication.cypher
	ReadPublication Statement
	//go:embed publication/read_published_rings.cypher
	ReadPublishedRings Statement
	//go:embed publication/read_released_members.cypher
	ReadReleasedMembers Statement
	//go:embed publication/read_ring_edges.cypher
	ReadRingEdges Statement
	//go:embed publication/read_ring_exists.cypher
	ReadRingExists Statement
	//go:embed publication/read_ring_fingerprints.cypher
	ReadRingFingerprints Statement
	//go:embed publication/read_ring_history.cypher
	ReadRingHistory Statement
	//go:embed publication/retract_nameless_rings.cypher
	RetractNamelessRings Statement
	//go:embed publication/retract_rings.cypher
	RetractRings Statement
	//go:embed publication/update_later_tokens.cypher
	UpdateLaterTokens Statement
)
