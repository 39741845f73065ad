package neo_test

import (
	"testing"

	"github.com/ringwatch/ringwatch/graph/graphtest"
)

func TestContract(t *testing.T) {
	graphtest.Test(t, func(t *testing.T) *graphtest.Ports {
		s := setup(t).Store
		return &graphtest.Ports{
			Records: s.Intake, Evidence: s.Evidence, Idempotency: s.Idempotency,
			Leases: s.Leases, RunLog: s.Runs, Publisher: s.Publications, PreviousRings: s.Publications, Retention: s.Retention,
			Rings: s.Publications, History: s.Publications, Runs: s.Runs,
			Feedback: s.Reviews, Verifications: s.Reviews, Disputes: s.Reviews,
			Register: s.Register, Audit: s.Audit, AuditReader: s.Audit, Agencies: s.Register, Credentials: s.Register,
		}
	})
}
