package rings

// Section is a parallel section, for tests.
type Section = section

// Sections is the number of parallel sections.
const Sections = sectionCount

// NewDetectorWithHook returns a Detector that calls beforeWork before each piece of parallel work.
func NewDetectorWithHook(beforeWork func(Section)) *Detector {
	return &Detector{sections: sections{beforeWork: beforeWork}}
}
