package order_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

func TestPlace(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Note = "置き配は不可"
		o := s.Place(f)[0]
		if want := regexp.MustCompile(`^261124-0001-\d$`); !want.MatchString(o.Number) {
			t.Errorf("number %s", o.Number)
		}
		if got := s.Find(o.Number); !cmp.Equal(got, o) {
			t.Errorf("found another order than placed: %s", cmp.Diff(o, got))
		}
		// 2 × 2,200 + 2,200 reach free shipping; up to 10,000 yen cash on delivery costs 330.
		if o.Goods != 6600 || o.Shipping != 0 || o.CODFee != 330 || o.Total != 6930 || o.Collect() != 6930 || o.Pieces != 3 {
			t.Errorf("money %d + %d + %d = %d, collect %d, pieces %d", o.Goods, o.Shipping, o.CODFee, o.Total, o.Collect(), o.Pieces)
		}
		if o.Status != order.Placed || o.Held() || o.Region != "kanto" || o.Version != 1 || o.PlacedBy != "staff:operator" {
			t.Errorf("order %+v", o)
		}
		rec, err := s.Vault.Open(ordertest.Op, o.Recipient, "test")
		if err != nil {
			t.Fatal(err)
		}
		want := customer.Recipient{Name: "髙橋 美咲", Kana: "タカハシ ミサキ", Phone: "0422515151", PostalCode: "1800001",
			Address1: "東京都武蔵野市吉祥寺北町", Address2: "3-4-5 すみれ荘201", Note: "置き配は不可"}
		if rec.Body.(customer.Recipient) != want {
			t.Error("the recipient is not the one of the form")
		}
		if n := s.Count(`SELECT COUNT(*) FROM orders WHERE recipient_kept = 0`); n != 0 {
			t.Errorf("%d recipients would expire", n)
		}
	})
}

func TestPlaceAsksForARole(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	req, err := s.Orders.Prepare(ordertest.Op, ordertest.Form())
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range actor.Roles {
		_, err := s.Orders.Place(ordertest.As(role), req)
		if may := role == actor.Operator || role == actor.Supervisor || role == actor.Admin; may != (err == nil) {
			t.Errorf("%s: %v", role, err)
		}
	}
	_, err = s.Orders.Place(t.Context(), req)
	ordertest.WantErr(t, err, "actor.none")
}

func TestPlaceForAnotherRecipient(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	f := ordertest.Form()
	f.To = &order.Address{Name: "比嘉 翔", Kana: "ヒガ ショウ", Phone: "098-866-2333", PostalCode: "900-0001", Address1: "沖縄県那覇市港町", Address2: "1-1"}
	f.Lines = f.Lines[:1]
	f.Lines[0].Quantity = "1"
	f.Payment = "postal_after"
	o := s.Place(f)[0]
	if o.Region != "okinawa" || o.Shipping != 1430 {
		t.Errorf("region %s, shipping %d", o.Region, o.Shipping)
	}
	rec, err := s.Vault.Open(ordertest.Op, o.Recipient, "test")
	if err != nil {
		t.Fatal(err)
	}
	if r := rec.Body.(customer.Recipient); r.Name != "比嘉 翔" || r.Buyer != "髙橋 美咲" {
		t.Error("the recipient is not the other person")
	}
	if p := s.Card(o.Customer.ID); p.Name != "髙橋 美咲" {
		t.Error("the customer is not the buyer")
	}
}

func TestParseNamesEveryMistake(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	for _, c := range []struct {
		name  string
		wrong func(*order.Form)
		want  []string
	}{
		{"nothing", func(f *order.Form) { *f = order.Form{} }, []string{
			"address1 order.address1", "channel order.channel", "kana order.kana", "name order.name", "payment order.payment",
			"phone order.phone", "postal_code order.postal_code", "product_code order.no_lines"}},
		{"reference", func(f *order.Form) { f.Ref = "注文1" }, []string{"order_ref order.ref"}},
		{"channel", func(f *order.Form) { f.Channel = "mail" }, []string{"channel order.channel"}},
		{"no prefecture", func(f *order.Form) { f.Address1 = "武蔵野市吉祥寺北町" }, []string{"address1 order.prefecture"}},
		{"card number in the note", func(f *order.Form) { f.Note = "4111 1111 1111 1111" }, []string{"note order.card_number"}},
		{"card number in full width", func(f *order.Form) { f.Address2 = "４１１１－１１１１－１１１１－１１１１" }, []string{"address2 order.card_number"}},
		{"long name", func(f *order.Form) { f.Name = strings.Repeat("長", 61) }, []string{"name order.too_long"}},
		{"quantity zero", func(f *order.Form) { f.Lines[1].Quantity = "0" }, []string{"quantity.1 order.quantity"}},
		{"quantity word", func(f *order.Form) { f.Lines[0].Quantity = "two" }, []string{"quantity.0 order.quantity"}},
		{"unknown product", func(f *order.Form) { f.Lines[0].Code = "ZZ-9999" }, []string{"product_code.0 catalog.unknown_code"}},
		{"unknown edition", func(f *order.Form) { f.Lines[0].Edition = "1999AW" }, []string{"edition.0 order.edition"}},
		{"payment", func(f *order.Form) { f.Payment = "card" }, []string{"payment quote.payment"}},
		{"received", func(f *order.Form) { f.ReceivedAt = "yesterday" }, []string{"received_at order.received_at"}},
		{"received in the future", func(f *order.Form) { f.ReceivedAt = "2026-12-24T10:00:00+09:00" }, []string{"received_at order.received_future"}},
		{"delivery date", func(f *order.Form) { f.Date = "tomorrow" }, []string{"delivery_date order.day"}},
		{"other recipient", func(f *order.Form) { f.To, f.Payment = &order.Address{Name: "比嘉 翔"}, "postal_after" }, []string{
			"to_address1 order.address1", "to_kana order.kana", "to_phone order.phone", "to_postal_code order.postal_code"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ordertest.Form()
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

func TestPrepaidOrderIsHeld(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	f := ordertest.Form()
	f.Payment = "bank_before"
	o := s.Place(f)[0]
	if len(o.Holds) != 1 || o.Holds[0].Reason != order.HoldPayment || o.Collect() != 0 || o.CODFee != 0 {
		t.Errorf("holds %+v, collect %d", o.Holds, o.Collect())
	}
	f.Payment, f.Lines[0].Quantity = "cod", "200" // 440,000 yen: more than the carrier collects
	if o = s.Place(f)[0]; len(o.Holds) != 1 || o.Holds[0].Reason != order.HoldCOD {
		t.Errorf("holds %+v", o.Holds)
	}
}

func TestPlaceAgain(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		first := s.PlaceKeyed("web:1", f)
		again := s.PlaceKeyed("web:1", f)
		if first.Existing || !again.Existing || !cmp.Equal(first.Order, again.Order) {
			t.Errorf("the repeat is another order: %s", cmp.Diff(first.Order, again.Order))
		}
		other := f
		other.Address2 = "9-9-9"
		_, err := s.TryPlace("web:1", other)
		ordertest.WantErr(t, err, "order.key_reused")
		if n := s.Count(`SELECT COUNT(*) FROM orders`); n != 1 {
			t.Errorf("%d orders", n)
		}
		r, ok, err := s.Orders.Repeated(ordertest.Op, "web:1", f)
		if err != nil || !ok || r.Order.Number != first.Order.Number {
			t.Errorf("repeated: %v %v", ok, err)
		}
		if _, ok, err := s.Orders.Repeated(ordertest.Op, "web:2", f); err != nil || ok {
			t.Errorf("an unused key is known: %v", err)
		}
	})
}

func TestPlaceAtOnce(t *testing.T) {
	const n = 12
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		numbers := make([]string, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				r, err := s.TryPlace("", ordertest.Form())
				if err != nil {
					t.Errorf("place: %v", err)
				}
				numbers[i] = r.Order.Number
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		for i, number := range numbers {
			if _, ok := order.ParseNumber(number); !ok || !japan.CheckDamm(strings.ReplaceAll(number, "-", "")) {
				t.Errorf("number %s", number)
			}
			if want := []string{"0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012"}[i]; number[7:11] != want {
				t.Errorf("number %s, want …-%s-…", number, want)
			}
		}
		if cards := s.Count(`SELECT COUNT(DISTINCT customer_id) FROM orders`); cards != 1 {
			t.Errorf("one person became %d customers", cards)
		}
	})
}

func TestPlaceSameKeyAtOnce(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		fresh, numbers := make([]bool, 8), make([]string, 8)
		var wg sync.WaitGroup
		for i := range fresh {
			wg.Go(func() {
				r, err := s.TryPlace("api:1", ordertest.Form())
				if err != nil {
					t.Errorf("place: %v", err)
				}
				fresh[i], numbers[i] = !r.Existing, r.Order.Number
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		if len(slices.Compact(numbers)) != 1 || s.Count(`SELECT COUNT(*) FROM orders`) != 1 {
			t.Errorf("numbers %v", numbers)
		}
		if n := len(slices.DeleteFunc(fresh, func(b bool) bool { return !b })); n != 1 {
			t.Errorf("%d answers say that they placed the order", n)
		}
		if o := s.Place(ordertest.Form())[0]; o.Number[7:11] != "0002" {
			t.Errorf("the repeats left a gap: %s", o.Number)
		}
	})
}

func TestNumbersKeepTheOfflineRangeFree(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		s.Exec(`INSERT INTO counter (name, n) VALUES ('order:2026-11-24', 8998)`)
		orders := s.Place(ordertest.Form(), ordertest.Form(), ordertest.Form())
		for i, want := range []string{"261124-8999-", "261124-10000-", "261124-10001-"} {
			n := orders[i].Number
			if !strings.HasPrefix(n, want) || len(orders[i].CarrierKey(1)) > 15 {
				t.Errorf("number %s, want %s…", n, want)
			}
			if parsed, ok := order.ParseNumber(strings.ReplaceAll(n, "-", "")); !ok || parsed != n {
				t.Errorf("%s is not read back: %s", n, parsed)
			}
		}
		ids := []string{orders[2].ID, orders[0].ID, orders[1].ID}
		got, err := s.Orders.ByIDs(ordertest.Op, ids)
		if err != nil || got[0].ID != orders[0].ID || got[2].ID != orders[2].ID {
			t.Errorf("not in the order of numbers: %v", err)
		}
		s.Advance(14 * time.Hour) // midnight in Japan
		if o := s.Place(ordertest.Form())[0]; !strings.HasPrefix(o.Number, "261125-0001-") {
			t.Errorf("the next day begins with %s", o.Number)
		}
	})
}

func TestParseNumber(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	n := s.Place(ordertest.Form())[0].Number
	for _, typed := range []string{n, strings.ReplaceAll(n, "-", ""), " " + strings.ReplaceAll(n, "-", " "), "26" + n[2:]} {
		if got, ok := order.ParseNumber(typed); !ok || got != n {
			t.Errorf("%q: %s %v", typed, got, ok)
		}
	}
	digit := n[len(n)-1]
	wrong := n[:len(n)-1] + string('0'+(digit-'0'+1)%10)
	for _, typed := range []string{"", "0422-51-5151", wrong, n + "1", "x" + n} {
		if got, ok := order.ParseNumber(typed); ok {
			t.Errorf("%q passes as %s", typed, got)
		}
	}
}

func TestChosenCustomerKeepsConsents(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		card := customer.Person{Name: "髙橋 美咲", Kana: "タカハシ ミサキ", Phone: "0422515151", PostalCode: "1800001",
			Address1: "東京都武蔵野市吉祥寺北町", Address2: "旧住所", ConsentMail: true, ConsentFax: true, Affected: true}
		ref, err := s.Vault.Put(ordertest.Op, customer.Put{ID: customer.NewID(), Body: card})
		if err != nil {
			t.Fatal(err)
		}
		f := ordertest.Form()
		f.CustomerID = ref[0].Ref.ID
		req, err := s.Orders.Prepare(ordertest.Op, f)
		if err != nil {
			t.Fatal(err)
		}
		req.Seen = ref[0].Ref.Version
		if _, err := s.Orders.Place(ordertest.Op, req); err != nil {
			t.Fatal(err)
		}
		card.No, card.Address2 = ref[0].No, "3-4-5 すみれ荘201"
		if got := s.Card(ref[0].Ref.ID); !got.Equal(card) {
			t.Error("an order changed more of the card than the address")
		}
		f.Address2 = "別の住所"
		if req, err = s.Orders.Prepare(ordertest.Op, f); err != nil {
			t.Fatal(err)
		}
		req.Seen = ref[0].Ref.Version // the card has moved on
		_, err = s.Orders.Place(ordertest.Op, req)
		ordertest.WantErr(t, err, "vault.changed")
	})
}
