package app

import (
	"os"
	"testing"

	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }
