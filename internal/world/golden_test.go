package world_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ringwatch/ringwatch/internal/world"
)

// defaultWorlds are the hashes of worlds of 2,000 reports without variety, by seed. They must not
// change: figures that were measured on these worlds would no longer be comparable.
var defaultWorlds = map[uint64]string{
	1: "93e86c67728e26d708d243a90ebc0c4b2ae374f1e0b7fb7e1426999424ed0113",
	2: "db4734bf0c982c203daae07698d09641a4f58db76e9939c38be02b573072074d",
	3: "507b2abbb422d9d1d343b04b8d384c4e55c696562d7ba8c14787ebe59958df8f",
}

func TestGenerate_DefaultWorldsDoNotChange(t *testing.T) {
	for seed, want := range defaultWorlds {
		sum := sha256.Sum256(generate(t, world.Options{Reports: 2000, Seed: seed}).bytes(t))
		assert.Equal(t, want, hex.EncodeToString(sum[:]), "seed %d", seed)
	}
}
