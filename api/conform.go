package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
)

// filterOptions leave bodies to the handler, which reads them as a stream, and keys
// to authenticate.
var filterOptions = openapi3filter.Options{
	ExcludeRequestBody:  true,
	ExcludeResponseBody: true,
	MultiError:          true,
	SkipSettingDefaults: true,
	AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
}

// conform refuses a request whose parameters are not as the specification says.
func (a *API) conform(c *gin.Context) {
	specified := askedOf(c).at.specified
	if specified == nil {
		return // no such route; a test holds routes and specification together
	}
	operation := specified.Operation
	if len(operation.Parameters) == 0 && c.Request.URL.RawQuery == "" {
		return // nothing can be wrong
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		answerProblem(c, http.StatusBadRequest, "The query is not well formed.")
		return
	}
	wrong := append(strangers(operation, query), twice(operation, c.Request.Header)...)
	if len(wrong) == 0 {
		params := make(map[string]string, len(c.Params))
		for _, p := range c.Params {
			params[p.Key] = p.Value
		}
		// The library would read a body whole, whatever the options.
		bodiless := *c.Request
		bodiless.Body, bodiless.ContentLength = http.NoBody, 0
		err := openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
			Request:     &bodiless,
			PathParams:  params,
			QueryParams: query,
			Route:       specified,
			Options:     &filterOptions,
		})
		wrong = told(err)
	}
	if len(wrong) > 0 {
		answerProblem(c, http.StatusBadRequest, "The request is not as it must be; errors says where.", wrong...)
	}
}

// operations are what the specification says of the routes, by their names.
func operations(spec *openapi3.T, routes gin.RoutesInfo) map[string]*routers.Route {
	all := make(map[string]*routers.Route, len(routes))
	for _, r := range routes {
		path := specPath(r.Path)
		if item := spec.Paths.Value(path); item != nil && item.GetOperation(r.Method) != nil {
			all[r.Method+" "+r.Path] = &routers.Route{Spec: spec, Path: path, PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method)}
		}
	}
	return all
}

// specPath writes gin's /v1/rings/:id as the specification's /v1/rings/{id}.
func specPath(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// strangers tells of query parameters that the operation doesn't have, or that are
// given twice.
func strangers(operation *openapi3.Operation, query url.Values) (wrong []gen.FieldError) {
	var known []string
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			known = append(known, p.Value.Name)
			if len(query[p.Value.Name]) > 1 {
				wrong = append(wrong, gen.FieldError{Field: p.Value.Name, Reason: "is given more than once"})
			}
		}
	}
	for name := range query {
		if slices.Contains(known, name) {
			continue
		}
		reason := "this route has no parameters"
		if len(known) > 0 {
			reason = "want only " + strings.Join(known, ", ")
		}
		return append(wrong, gen.FieldError{Field: "(a parameter not repeated here)", Reason: reason})
	}
	return wrong
}

// twice tells of headers of the operation that are given more than once.
func twice(operation *openapi3.Operation, header http.Header) (wrong []gen.FieldError) {
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInHeader && len(header.Values(p.Value.Name)) > 1 {
			wrong = append(wrong, gen.FieldError{Field: p.Value.Name, Reason: "is given more than once"})
		}
	}
	return wrong
}

// told puts validation errors into words of our own: those of the library quote
// what was sent.
func told(err error) (wrong []gen.FieldError) {
	if err == nil {
		return nil
	}
	var several openapi3.MultiError
	var request *openapi3filter.RequestError
	if errors.As(err, &request) && request.Parameter != nil {
		reason := want(request.Parameter)
		if errors.Is(request.Err, openapi3filter.ErrInvalidRequired) {
			reason = "is missing: " + reason
		}
		return []gen.FieldError{{Field: request.Parameter.Name, Reason: reason}}
	}
	if errors.As(err, &several) {
		for _, one := range several {
			wrong = append(wrong, told(one)...)
		}
		return wrong
	}
	return []gen.FieldError{{Field: "(the request)", Reason: "is not as /docs describes it"}}
}

// want says what a parameter must be.
func want(p *openapi3.Parameter) string {
	s := p.Schema.Value
	switch {
	case len(s.Enum) > 0:
		names := make([]string, len(s.Enum))
		for i, name := range s.Enum {
			names[i] = fmt.Sprint(name)
		}
		return "want one of " + strings.Join(names, ", ")
	case s.Type.Is(openapi3.TypeInteger) && s.Min != nil && s.Max != nil:
		return fmt.Sprintf("want a whole number from %v to %v", *s.Min, *s.Max)
	case s.Type.Is(openapi3.TypeNumber) && s.Min != nil && s.Max != nil:
		return fmt.Sprintf("want a number from %v to %v", *s.Min, *s.Max)
	case s.Format == "date-time":
		return "want an RFC 3339 time, such as 2026-05-01T10:00:00Z, with + written as %2B"
	case s.Pattern != "":
		return "want " + s.Pattern
	case s.MaxLength != nil:
		return fmt.Sprintf("want %d to %d characters, as /docs says", s.MinLength, *s.MaxLength)
	}
	return "is not as /docs describes it"
}
