package app

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/jobs"
)

// Options say what an App serves and where. Neo4j, Listen and Schedule are mandatory.
type Options struct {
	// Neo4j is the database.
	Neo4j neo.Options
	// Listen is the address of the API, HOST:PORT. Port 0 is any free one; Addr returns which.
	Listen string
	// TLS secures the API; nil serves plain HTTP.
	TLS *tls.Config
	// Issuer issues the bearer tokens that are accepted in place of keys; nil accepts none.
	Issuer api.Issuer
	// Rates are the limits for each agency.
	Rates api.Rates
	// Schedule says when detection runs: a cron expression of five fields, or such as @hourly.
	Schedule string
	// Detection are the parameters of detection; the zero value: the defaults.
	Detection rings.Params
	// Retention is how long records are stored, at least a day; 0 is for ever.
	Retention time.Duration
	// Drain is how long requests under way may take to end when the App stops; 0 is 20 seconds.
	Drain time.Duration
	// Version is shown by /healthz.
	Version string
	// Log is where the App logs; nil drops what it would log.
	Log *logrus.Logger
}

// defaultDrain is the Drain of options that have none.
const defaultDrain = 20 * time.Second

// validate fills in the defaults. Its errors name the field.
func (o *Options) validate() error {
	if _, _, err := net.SplitHostPort(o.Listen); err != nil {
		return fmt.Errorf("app options: Listen: want HOST:PORT: %w", err)
	}
	if err := jobs.CheckExpression(o.Schedule); err != nil {
		return fmt.Errorf("app options: Schedule: %w", err)
	}
	if _, err := o.Detection.WithDefaults(); err != nil {
		return fmt.Errorf("app options: Detection: %w", err)
	}
	if o.Retention != 0 && o.Retention < jobs.MinRetention {
		return fmt.Errorf("app options: Retention: want 0, or %s or more", jobs.MinRetention)
	}
	if o.Drain < 0 {
		return errors.New("app options: Drain: want 0 or more")
	}
	if o.Drain == 0 {
		o.Drain = defaultDrain
	}
	if o.Log == nil {
		o.Log = logrus.New()
		o.Log.SetOutput(io.Discard)
	}
	return nil
}
