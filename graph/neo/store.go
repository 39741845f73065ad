package neo

// Store is the graph in one Neo4j database: the connection, and one type for each actor that works
// on it. All are safe for concurrent use.
type Store struct {
	*DB
	Intake       *Intake       // saves what agencies file
	Evidence     *Evidence     // reads the evidence that detection works on
	Runs         *Runs         // records detection runs
	Detection    *Detection    // what a detection run needs
	Leases       *Leases       // who may run detection and retention
	Publications *Publications // publishes and reads rings
	Register     *Register     // agencies and their credentials
	Audit        *Audit        // the audit log
	Reviews      *Reviews      // what agencies say about rings and identifiers
	Idempotency  *Idempotency  // responses by idempotency key
	Retention    *Retention    // deletes what is too old
	Epochs       *Epochs       // retires epochs of tokens
}

// Open returns a store on the server that o names. It does not wait for the server: the first call
// that needs it does.
func Open(o Options) (*Store, error) {
	db, err := Connect(o)
	if err != nil {
		return nil, err
	}
	leases, epochs := &Leases{db}, &Epochs{db}
	runs, publications := &Runs{db: db, epochs: epochs}, &Publications{db: db}
	return &Store{
		DB:           db,
		Intake:       &Intake{db: db},
		Evidence:     &Evidence{db: db, rowsPerPart: rowsPerPart},
		Leases:       leases,
		Runs:         runs,
		Publications: publications,
		Detection:    &Detection{Leases: leases, Runs: runs, Publications: publications},
		Register:     &Register{db: db},
		Audit:        &Audit{db},
		Reviews:      &Reviews{db},
		Idempotency:  &Idempotency{db},
		Retention:    &Retention{Leases: leases, db: db},
		Epochs:       epochs,
	}, nil
}

// Detection is what a detection run needs: the lease, the log of runs, and the rings of the
// previous run to compare with and replace.
type Detection struct {
	*Leases
	*Runs
	*Publications
}
