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
	1: "6e094f52b2f875188f594941e63a8be6df5c45e966fdcdba48baecbfd9fd6c4d",
	2: "c1e415e82b0dfb581d6b9f3dfadd1fbac5e2095dd5c9cfece4037714de235938",
	3: "5c43d1ccafa59fa6b393337ff30b5ea840cd0aca05c645113220081bc151be36",
}

func TestGenerate_DefaultWorldsDoNotChange(t *testing.T) {
	for seed, want := range defaultWorlds {
		sum := sha256.Sum256(generate(t, world.Options{Reports: 2000, Seed: seed}).bytes(t))
		assert.Equal(t, want, hex.EncodeToString(sum[:]), "seed %d", seed)
	}
}
