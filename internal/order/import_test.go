package order_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
)

const header = "order_ref,channel,received_at,customer_no,name,kana,phone,postal_code,address1,address2," +
	"payment,delivery_date,delivery_slot,product_code,quantity,edition,note\n"

const goodRows = header +
	"F-1,fax,2026-11-23T08:26:00+09:00,0000001,遠藤 愛,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,cod,,,BL-0701,2,2026AW,玄関前に\n" +
	"F-1,fax,2026-11-23T08:26:00+09:00,0000001,遠藤 愛,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,cod,,,BL-0703,1,2026SS,玄関前に\n" +
	"F-2,phone,2026-11-23T09:00:00+09:00,,髙橋 美咲,ﾀｶﾊｼ ﾐｻｷ,042-251-5151,180-0001,東京都武蔵野市吉祥寺北町,3-4-5,bank_before,2026-12-01,am,BL-0703,3,,\n"

func load(s *ordertest.Shop, text string) (order.Imported, error) {
	return s.Orders.Import(ordertest.Op, "day.csv", strings.NewReader(text))
}

func TestImport(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		got, err := load(s, goodRows)
		if err != nil {
			t.Fatal(err)
		}
		if got.Orders != 2 || got.Lines != 3 || got.Pieces != 6 || got.Skipped != 0 || got.Goods != 2*2200+2090+3*2200 {
			t.Errorf("imported %+v", got.Totals)
		}
		if len(got.Held) != 1 || got.Held[0].Ref != "F-2" || got.Held[0].Holds[0].Reason != order.HoldPayment {
			t.Errorf("held %+v", got.Held)
		}
		list, _, err := s.Orders.List(ordertest.Op, order.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(o order.Order) bool { return o.Ref == "F-1" })
		if at := time.Date(2026, 11, 22, 23, 26, 0, 0, time.UTC); !list[i].ReceivedAt.Equal(at) || list[i].Day != "2026-11-24" {
			t.Errorf("received at %v, day %s", list[i].ReceivedAt, list[i].Day)
		}
		s.Advance(30 * 24 * time.Hour) // the delivery date of F-2 has passed
		again, err := load(s, goodRows)
		if err != nil || again.Orders != 0 || again.Skipped != 2 || again.Pieces != 0 || len(again.Held) != 0 {
			t.Errorf("the same file again: %+v, %v", again, err)
		}
		if n := s.Count(`SELECT COUNT(*) FROM orders`); n != 2 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestImportNamesEveryBadRow(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		rows := strings.Split(strings.TrimSuffix(goodRows, "\n"), "\n")
		rows[2] = strings.Replace(rows[2], "BL-0703,1", "XX-0000,1", 1)                                         // no such product
		rows[3] = strings.Replace(strings.Replace(rows[3], "BL-0703,3", "BL-0703,zero", 1), "phone", "mail", 1) // quantity and channel
		bad := strings.Join(append(rows,
			"F-3,fax,2026-11-23T08:00:00+09:00,,山田 実,ヤマダ ミノル,12345,999,どこかの町,1,cod,2026-02-30,,BL-0701,1,,4111111111111111",
			"F-1,fax,2026-11-23T08:26:00+09:00,0000001,遠藤 藍,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,cod,,,BL-0701,2,2026AW,玄関前に",
		), "\n") + "\n"
		// What differs between rows of one order is told before anything else is looked at.
		_, err := load(s, bad)
		if diff := cmp.Diff([]string{"day.csv:6: name: order.import_differs"}, ordertest.Keys(err)); diff != "" {
			t.Error(diff)
		}
		_, err = load(s, strings.Replace(bad, "遠藤 藍", "遠藤 愛", 1))
		want := []string{
			"day.csv:3: product_code: catalog.unknown_code",
			"day.csv:4: channel: order.channel",
			"day.csv:4: quantity: order.quantity",
			"day.csv:5: phone: order.phone",
			"day.csv:5: postal_code: order.postal_code",
			"day.csv:5: address1: order.prefecture",
			"day.csv:5: note: order.card_number",
			"day.csv:5: delivery_date: order.day",
		}
		if diff := cmp.Diff(want, ordertest.Keys(err)); diff != "" {
			t.Error(diff)
		}
		nothingChanged(t, s)
	})
}

// nothingChanged holds that no order and no person came in.
func nothingChanged(t *testing.T, s *ordertest.Shop) {
	t.Helper()
	if n := s.Count(`SELECT (SELECT COUNT(*) FROM orders) + (SELECT COUNT(*) FROM idem) + (SELECT COUNT(*) FROM counter WHERE name LIKE 'order:%')`); n != 0 {
		t.Errorf("%d rows in the orders database", n)
	}
	var records int
	if err := s.VaultDB.Read(context.Background()).Raw(`SELECT COUNT(*) FROM record`).Scan(&records).Error; err != nil || records != 0 {
		t.Errorf("%d sealed records, %v", records, err)
	}
}

func TestImportRefusesTheFile(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	row := strings.SplitAfter(goodRows, "\n")[1]
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "day.csv:1: order.import_empty"},
		{"missing column", strings.Replace(goodRows, ",note\n", "\n", 1), "day.csv:1: note: order.import_missing"},
		{"unknown column", strings.Replace(goodRows, ",note\n", ",note,colour\n", 1), "day.csv:1: #18: order.import_unknown"},
		{"column twice", strings.Replace(goodRows, ",note\n", ",note,note\n", 1), "day.csv:1: note: order.import_twice"},
		{"short row", header + "F-1,fax\n", "day.csv:2: order.import_columns"},
		{"open quote", header + `F-1,"fax` + "\n", "day.csv:2: order.import_quoting"},
		{"no reference", header + strings.Replace(row, "F-1", "", 1), "day.csv:2: order_ref: order.ref"},
		{"neither encoding", header + "\xff\xfe\x00" + row, "day.csv: order.import_encoding"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(s, c.text)
			if got := ordertest.Keys(err); !slices.Contains(got, c.want) {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
	nothingChanged(t, s)
}

func TestImportSameReferenceOtherContent(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	if _, err := load(s, goodRows); err != nil {
		t.Fatal(err)
	}
	more := strings.NewReplacer("BL-0703,3", "BL-0703,4").Replace(goodRows) +
		"F-9,fax,2026-11-23T08:26:00+09:00,,遠藤 愛,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,cod,,,BL-0701,1,,\n"
	_, err := load(s, more)
	if diff := cmp.Diff([]string{"day.csv:4: order_ref: order.ref_reused"}, ordertest.Keys(err)); diff != "" {
		t.Error(diff)
	}
	if n := s.Count(`SELECT COUNT(*) FROM orders`); n != 2 {
		t.Errorf("%d orders", n)
	}
}

func TestImportCP932(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	// CP932 is Microsoft's Shift_JIS: 髙 (はしごだか) is in it.
	raw, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(strings.ReplaceAll(goodRows, "髙", "高")))
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.ReplaceAll(raw, []byte{0x8d, 0x82, 0x8b, 0xb4}, []byte{0xfb, 0xfc, 0x8b, 0xb4}) // 高橋 → 髙橋
	got, err := s.Orders.Import(ordertest.Op, "day.csv", bytes.NewReader(raw))
	if err != nil || got.Orders != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	list, _, _ := s.Orders.List(ordertest.Op, order.Filter{})
	i := slices.IndexFunc(list, func(o order.Order) bool { return o.Ref == "F-2" })
	if p := s.Card(list[i].Customer.ID); p.Name != "髙橋 美咲" || p.Kana != "タカハシ ミサキ" {
		t.Error("the name was not read as written")
	}
	if again, err := load(s, goodRows); err != nil || again.Skipped != 2 {
		t.Errorf("the same orders in UTF-8: %+v, %v", again, err)
	}
}

func TestImportFindsTheCustomer(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		cards := "customer_no,name,kana,phone,postal_code,address1,address2,consent_mail,consent_fax,affected\n" +
			"0000001,遠藤 愛,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,1,0,1\n" +
			",髙橋 美咲,タカハシ ミサキ,0422515151,180-0001,東京都武蔵野市吉祥寺北町,3-4-5,0,1,0\n"
		if got, err := s.Orders.ImportCustomers(ordertest.As(actor.Admin), "c.csv", strings.NewReader(cards)); err != nil || got.Created != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		row := func(ref, no, name, kana, address2 string) string {
			return ref + ",fax,2026-11-23T08:26:00+09:00," + no + "," + name + "," + kana + ",0928061269,836-0865,福岡県大牟田市七浦町," + address2 + ",cod,,,BL-0701,1,,\n"
		}
		_, err := load(s, header+
			row("A", "0000001", "遠藤 愛", "エンドウ アイ", "6-21-12")+ // number known, equal data: reused
			row("B", "0000001", "遠藤 愛", "エンドウ アイ", "7-7-7")+ // other data: a new version
			row("C", "", "遠藤 愛", "エンドウ アイ", "7-7-7")+ // found by phone and kana
			row("D", "", "遠藤 翔", "エンドウ ショウ", "7-7-7")) // same phone, another person
		if err != nil {
			t.Fatal(err)
		}
		list, _, err := s.Orders.List(ordertest.Op, order.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]order.Order{}
		for _, o := range list {
			at[o.Ref] = o
		}
		a, b, c, d := at["A"].Customer, at["B"].Customer, at["C"].Customer, at["D"].Customer
		if a.Version != 1 || b.ID != a.ID || b.Version != 2 || c != b || d.ID == a.ID {
			t.Errorf("customers %v %v %v %v", a, b, c, d)
		}
		if p := s.Card(a.ID); p.No != "0000001" || p.Address2 != "7-7-7" || !p.ConsentMail || p.ConsentFax || !p.Affected {
			t.Error("the card lost its number or its marks")
		}
	})
}

func TestImportCustomers(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		admin := ordertest.As(actor.Admin)
		run := func(text string) (order.ImportedCustomers, error) {
			return s.Orders.ImportCustomers(admin, "c.csv", strings.NewReader(text))
		}
		head := "customer_no,name,kana,phone,postal_code,address1,address2,consent_mail,consent_fax,affected\n"
		one := "A-12,遠藤 愛,エンドウ アイ,0928061269,836-0865,福岡県大牟田市七浦町,6-21-12,1,0,1\n"
		two := "0000002,髙橋 美咲,タカハシ ミサキ,0422515151,180-0001,東京都武蔵野市吉祥寺北町,3-4-5,0,1,0\n"
		steps := []struct {
			text string
			want order.ImportedCustomers
		}{
			{head + one + two, order.ImportedCustomers{Created: 2}},
			{head + one + two, order.ImportedCustomers{Unchanged: 2}},
			{head + strings.Replace(one, "1,0,1", "0,0,1", 1) + two, order.ImportedCustomers{Updated: 1, Unchanged: 1}}, // consent withdrawn
		}
		for i, step := range steps {
			if got, err := run(step.text); err != nil || got != step.want {
				t.Errorf("step %d: %+v, %v", i+1, got, err)
			}
		}
		ref, err := s.Vault.Resolve(ordertest.Op, "A-12")
		if err != nil {
			t.Fatal(err)
		}
		if p := s.Card(ref.ID); p.No != "A-12" || p.ConsentMail || !p.Affected {
			t.Error("the card is not that of the last file")
		}
		_, err = run(head + one + strings.Replace(one, "遠藤 愛", "", 1) + strings.Replace(two, "0,1,0", "yes,1,0", 1))
		want := []string{"c.csv:3: name: order.name", "c.csv:3: customer_no: order.customer_twice", "c.csv:4: consent_mail: order.zero_one"}
		if diff := cmp.Diff(want, ordertest.Keys(err)); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	f.Add(goodRows)
	f.Add(header + `"a""b",,,`)
	columns, err := csv.NewReader(strings.NewReader(header)).Read()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := order.ReadCSV("x.csv", text, columns)
		if err != nil && len(ordertest.Keys(err)) == 0 {
			t.Errorf("an error without a sentence: %v", err)
		}
		for _, r := range rows {
			if len(r.Cells) != len(columns) || r.Line < 2 {
				t.Errorf("row %+v", r)
			}
		}
	})
}
