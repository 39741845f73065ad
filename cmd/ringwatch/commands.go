package main

import (
	"errors"

	"github.com/alecthomas/kong"
)

// commands is the whole command line.
type commands struct {
	settings
	Version kong.VersionFlag `help:"Print the version and exit."`

	Up          upCommand          `cmd:"" help:"Run the whole platform on this machine: Neo4j, the API and scheduled detection."`
	Serve       serveCommand       `cmd:"" help:"Serve the API and run scheduled detection on the Neo4j of NEO4J_URI."`
	Ingest      ingestCommand      `cmd:"" help:"Load files of records into Neo4j."`
	Detect      detectCommand      `cmd:"" help:"Find rings once, in Neo4j or in a file of records."`
	Communities communitiesCommand `cmd:"" help:"Find communities in a file of edges."`
	Generate    generateCommand    `cmd:"" help:"Write a synthetic world of fraud with planted rings."`
	Evaluate    evaluateCommand    `cmd:"" help:"Compare rings with a truth (precision, recall, F1) or with agencies' feedback."`
	Calibrate   calibrateCommand   `cmd:"" help:"Make the model that scores rings, from worlds whose rings are known."`
	Tokenize    tokenizeCommand    `cmd:"" help:"Turn a file of raw records into records of tokens, on your own premises."`
	Agency      agencyCommand      `cmd:"" help:"Manage agencies and their credentials for the API."`
	Audit       auditCommand       `cmd:"" help:"Verify and export the audit log: who read what, and who changed credentials."`
	Tokens      struct {
		Keygen keygenCommand       `cmd:"" help:"Generate the key that turns identifiers into tokens."`
		Serve  tokensServeCommand  `cmd:"" help:"Evaluate agencies' blinded identifiers with the key, without seeing any identifier."`
		Agency tokensAgencyCommand `cmd:"" help:"Manage which agencies may use the service, and their daily allowances."`
		Retire tokensRetireCommand `cmd:"" help:"Rename what is stored under an old epoch's tokens to later tokens, and delete the old ones."`
	} `cmd:"" help:"Commands of the key custodian, and of key epochs."`
}

// commandOf returns the command that an error of parsing belongs to, as far as it was recognised.
func commandOf(err error) string {
	var parsing *kong.ParseError
	if errors.As(err, &parsing) && parsing.Context != nil && parsing.Context.Selected() != nil {
		return parsing.Context.Selected().FullPath()
	}
	return "ringwatch"
}
