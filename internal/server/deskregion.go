package server

import (
	"slices"
	"strings"

	"uketsuke/internal/catalog"
	"uketsuke/internal/quote"
)

// reach says of a parcel what its destination does not allow: on a remote island
// (離島) there may be no time slots, and goods barred from aircraft are later.
func (p *DeskPage) reach(x *DeskParcel, book *catalog.Book, q quote.ParcelQuote) {
	i := slices.IndexFunc(book.Delivery.Regions, func(r quote.Region) bool { return r.Code == q.Region })
	if i < 0 {
		return
	}
	region, why := book.Delivery.Regions[i], []string{x.DateWhy}
	if len(region.PostalCodes) > 0 {
		why = append(why, p.T("call.region_island", region.Name))
	}
	if q.NoAirDays > 0 {
		why = append(why, p.T("call.region_no_air", q.NoAirDays))
	}
	if region.NoSlots {
		why = append(why, p.T("call.region_no_slots", region.Name))
	}
	x.DateWhy = strings.Join(why, " · ")
	if !region.NoSlots {
		return
	}
	for i := range x.Slots {
		if s := &x.Slots[i]; s.Value != "" && !s.Checked { // a slot that was chosen stays to be seen, with its complaint
			s.No = p.T("call.region_no_slots", region.Name)
		}
	}
}
