package tokens_test

import (
	"fmt"

	"github.com/ringwatch/ringwatch/tokens"
)

// The custodian holds the key and makes a token alone.
func ExampleKey_Token() {
	key, err := tokens.GenerateKey(1)
	if err != nil {
		panic(err)
	}
	normalised, err := tokens.Normalise(tokens.KindNumber, "98765 43210", "IN")
	if err != nil {
		panic(err)
	}
	token, err := key.Token(tokens.KindNumber, normalised)
	if err != nil {
		panic(err)
	}
	fmt.Println(normalised, token[:4], len(token))
	// Output: +919876543210 tk1_ 30
}

// An agency gets tokens without showing identifiers to the custodian: it blinds them, the custodian
// evaluates, and the agency verifies the proof and finalises.
func ExamplePublicKey_Blind() {
	key, err := tokens.GenerateKey(1) // at the custodian
	if err != nil {
		panic(err)
	}
	pinned, err := key.Public() // the custodian gives it to the agency once
	if err != nil {
		panic(err)
	}
	ids := []tokens.Identifier{
		{Kind: tokens.KindNumber, Normalised: "+919876543210"},
		{Kind: tokens.KindAccount, Normalised: "upi:name@bank"},
	}

	batch, err := pinned.Blind(ids) // agency
	if err != nil {
		panic(err)
	}
	elements, err := tokens.ParseBlindedElements(batch.Request()) // custodian
	if err != nil {
		panic(err)
	}
	response, err := key.Evaluate(elements) // custodian
	if err != nil {
		panic(err)
	}
	blinded, err := batch.Finalise(response) // agency
	if err != nil {
		panic(err)
	}

	for i, id := range ids {
		token, err := key.Token(id.Kind, id.Normalised)
		if err != nil {
			panic(err)
		}
		fmt.Println(id.Kind, blinded[i] == token)
	}
	// Output:
	// number true
	// account true
}

func ExampleNormalise() {
	for _, value := range []string{"upi: Ravi.K@OKBANK", "bank:sbin0001234/1234 5678-901", "bank:1234"} {
		normalised, err := tokens.Normalise(tokens.KindAccount, value, "")
		fmt.Println(normalised, err)
	}
	// Output:
	// upi:ravi.k@okbank <nil>
	// bank:SBIN0001234/12345678901 <nil>
	//  not a bank account: write bank:IFSC/number
}
