package api

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
)

//go:embed docs.html
var docsPage string

// renderDocs writes the specification as one page that needs nothing else.
func renderDocs(spec *openapi3.T) ([]byte, error) {
	page, err := template.New("docs").Funcs(template.FuncMap{
		"prose": prose, "kind": kindOf, "bounds": bounds, "example": example, "lower": strings.ToLower,
	}).Parse(docsPage)
	if err != nil {
		return nil, fmt.Errorf("reading docs.html: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, newDocs(spec)); err != nil {
		return nil, fmt.Errorf("writing the docs: %w", err)
	}
	return out.Bytes(), nil
}

// docs is the specification in the order in which a page shows it.
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
	Answers      []docsAnswer
}

type docsBody struct {
	Type    string
	Schema  *openapi3.SchemaRef
	Example any
}

type docsAnswer struct {
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
			schema.Fields = append(schema.Fields, docsField{field, slices.Contains(schema.Schema.Required, field), schema.Schema.Properties[field]})
		}
		slices.SortStableFunc(schema.Fields, func(a, b docsField) int { // the required first, as the schema orders them
			return cmp.Compare(place(schema.Schema.Required, a.Name), place(schema.Schema.Required, b.Name))
		})
		d.Schemas = append(d.Schemas, schema)
	}
	return d
}

func place(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	return len(names)
}

func newDocsOperation(method, path string, o *openapi3.Operation) docsOperation {
	d := docsOperation{Operation: o, Method: method, Path: path, Public: o.Security != nil && len(*o.Security) == 0}
	if o.RequestBody != nil {
		d.Bodies = bodies(o.RequestBody.Value.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses.Map())) {
		response := o.Responses.Map()[status].Value
		d.Answers = append(d.Answers, docsAnswer{status, *response.Description, bodies(response.Content)})
	}
	return d
}

func bodies(content openapi3.Content) (all []docsBody) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		all = append(all, docsBody{media, content[media].Schema, content[media].Example})
	}
	return all
}

// kindOf writes a schema's type, with links to the schemas it names.
func kindOf(ref *openapi3.SchemaRef) template.HTML {
	s := ref.Value
	switch {
	case ref.Ref != "":
		name := template.HTMLEscapeString(ref.Ref[strings.LastIndex(ref.Ref, "/")+1:])
		return template.HTML(`<a href="#schema-` + name + `">` + name + `</a>`)
	case s.Type.Is(openapi3.TypeArray):
		return "array of " + kindOf(s.Items)
	case s.AdditionalProperties.Schema != nil:
		return "object of " + kindOf(s.AdditionalProperties.Schema)
	case len(s.OneOf) > 0:
		var of []string
		for _, one := range s.OneOf {
			of = append(of, string(kindOf(one)))
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

// bounds says what a schema allows.
func bounds(s *openapi3.Schema) (all []string) {
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

// example writes text as it is and anything else as JSON.
func example(v any) (string, error) {
	if text, ok := v.(string); ok {
		return text, nil
	}
	written, err := json.MarshalIndent(v, "", "  ")
	return string(written), err
}

// prose writes the little Markdown that descriptions use: paragraphs, tables and
// `code`.
func prose(text string) template.HTML {
	var out strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if strings.HasPrefix(paragraph, "|") {
			table(&out, strings.Split(paragraph, "\n"))
			continue
		}
		out.WriteString("<p>" + code(paragraph) + "</p>\n")
	}
	return template.HTML(out.String())
}

func table(out *strings.Builder, lines []string) {
	out.WriteString("<table>\n")
	for i, line := range lines {
		if i == 1 {
			continue // the rule below the heads
		}
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		out.WriteString("<tr>")
		for text := range strings.SplitSeq(strings.Trim(line, "| "), "|") {
			out.WriteString("<" + cell + ">" + code(strings.TrimSpace(text)) + "</" + cell + ">")
		}
		out.WriteString("</tr>\n")
	}
	out.WriteString("</table>\n")
}

func code(text string) string {
	parts := strings.Split(template.HTMLEscapeString(text), "`")
	for i := 1; i < len(parts)-1; i += 2 {
		parts[i] = "<code>" + parts[i] + "</code>"
	}
	return strings.Join(parts, "")
}
