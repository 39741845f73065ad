package api

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/spec"
)

type routeInfo = gin.RouteInfo

func TestSpec_HasEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var routes, specified []string
	for _, r := range b.api.engine.Routes() {
		routes = append(routes, r.Method+" "+specPath(r.Path))
	}
	for path, item := range b.api.contract.Paths.Map() {
		for method := range item.Operations() {
			specified = append(specified, method+" "+path)
		}
	}
	require.ElementsMatch(t, specified, routes)
	w := b.get("/openapi.yaml")
	onDisk, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, string(onDisk), w.Body.String())
}

// TestSpec_SaysWhoMay compares openapi.yaml with package access.
func TestSpec_SaysWhoMay(t *testing.T) {
	t.Parallel()
	contract, err := spec.Load(openapiYAML)
	require.NoError(t, err)
	require.Contains(t, contract.Info.Description, access.RightsTable())
	for name, operation := range contract.Paths.Map() {
		for method, o := range operation.Operations() {
			open := o.Security != nil && len(*o.Security) == 0
			require.Equal(t, !strings.HasPrefix(name, "/v1/"), open, "%s %s", method, name)
		}
	}
}

func TestSpec_GeneratedCodeIsUpToDate(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs the generator")
	}
	for folder, name := range map[string]string{"gen": "server.gen.go", "client": "client.gen.go"} {
		out := filepath.Join(t.TempDir(), name)
		command := exec.CommandContext(t.Context(), "go", "tool", "oapi-codegen", "-config", "config.yaml", "-o", out, "../openapi.yaml")
		command.Dir = folder
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
		want, err := os.ReadFile(out)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "run go generate ./api/%s", folder)
	}
}

func TestDocs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.get("/docs")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	page := w.Body.String()
	for _, external := range []string{"http://", "https://", "src=", "<script", "@import", "url("} {
		require.NotContains(t, page, external)
	}
	for path := range b.api.contract.Paths.Map() {
		require.Contains(t, page, "</span>"+path)
	}
	for name := range b.api.contract.Components.Schemas {
		require.Contains(t, page, `id="schema-`+name+`"`)
	}
	require.Contains(t, page, "CHK-1042")
}
