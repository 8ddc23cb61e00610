package quote

import (
	"testing"

	"uketsuke/internal/japan"
)

// Islands are found by their postal codes, cost and take what theirs do, and are
// not reached by the hour.
func TestIslands(t *testing.T) {
	tf := tariff(t)
	tf.Regions = append(tf.Regions,
		Region{Code: "izu", Name: "伊豆諸島", PostalCodes: []string{"10001", "1001"}, Fee: 900, LeadDays: 3, NoAirLeadDays: 6, NoSlots: true},
		Region{Code: "hachijo", Name: "八丈島", PostalCodes: []string{"10014"}, Fee: 950, LeadDays: 4, NoAirLeadDays: 4})
	noAir := []Line{{Code: "A", Quantity: 1, Price: 100, Tax: "standard", NoAir: true}}
	air := []Line{{Code: "A", Quantity: 1, Price: 100, Tax: "standard"}}
	for name, tt := range map[string]struct {
		in       Input
		region   string
		earliest japan.Day
		noAir    int
		problem  string
	}{
		"mainland":            {Input{Lines: air, Prefecture: "東京都", PostalCode: "1000001", Slot: "am"}, "honshu", "2026-11-25", 0, ""},
		"island":              {Input{Lines: air, Prefecture: "東京都", PostalCode: "1000101"}, "izu", "2026-11-28", 0, ""},
		"most of the code":    {Input{Lines: air, Prefecture: "東京都", PostalCode: "1001401", Slot: "am"}, "hachijo", "2026-11-28", 0, ""},
		"no aircraft":         {Input{Lines: noAir, Prefecture: "東京都", PostalCode: "1000101"}, "izu", "2026-11-30", 3, ""},
		"by the hour":         {Input{Lines: air, Prefecture: "東京都", PostalCode: "1000101", Slot: "am"}, "izu", "2026-11-28", 0, "delivery_slot: quote.slot_region"},
		"quoted before":       {Input{Lines: air, Region: "izu"}, "izu", "2026-11-28", 0, ""},
		"half a code":         {Input{Lines: air, Prefecture: "東京都", PostalCode: ""}, "honshu", "2026-11-25", 0, ""},
		"no prefecture yet":   {Input{Lines: air, PostalCode: "1000101"}, "", "", 0, ""},
		"a region that is no": {Input{Lines: air, Region: "gone"}, "", "", 0, ""},
	} {
		tt.in.At = jst("2026-11-24 13:18")
		q, err := tf.Quote(tt.in)
		problem := ""
		if err != nil {
			problem = keys(t, err)[0]
		}
		if q.Region != tt.region || q.Earliest != tt.earliest || q.Parcels[0].NoAirDays != tt.noAir || problem != tt.problem {
			t.Errorf("%s: %q %s +%d %q", name, q.Region, q.Earliest, q.Parcels[0].NoAirDays, problem)
		}
	}
}
