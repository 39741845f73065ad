package client_test

import (
	"context"
	"fmt"
	"log"

	"github.com/ringwatch/ringwatch/tokens"
	"github.com/ringwatch/ringwatch/tokens/client"
)

// An agency gets tokens from the custodian's service. The custodian gave it the public key and the
// credential, each over a channel of its own.
func Example() {
	public, err := tokens.LoadPublicKey("custodian.pub")
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(client.Options{
		URL:        "https://custodian.example:8443",
		Public:     public,
		Credential: "rwt_...", // as ringwatch tokens agency add printed it
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	normalised, err := tokens.Normalise(tokens.KindNumber, "98765 43210", "IN")
	if err != nil {
		log.Fatal(err)
	}
	all, err := c.Tokens(context.Background(), []tokens.Identifier{{Kind: tokens.KindNumber, Normalised: normalised}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all[0])
}
