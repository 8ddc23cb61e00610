package order_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

// gifts is an order of three parcels: the buyer's own, one to Okinawa with
// noshi, and one to Nagano with wrapping and a card from another sender.
func gifts() order.Form {
	f := ordertest.Form()
	f.Lines = append(f.Lines, order.FormLine{Code: "BL-0701", Quantity: "3", Parcel: "2"}, order.FormLine{Code: "BL-0703", Quantity: "1", Parcel: "３"})
	f.CODGift = "yes"
	f.Parcels = []order.FormParcel{
		{To: order.Address{Name: "比嘉 翔", Kana: "ヒガ ショウ", Phone: "098-866-2333", PostalCode: "900-0001", Address1: "沖縄県那覇市港町", Address2: "1-1"},
			Date: "2026-12-10", Slot: "am", Gift: order.FormGift{Noshi: "oseibo", NoshiName: "髙橋"}},
		{To: order.Address{Name: "小林 栄", Kana: "コバヤシ サカエ", Phone: "026-226-0000", PostalCode: "380-0801", Address1: "長野県長野市箱清水", Address2: "2-2"},
			Gift: order.FormGift{Wrapping: "paper", Card: "message", Message: "お誕生日おめでとう", Sender: &order.Address{Name: "髙橋 翼",
				Phone: "090-1234-5678", PostalCode: "185-0012", Address1: "東京都国分寺市本町", Address2: "9-9"}}},
	}
	return f
}

// sent reads the recipients of an order's parcels.
func sent(t *testing.T, s *ordertest.Shop, o order.Order) []customer.Recipient {
	t.Helper()
	var out []customer.Recipient
	for _, p := range o.Parcels {
		rec, err := s.Vault.Open(ordertest.Op, p.Recipient, "test")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rec.Body.(customer.Recipient))
	}
	return out
}

func TestPlaceParcels(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(gifts())[0]
		if got := s.Find(o.Number); !cmp.Equal(got, o) {
			t.Errorf("found another order than placed: %s", cmp.Diff(o, got))
		}
		var want []order.Parcel
		for i, p := range []order.Parcel{
			{Region: "kanto"}, // 6,600 yen ship free
			{Region: "okinawa", Date: "2026-12-10", Slot: "am", Gift: order.GiftWrap{Noshi: "oseibo"}}, // and so do these
			{Region: "kanto", Shipping: 550, Gift: order.GiftWrap{Wrapping: "paper", Card: "message"}, Charge: 330},
		} {
			p.No, p.Recipient = i+1, o.Parcels[i].Recipient
			want = append(want, p)
		}
		if diff := cmp.Diff(want, o.Parcels); diff != "" {
			t.Error(diff)
		}
		if o.Shipping != 550 || o.Gift != 330 || o.CODFee != 440 || o.Total != 15400+550+330+440 || o.Collect() != o.Total || o.Recipient != o.Parcels[0].Recipient {
			t.Errorf("money %+v", o)
		}
		if n := len(o.LinesOf(1)); n != 2 || len(o.LinesOf(2)) != 1 || o.LinesOf(3)[0].Code != "BL-0703" {
			t.Errorf("lines by parcel: %+v", o.Lines)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_parcel WHERE recipient_kept = 0`); n != 0 {
			t.Errorf("%d recipients would expire", n)
		}
		to := sent(t, s, o)
		if to[0].Buyer != "" || to[0].SenderName != "" || to[1].Buyer != "髙橋 美咲" || to[1].NoshiName != "髙橋" || to[1].SenderName != "髙橋 美咲" ||
			to[1].SenderPhone != "0422515151" || to[2].Message != "お誕生日おめでとう" || to[2].SenderName != "髙橋 翼" || to[2].SenderAddress1 != "東京都国分寺市本町" {
			t.Error("a recipient is not the one of the form")
		}
	})
}

// One parcel with a gift keeps its services too; a plain one has no row.
func TestPlaceOneGift(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Gift = order.FormGift{Wrapping: "box"}
		orders := s.Place(ordertest.Form(), f)
		if o := s.Find(orders[1].Number); !cmp.Equal(o, orders[1]) || o.Gift != 440 || o.Parcels[0].Gift.Wrapping != "box" {
			t.Errorf("found %+v", o)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_parcel`); n != 1 {
			t.Errorf("%d rows of parcels", n)
		}
	})
}

func TestParcelsAreRefused(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	for _, c := range []struct {
		name  string
		wrong func(*order.Form)
		want  []string
	}{
		{"a parcel without address", func(f *order.Form) { f.Parcels[1].To = order.Address{Name: "小林 栄"} }, []string{
			"to_address1.3 order.address1", "to_kana.3 order.kana", "to_phone.3 order.phone", "to_postal_code.3 order.postal_code"}},
		{"an empty parcel", func(f *order.Form) { f.Lines[3].Parcel = "2" }, []string{"to_name.3 parcel.empty"}},
		{"an empty first parcel", func(f *order.Form) { f.Lines = f.Lines[2:] }, []string{"parcel.0 parcel.empty"}},
		{"a line into a parcel that is none", func(f *order.Form) { f.Lines[1].Parcel = "4" }, []string{"parcel.1 parcel.number"}},
		{"a date too early", func(f *order.Form) { f.Parcels[0].Date = "2026-11-25" }, []string{"delivery_date.2 quote.date_early"}},
		{"a date that is none", func(f *order.Form) { f.Parcels[1].Date = "soon" }, []string{"delivery_date.3 order.day"}},
		{"a slot", func(f *order.Form) { f.Parcels[1].Slot = "noon" }, []string{"delivery_slot.3 quote.slot"}},
		{"a noshi that is none", func(f *order.Form) { f.Parcels[0].Gift.Noshi = "x" }, []string{"noshi.2 parcel.option"}},
		{"a name without noshi", func(f *order.Form) { f.Gift.NoshiName = "髙橋" }, []string{"noshi parcel.need_noshi"}},
		{"words without card", func(f *order.Form) { f.Parcels[1].Gift.Card = "" }, []string{"card.3 parcel.need_card"}},
		{"a card without words", func(f *order.Form) { f.Parcels[1].Gift.Message = " " }, []string{"message.3 parcel.need_message"}},
		{"a card number for words", func(f *order.Form) { f.Parcels[1].Gift.Message = "4111111111111111" }, []string{"message.3 order.card_number"}},
		{"a sender without phone", func(f *order.Form) { f.Parcels[1].Gift.Sender.Phone = "" }, []string{"from_phone.3 order.phone"}},
		{"cash at a gift's door not asked", func(f *order.Form) { f.CODGift = "" }, []string{"cod_gift parcel.cod_gift"}},
		{"cash and no parcel to the buyer", func(f *order.Form) { f.To = &f.Parcels[0].To }, []string{"payment parcel.cod_own"}},
		{"too many", func(f *order.Form) {
			for len(f.Parcels) < 20 {
				f.Parcels = append(f.Parcels, f.Parcels[0])
			}
		}, []string{"parcels parcel.too_many"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := gifts()
			c.wrong(&f)
			_, err := s.Orders.Prepare(ordertest.Op, f)
			got := ordertest.Keys(err)
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The buyer's name at another address is the buyer: cash is collected there.
func TestCashAtAnotherAddressOfTheBuyer(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	f := gifts()
	to := f.Parcels[0].To
	to.Name = "髙橋　美咲"
	f.To = &to
	o := s.Place(f)[0]
	if o.Region != "okinawa" || o.Collect() != o.Total || sent(t, s, o)[0].Buyer != "" {
		t.Errorf("order %+v", o)
	}
}

func TestReviseParcels(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(gifts())[0]
		s.Advance(time.Hour)
		got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, order.Revision{Payment: "postal_after", Reason: "customer", Slot: "1416",
			Lines:   []order.FormLine{{Code: "BL-0701", Quantity: "1"}, {Code: "BL-0701", Quantity: "3", Parcel: "2"}, {Code: "BL-0703", Quantity: "3", Parcel: "3"}},
			Parcels: []order.FormParcel{{Date: "2026-12-11", Slot: "1618"}, {}}, To: &order.Address{Name: "髙橋 美咲", Kana: "タカハシ ミサキ",
				Phone: "0422515151", PostalCode: "060-0001", Address1: "北海道札幌市中央区北一条西", Address2: "1"}})
		if err != nil {
			t.Fatal(err)
		}
		was := o.Parcels
		want := []order.Parcel{{No: 1, Recipient: got.Recipient, Region: "hokkaido", Slot: "1416", Shipping: 880},
			{No: 2, Recipient: was[1].Recipient, Region: "okinawa", Date: "2026-12-11", Slot: "1618", Gift: was[1].Gift},
			{No: 3, Recipient: was[2].Recipient, Region: "kanto", Gift: was[2].Gift, Charge: 330}}
		if diff := cmp.Diff(want, got.Parcels); diff != "" {
			t.Error(diff)
		}
		if got.Recipient == o.Recipient || got.Gift != 330 || got.CODFee != 0 || got.Total != 2200+6600+6600+880+330 {
			t.Errorf("revised %+v", got)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_parcel WHERE recipient_kept = 0`) + s.Count(`SELECT COUNT(*) FROM orders WHERE recipient_kept = 0`); n != 0 {
			t.Errorf("%d recipients would expire", n)
		}
		_, err = s.Orders.Revise(ordertest.Op, o.Number, got.Version, order.Revision{Payment: "postal_after", Reason: "customer",
			Lines: []order.FormLine{{Code: "BL-0701", Quantity: "1"}}})
		ordertest.WantErr(t, err, "parcel.empty")
	})
}

// Another recipient of the second parcel: buyer, sender and the words of the
// gift stay.
func TestReviseFurtherRecipient(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(gifts())[0]
		to := gifts().Parcels[0].To
		to.Name, to.PostalCode, to.Address1 = "比嘉 さくら", "060-0001", "北海道札幌市中央区北一条西"
		rev := order.Revision{Payment: "cod", Reason: "address", Parcels: []order.FormParcel{{To: to, Date: "2026-12-10", Slot: "am"}},
			Lines: []order.FormLine{{Code: "BL-0701", Quantity: "2"}, {Code: "BL-0701", Quantity: "3", Parcel: "2"}, {Code: "BL-0703", Quantity: "1", Parcel: "3"}}}
		plan, err := s.Orders.PlanRevision(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Delta().Facts; len(got) != 1 || got[0].Name != "recipient" || got[0].Parcel != 2 {
			t.Errorf("planned %+v", got)
		}
		got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if err != nil {
			t.Fatal(err)
		}
		if r := sent(t, s, got)[1]; r.Name != "比嘉 さくら" || r.NoshiName != "髙橋" || r.Buyer != "髙橋 美咲" || r.SenderPhone != "0422515151" {
			t.Error("the recipient is not the one of the revision, or the gift not the one of before")
		}
		if got.Parcels[1].Region != "hokkaido" || got.Recipient != o.Recipient || got.Parcels[2].Recipient != o.Parcels[2].Recipient {
			t.Errorf("revised %+v", got.Parcels)
		}
		if n := s.Count(`SELECT COUNT(*) FROM order_parcel WHERE recipient_kept = 0`); n != 0 {
			t.Errorf("%d recipients would expire", n)
		}
		rev.Parcels[0].To.Phone = "1"
		_, err = s.Orders.Revise(ordertest.Op, o.Number, got.Version, rev)
		ordertest.WantErr(t, err, "order.phone")
	})
}

// An order that goes to somebody else cannot come to be paid in cash.
func TestReviseToCash(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	own, other := ordertest.Form(), ordertest.Form()
	own.Payment, other.Payment, other.To = "postal_after", "postal_after", &gifts().Parcels[0].To
	orders := s.Place(own, other)
	rev := order.Revision{Payment: "cod", Reason: "payment", Lines: []order.FormLine{{Code: "BL-0701", Quantity: "2"}}}
	if got, err := s.Orders.Revise(ordertest.Op, orders[0].Number, 1, rev); err != nil || got.Collect() != got.Total {
		t.Errorf("to the buyer: %+v, %v", got, err)
	}
	_, err := s.Orders.Revise(ordertest.Op, orders[1].Number, 1, rev)
	ordertest.WantErr(t, err, "parcel.cod_own")
}

// The words of a gift go to the next recipient of the same parcel.
func TestReviseKeepsTheGift(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	f := gifts()
	f.Payment, f.To, f.Gift, f.Parcels, f.Lines = "postal_after", &f.Parcels[1].To, f.Parcels[1].Gift, nil, f.Lines[:2]
	o := s.Place(f)[0]
	to := *f.To
	to.Name = "小林 実"
	got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, order.Revision{Payment: "postal_after", Reason: "address", To: &to,
		Lines: []order.FormLine{{Code: "BL-0701", Quantity: "2"}}})
	if err != nil {
		t.Fatal(err)
	}
	if r := sent(t, s, got)[0]; r.Name != "小林 実" || r.Message != "お誕生日おめでとう" || r.SenderName != "髙橋 翼" || r.Buyer != "髙橋 美咲" {
		t.Error("the gift is not the one of before")
	}
}

// What a label says instead of one person's name is not said of the next.
func TestReviseDropsTheLabel(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := gifts()
		f.Parcels[0].To.Name, f.Labels = "髙橋 翔", map[string]string{"to_name.2": "高橋 翔"}
		o := s.Place(f)[0]
		if r := sent(t, s, o)[1]; r.LabelName != "高橋 翔" {
			t.Fatal("no label was agreed")
		}
		to := f.Parcels[0].To
		to.Name = "比嘉 さくら"
		got, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, order.Revision{Payment: "cod", Reason: "address",
			Parcels: []order.FormParcel{{To: to, Date: "2026-12-10", Slot: "am"}},
			Lines:   []order.FormLine{{Code: "BL-0701", Quantity: "2"}, {Code: "BL-0701", Quantity: "3", Parcel: "2"}, {Code: "BL-0703", Quantity: "1", Parcel: "3"}}})
		if err != nil {
			t.Fatal(err)
		}
		if r := sent(t, s, got)[1]; r.Name != "比嘉 さくら" || r.LabelName+r.LabelAddress1+r.LabelAddress2 != "" {
			t.Error("the label still names the person before")
		}
	})
}

// A revision takes cash at the buyer's door only, as placing does.
func TestReviseCashToAnother(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		other := gifts().Parcels[0].To
		f := ordertest.Form()
		f.Payment, f.To = "postal_after", &other
		o := s.Place(f)[0]
		rev := revision(o)
		rev.Payment = "cod"
		_, err := s.Orders.PlanRevision(ordertest.Op, o.Number, o.Version, rev)
		if got := ordertest.Keys(err); !slices.Equal(got, []string{"payment parcel.cod_own"}) {
			t.Errorf("to cash: %q", got)
		}
		own := other
		own.Name = "髙橋　美咲"
		rev.To = &own
		if _, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
			t.Errorf("to the buyer: %v", err)
		}
		o = s.Place(ordertest.Form())[0]
		rev = revision(o)
		rev.To = &other
		_, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
		if got := ordertest.Keys(err); !slices.Equal(got, []string{"payment parcel.cod_own"}) {
			t.Errorf("cash to another person: %q", got)
		}
		rev.To, rev.Payment = nil, "postal_after"
		if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
			t.Fatal(err)
		}
		rev.Payment = "cod"
		if _, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
			t.Errorf("back to cash: %v", err)
		}
	})
}
