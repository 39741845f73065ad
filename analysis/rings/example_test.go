package rings_test

import (
	"context"
	"fmt"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Three numbers take turns in two devices. Six reports of one region, category and month name two
// of the numbers each.
func ExampleDetect() {
	e := &rings.Evidence{
		Words: []string{"", "KA", "upi_fraud"}, // code 0 means that a report has none
		Kinds: []rings.Kind{rings.Number, rings.Number, rings.Number, rings.Device, rings.Device},
	}
	const may1 = 20_574 // days since 1 January 1970
	e.Reports.Offsets = []uint32{0}
	for i := range uint32(6) {
		e.Reports.Identifiers = append(e.Reports.Identifiers, i%3, (i+1)%3)
		e.Reports.Offsets = append(e.Reports.Offsets, uint32(len(e.Reports.Identifiers)))
		e.Reports.Region = append(e.Reports.Region, 1)
		e.Reports.Category = append(e.Reports.Category, 2)
		e.Reports.Channel = append(e.Reports.Channel, 0)
		e.Reports.Day = append(e.Reports.Day, may1+int32(i))
	}
	for number := range uint32(3) {
		for device := range uint32(2) {
			e.Links.From = append(e.Links.From, number)
			e.Links.To = append(e.Links.To, 3+device)
			e.Links.Relation = append(e.Links.Relation, rings.UsedIn)
			e.Links.Day = append(e.Links.Day, may1+int32(number))
		}
	}

	result, err := rings.Detect(context.Background(), e, rings.Params{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ring := range result.Rings {
		fmt.Printf("%d members, %d reports, score %.2f\n", len(ring.Members), len(ring.Reports), ring.Score)
		for _, reason := range ring.Reasons {
			fmt.Printf("- %s, %.2f: %s\n", reason.Kind, reason.Weight, reason.Text)
		}
	}
	// Output: 5 members, 6 reports, score 0.58
	// - spread, 0.21: 6 reports name its identifiers, and no single identifier is in more than 4 of them; all 5 identifiers appear in two or more records; 9 ties hold them together, where 4 would do
	// - ties, 0.19: all 3 numbers used 2 shared devices between 1 and 3 May 2026
	// - ties, 0.19: 6 reports each name two or more of its identifiers, 3 different ones in all
	// - time, 0.02: 10 of 12 dated reports and links fall between 1 and 4 May 2026
	// - region, 0.01: all 6 reports with a known region come from KA; among all such reports all do
	// - category, -0.04: all 6 reports with a known category tell of upi_fraud; among all such reports all do
}
