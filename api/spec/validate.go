package spec

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/ringwatch/ringwatch/api/gen"
)

// ErrQuery is returned for a query that cannot be parsed.
var ErrQuery = errors.New("the query is not well formed")

// filterOptions leave the body to the handler, which reads it as a stream, and authentication to
// the API.
var filterOptions = openapi3filter.Options{
	ExcludeRequestBody:  true,
	ExcludeResponseBody: true,
	MultiError:          true,
	SkipSettingDefaults: true,
	AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
}

// Validate returns what is wrong with the parameters of a request: path, query and headers. Nothing
// in its result quotes the request. It returns ErrQuery if the query cannot be parsed.
func (o *Operation) Validate(r *http.Request, pathParams func() map[string]string) ([]gen.FieldError, error) {
	if !o.needsValidation(r) {
		return nil, nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, ErrQuery
	}
	operation := o.route.Operation
	if wrong := append(checkQueryNames(operation, query), checkHeaders(operation, r.Header)...); len(wrong) > 0 {
		return wrong, nil
	}
	// The library would read a body whole, whatever the options.
	bodiless := *r
	bodiless.Body, bodiless.ContentLength = http.NoBody, 0
	return fieldErrors(openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request:     &bodiless,
		PathParams:  pathParams(),
		QueryParams: query,
		Route:       &o.route,
		Options:     &filterOptions,
	})), nil
}

// checkQueryNames finds query parameters that the operation does not have, and repeated ones.
func checkQueryNames(operation *openapi3.Operation, query url.Values) (wrong []gen.FieldError) {
	var names []string
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			names = append(names, p.Value.Name)
			if len(query[p.Value.Name]) > 1 {
				wrong = append(wrong, gen.FieldError{Field: p.Value.Name, Reason: "is given more than once"})
			}
		}
	}
	for name := range query {
		if slices.Contains(names, name) {
			continue
		}
		reason := "is unknown: this route has no query parameters"
		if len(names) > 0 {
			reason = "is unknown: this route has " + strings.Join(names, ", ")
		}
		return append(wrong, gen.FieldError{Field: "(a parameter not repeated here)", Reason: reason})
	}
	return wrong
}

// checkHeaders finds repeated headers of the operation.
func checkHeaders(operation *openapi3.Operation, header http.Header) (wrong []gen.FieldError) {
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInHeader && len(header.Values(p.Value.Name)) > 1 {
			wrong = append(wrong, gen.FieldError{Field: p.Value.Name, Reason: "is given more than once"})
		}
	}
	return wrong
}

// fieldErrors describes validation errors in words of its own, because the library's quote the
// request.
func fieldErrors(err error) (wrong []gen.FieldError) {
	if err == nil {
		return nil
	}
	var several openapi3.MultiError
	var request *openapi3filter.RequestError
	if errors.As(err, &request) && request.Parameter != nil {
		reason := expectation(request.Parameter)
		if errors.Is(request.Err, openapi3filter.ErrInvalidRequired) {
			reason = "is missing: " + reason
		}
		return []gen.FieldError{{Field: request.Parameter.Name, Reason: reason}}
	}
	if errors.As(err, &several) {
		for _, one := range several {
			wrong = append(wrong, fieldErrors(one)...)
		}
		return wrong
	}
	return []gen.FieldError{{Field: "(the request)", Reason: "does not match its description at /docs"}}
}

// expectation says which values a parameter may have.
func expectation(p *openapi3.Parameter) string {
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
		return "want a text that matches " + s.Pattern
	case s.MaxLength != nil:
		return fmt.Sprintf("want %d to %d characters, as described at /docs", s.MinLength, *s.MaxLength)
	}
	return "does not match its description at /docs"
}
