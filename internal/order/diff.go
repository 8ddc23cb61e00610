package order

import (
	"encoding/json"
	"reflect"
	"slices"

	"uketsuke/internal/yen"
)

// Delta is what differs between two versions of an order, in codes and yen.
type Delta struct {
	Lines []LineDelta
	Facts []FactDelta
	Money []MoneyDelta
}

// Empty reports whether nothing differs.
func (d Delta) Empty() bool { return len(d.Lines)+len(d.Facts)+len(d.Money) == 0 }

// The kinds of a LineDelta.
const (
	LineAdded   = "added"
	LineRemoved = "removed"
	LineChanged = "changed"
)

// LineDelta is a line that came, went or became another; the side on which
// there is none has no code.
type LineDelta struct{ Was, Now Line }

// Kind is LineAdded, LineRemoved or LineChanged.
func (d LineDelta) Kind() string {
	switch {
	case d.Was.Code == "":
		return LineAdded
	case d.Now.Code == "":
		return LineRemoved
	}
	return LineChanged
}

// FactDelta is a field that is no amount: status, payment, delivery_date,
// delivery_slot, campaign, recipient (opaque ids); noshi, wrapping and card by their codes.
type FactDelta struct {
	Name, Was, Now string
	Parcel         int // to which it belongs; 0 for the order and what its own columns say of the first parcel
}

// MoneyDelta is an amount: goods, shipping, cod_fee, gift, discount (less than
// 0), total, collect (代引金額).
type MoneyDelta struct {
	Name     string
	Was, Now yen.Yen
}

// Change is how much more it is now.
func (d MoneyDelta) Change() yen.Yen { return d.Now - d.Was }

// Diff compares two versions of an order. Lines are the same line when they
// have product and edition in common, whatever their place; of several such
// lines those that did not change are taken first, then the others in their order.
func Diff(was, now Snapshot) Delta {
	d := Delta{Lines: diffLines(was.Lines, now.Lines)}
	for _, f := range []FactDelta{
		{Name: "status", Was: string(was.Status), Now: string(now.Status)}, {Name: "payment", Was: was.Payment, Now: now.Payment},
		{Name: "delivery_date", Was: was.Date, Now: now.Date}, {Name: "delivery_slot", Was: was.Slot, Now: now.Slot},
		{Name: "campaign", Was: was.Campaign, Now: now.Campaign},
	} {
		if f.Was != f.Now {
			d.Facts = append(d.Facts, f)
		}
	}
	// Versions of before recipients were noted say nothing about theirs.
	if was.Recipient != now.Recipient && was.Recipient != "" && now.Recipient != "" {
		d.Facts = append(d.Facts, FactDelta{Name: "recipient", Was: was.Recipient, Now: now.Recipient})
	}
	d.Facts = append(d.Facts, diffParcels(was.Parcels, now.Parcels)...)
	for _, m := range []MoneyDelta{
		{"goods", yen.Yen(was.Goods), yen.Yen(now.Goods)}, {"shipping", yen.Yen(was.Shipping), yen.Yen(now.Shipping)},
		{"cod_fee", yen.Yen(was.CODFee), yen.Yen(now.CODFee)}, {"gift", yen.Yen(was.Gift), yen.Yen(now.Gift)},
		{"discount", -yen.Yen(was.Discount), -yen.Yen(now.Discount)}, {"total", yen.Yen(was.Total), yen.Yen(now.Total)},
		{"collect", was.Collect(), now.Collect()},
	} {
		if m.Was != m.Now {
			d.Money = append(d.Money, m)
		}
	}
	return d
}

// diffParcels compares the gifts of all parcels, and of the second and later
// ones when and to whom they go.
func diffParcels(was, now []Parcel) []FactDelta {
	at := func(list []Parcel, i int) (p Parcel) {
		if i < len(list) {
			return list[i]
		}
		return p
	}
	var out []FactDelta
	for i := range max(len(was), len(now)) {
		a, b := at(was, i), at(now, i)
		facts := []FactDelta{{Name: "noshi", Was: a.Gift.Noshi, Now: b.Gift.Noshi}, {Name: "wrapping", Was: a.Gift.Wrapping, Now: b.Gift.Wrapping},
			{Name: "card", Was: a.Gift.Card, Now: b.Gift.Card}}
		if i > 0 {
			facts = append([]FactDelta{{Name: "delivery_date", Was: string(a.Date), Now: string(b.Date)},
				{Name: "delivery_slot", Was: a.Slot, Now: b.Slot}, {Name: "recipient", Was: a.Recipient, Now: b.Recipient}}, facts...)
		}
		for _, f := range facts {
			if f.Was != f.Now {
				f.Parcel = i + 1
				out = append(out, f)
			}
		}
	}
	return out
}

// lineKey is what makes two lines the same.
type lineKey struct{ code, edition string }

func keyOf(l Line) lineKey { return lineKey{l.Code, l.Edition} }

func diffLines(was, now []Line) []LineDelta {
	left := map[lineKey][]Line{}
	for _, l := range now {
		left[keyOf(l)] = append(left[keyOf(l)], l)
	}
	var changed []Line
	for _, l := range was {
		same := left[keyOf(l)]
		if i := slices.IndexFunc(same, func(n Line) bool { return sameLine(l, n) }); i >= 0 {
			left[keyOf(l)] = slices.Delete(same, i, i+1)
		} else {
			changed = append(changed, l)
		}
	}
	var out []LineDelta
	for _, l := range changed {
		same := left[keyOf(l)]
		if len(same) == 0 {
			out = append(out, LineDelta{Was: l})
			continue
		}
		left[keyOf(l)] = same[1:]
		out = append(out, LineDelta{l, same[0]})
	}
	for _, l := range now { // what is left came
		if rest := left[keyOf(l)]; len(rest) > 0 && reflect.DeepEqual(l, rest[0]) {
			left[keyOf(l)] = rest[1:]
			out = append(out, LineDelta{Now: l})
		}
	}
	return out
}

// sameLine compares all but the place. Lines of before there were parcels went
// into the first.
func sameLine(a, b Line) bool {
	a.No, b.No = 0, 0
	a.Parcel, b.Parcel = max(a.Parcel, 1), max(b.Parcel, 1)
	return reflect.DeepEqual(a, b)
}

// Snapshot is the order as its history keeps it.
func (o Order) Snapshot() Snapshot {
	var parcels []Parcel
	if !o.single() {
		parcels = o.Parcels
	}
	return Snapshot{Parcels: parcels, Status: o.Status, Channel: string(o.Channel), Payment: o.Payment, Date: string(o.Date), Slot: o.Slot,
		Recipient: o.Recipient,
		Goods:     int64(o.Goods), Shipping: int64(o.Shipping), CODFee: int64(o.CODFee),
		Gift: int64(o.Gift), Discount: int64(o.Discount), Campaign: o.Campaign.Code, Total: int64(o.Total), Lines: o.Lines}
}

// After is the order after the event.
func (e Event) After() (s Snapshot, err error) {
	err = json.Unmarshal([]byte(e.Change), &s)
	return s, err
}
