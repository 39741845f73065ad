package spec

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

//go:embed docs.html
var docsPage string

// Docs renders the specification as one HTML page without external resources.
func (s *Spec) Docs() ([]byte, error) {
	page, err := template.New("docs").Funcs(template.FuncMap{
		"markdown": markdown, "type": typeOf, "limits": limitsOf, "example": example, "lower": strings.ToLower,
	}).Parse(docsPage)
	if err != nil {
		return nil, fmt.Errorf("reading docs.html: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, newDocs(s.T)); err != nil {
		return nil, fmt.Errorf("rendering docs.html: %w", err)
	}
	return out.Bytes(), nil
}

// docs is the specification in the order of the page.
type docs struct {
	Info    *openapi3.Info
	Groups  []docsGroup
	Schemas []docsSchema
}

type docsGroup struct {
	Name, Description string
	Operations        []docsOperation
}

type docsOperation struct {
	*openapi3.Operation
	Method, Path string
	Public       bool
	Bodies       []docsBody
	Responses    []docsResponse
}

type docsBody struct {
	Type    string
	Schema  *openapi3.SchemaRef
	Example any
}

type docsResponse struct {
	Status, Description string
	Bodies              []docsBody
}

type docsSchema struct {
	Name   string
	Schema *openapi3.Schema
	Fields []docsField
}

type docsField struct {
	Name     string
	Required bool
	Schema   *openapi3.SchemaRef
}

func newDocs(spec *openapi3.T) docs {
	d := docs{Info: spec.Info}
	for _, tag := range spec.Tags {
		group := docsGroup{Name: tag.Name, Description: tag.Description}
		for path, item := range spec.Paths.Map() {
			for method, operation := range item.Operations() {
				if slices.Contains(operation.Tags, tag.Name) {
					group.Operations = append(group.Operations, newDocsOperation(method, path, operation))
				}
			}
		}
		slices.SortFunc(group.Operations, func(a, b docsOperation) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
		})
		d.Groups = append(d.Groups, group)
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Components.Schemas)) {
		schema := docsSchema{Name: name, Schema: spec.Components.Schemas[name].Value}
		for _, field := range slices.Sorted(maps.Keys(schema.Schema.Properties)) {
			required := slices.Contains(schema.Schema.Required, field)
			schema.Fields = append(schema.Fields, docsField{field, required, schema.Schema.Properties[field]})
		}
		// The required fields come first, in the order of the schema.
		slices.SortStableFunc(schema.Fields, func(a, b docsField) int {
			return cmp.Compare(position(schema.Schema.Required, a.Name), position(schema.Schema.Required, b.Name))
		})
		d.Schemas = append(d.Schemas, schema)
	}
	return d
}

// position returns the index of a name, and the length of names if it is not among them.
func position(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	return len(names)
}

func newDocsOperation(method, path string, o *openapi3.Operation) docsOperation {
	public := o.Security != nil && len(*o.Security) == 0
	d := docsOperation{Operation: o, Method: method, Path: path, Public: public}
	if o.RequestBody != nil {
		d.Bodies = bodies(o.RequestBody.Value.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses.Map())) {
		response := o.Responses.Map()[status].Value
		d.Responses = append(d.Responses, docsResponse{status, *response.Description, bodies(response.Content)})
	}
	return d
}

func bodies(content openapi3.Content) (all []docsBody) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		all = append(all, docsBody{media, content[media].Schema, content[media].Example})
	}
	return all
}

// typeOf returns the type of a schema, with links to the schemas that it refers to.
func typeOf(ref *openapi3.SchemaRef) template.HTML {
	s := ref.Value
	switch {
	case ref.Ref != "":
		name := template.HTMLEscapeString(ref.Ref[strings.LastIndex(ref.Ref, "/")+1:])
		return template.HTML(`<a href="#schema-` + name + `">` + name + `</a>`)
	case s.Type.Is(openapi3.TypeArray):
		return "array of " + typeOf(s.Items)
	case s.AdditionalProperties.Schema != nil:
		return "object of " + typeOf(s.AdditionalProperties.Schema)
	case len(s.OneOf) > 0:
		var of []string
		for _, one := range s.OneOf {
			of = append(of, string(typeOf(one)))
		}
		return template.HTML("one of " + strings.Join(of, ", "))
	}
	kind := template.HTMLEscapeString(strings.Join(s.Type.Slice(), " or "))
	if s.Format == "date-time" {
		kind = "RFC 3339 time"
	}
	if s.Nullable {
		kind += " or null"
	}
	return template.HTML(kind)
}

// limitsOf returns what a schema permits.
func limitsOf(s *openapi3.Schema) (all []string) {
	for _, value := range s.Enum {
		all = append(all, fmt.Sprint(value))
	}
	if len(all) > 0 {
		all = []string{strings.Join(all, " | ")}
	}
	add := func(given bool, text string, value any) {
		if given {
			all = append(all, fmt.Sprintf(text, value))
		}
	}
	add(s.Pattern != "", "%v", s.Pattern)
	add(s.MaxLength != nil, "at most %v characters", deref(s.MaxLength))
	add(s.Min != nil, "from %v", deref(s.Min))
	add(s.Max != nil, "to %v", deref(s.Max))
	add(s.MinItems > 0, "at least %v", s.MinItems)
	add(s.MaxItems != nil, "at most %v", deref(s.MaxItems))
	add(s.Default != nil, "default %v", s.Default)
	return all
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// example returns text unchanged and everything else as JSON.
func example(v any) (string, error) {
	if text, ok := v.(string); ok {
		return text, nil
	}
	text, err := json.MarshalIndent(v, "", "  ")
	return string(text), err
}

// markdown renders the Markdown of a description: paragraphs, tables and `code`.
func markdown(text string) (template.HTML, error) {
	var out bytes.Buffer
	if err := converter.Convert([]byte(text), &out); err != nil {
		return "", fmt.Errorf("rendering a description: %w", err)
	}
	return template.HTML(out.String()), nil
}

// converter leaves out raw HTML.
var converter = goldmark.New(goldmark.WithExtensions(extension.Table))
