package jobs

import (
	"testing"

	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

func TestSchedule_StartsAndStops(t *testing.T) {
	startstoptest.Stress(t, func(t *testing.T) startstop.Service {
		s, _, _, _ := onHooks(t)
		return s
	})
}
