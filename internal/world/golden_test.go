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
	1: "8f09496124a318872fae69765916a2e7fa744937aae87d43bc3f134184e339c0",
	2: "43df51bdb8713a587f4e71b7dbac7351095d37c2b4762f65c38284cb5aed8fb7",
	3: "fb1662c77765891c997879a7f9bd26769008fc942f2a333031a947a65e2d0390",
}

func TestGenerate_DefaultWorldsDoNotChange(t *testing.T) {
	for seed, want := range defaultWorlds {
		sum := sha256.Sum256(generate(t, world.Options{Reports: 2000, Seed: seed}).bytes(t))
		assert.Equal(t, want, hex.EncodeToString(sum[:]), "seed %d", seed)
	}
}
