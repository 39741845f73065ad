package spec

import (
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Spec is a parsed OpenAPI document.
type Spec struct {
	*openapi3.T
}

// Load parses and checks an OpenAPI document in YAML. It returns an error if the document is not
// valid.
func Load(yaml []byte) (*Spec, error) {
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(yaml)
	if err != nil {
		return nil, fmt.Errorf("reading openapi.yaml: %w", err)
	}
	if err := document.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("checking openapi.yaml: %w", err)
	}
	return &Spec{document}, nil
}

// Operation is one method of one path.
type Operation struct {
	route routers.Route
}

// Operation returns the operation of a method and a path such as /v1/rings/{id}. It is nil if the
// document has none.
func (s *Spec) Operation(method, path string) *Operation {
	item := s.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		return nil
	}
	return &Operation{routers.Route{
		Spec: s.T, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method),
	}}
}

// needsValidation reports whether a request can violate the operation's parameters at all.
func (o *Operation) needsValidation(r *http.Request) bool {
	return len(o.route.Operation.Parameters) > 0 || r.URL.RawQuery != ""
}
