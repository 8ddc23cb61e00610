package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// giftOrder is an order as the desk sends it with a further parcel: noshi with
// a name, a card, and another sender than the buyer.
func giftOrder(p *servertest.Page) url.Values {
	v := typedOrder(p)
	for name, value := range map[string]string{
		"to_name.2": "小林 栄", "to_kana.2": "コバヤシ サカエ", "to_phone.2": "026-226-0000", "to_postal_code.2": "380-0801",
		"to_address1.2": "長野県長野市箱清水", "to_address2.2": "2-2", "delivery_date.2": "other", "delivery_date_other.2": "12/24", "delivery_slot.2": "am",
		"noshi.2": "oseibo", "noshi_name.2": "髙橋", "wrapping.2": "", "card.2": "message", "message.2": "お元気で",
		"from.2": "other", "from_name.2": "髙橋 翼", "from_phone.2": "090-1234-5678", "from_postal_code.2": "185-0012",
		"from_address1.2": "東京都国分寺市本町", "from_address2.2": "9-9", "parcel.0": "1", "parcel.1": "２", "cod_gift": "yes",
	} {
		v.Set(name, value)
	}
	return v
}

func TestDeskTakesParcels(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		to := c.Post("/orders", giftOrder(c.Get("/orders/new"))).Want(http.StatusSeeOther).Header.Get("Location")
		o := s.Find(strings.TrimSuffix(strings.TrimPrefix(to, "/orders/"), "/placed"))
		want := []order.Parcel{{No: 1, Recipient: o.Parcels[0].Recipient, Region: "kanto", Shipping: o.Parcels[0].Shipping},
			{No: 2, Recipient: o.Parcels[1].Recipient, Region: "kanto", Date: "2026-12-24", Slot: "am", Shipping: o.Parcels[1].Shipping,
				Gift: order.GiftWrap{Noshi: "oseibo", Card: "message"}, Charge: 110}}
		if diff := cmp.Diff(want, o.Parcels); diff != "" {
			t.Error(diff)
		}
		if len(o.LinesOf(1)) != 1 || len(o.LinesOf(2)) != 1 || o.LinesOf(2)[0].Code != "BL-0703" {
			t.Errorf("lines %+v", o.Lines)
		}
		rec, err := s.Vault.Open(ordertest.Op, o.Parcels[1].Recipient, "test")
		if err != nil {
			t.Fatal(err)
		}
		got := rec.Body.(customer.Recipient)
		if got.Name != "小林 栄" || got.NoshiName != "髙橋" || got.Message != "お元気で" || got.SenderName != "髙橋 翼" || got.Buyer != "髙橋 美咲" {
			t.Error("the recipient is not what was typed")
		}
		read, err := s.Orders.ReadBack(ordertest.Op, o.ID)
		if err != nil || len(read) != 6 {
			t.Errorf("%d sections read back, %v", len(read), err)
		}
	})
}

func TestDeskRefusesParcelsInPlace(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	for name, test := range map[string]struct {
		wrong url.Values
		field string
		first string
	}{
		"a recipient without reading": {url.Values{"to_kana.2": {""}}, "to_kana.2", "to_kana.2"},
		"nothing goes into it":        {url.Values{"parcel.1": {"1"}}, "to_name.2", "to_name.2"},
		"a date too early":            {url.Values{"delivery_date.2": {"2026-11-24"}}, "delivery_date.2", "delivery_date.2"},
		"a name without noshi":        {url.Values{"noshi.2": {""}}, "noshi.2", "noshi.2"},
		"a sender without phone":      {url.Values{"from_phone.2": {"1"}}, "from_phone.2", "from_phone.2"},
		"cash not asked":              {url.Values{"cod_gift": {""}}, "cod_gift", "cod_gift"},
		"no parcel to the buyer": {url.Values{"to": {"other"}, "to_name": {"佐藤 光"}, "to_kana": {"サトウ ヒカル"}, "to_phone": {"0312345678"},
			"to_postal_code": {"1000001"}, "to_address1": {"東京都千代田区千代田"}}, "payment", "payment"},
		"a card of the first parcel without words":         {url.Values{"gift": {"yes"}, "card": {"message"}}, "message", "message"},
		"an untouched third parcel into which a line goes": {url.Values{"from.3": {"self"}, "parcel.0": {"3"}, "parcel.1": {"2"}}, "to_name.3", "to_name.3"},
	} {
		t.Run(name, func(t *testing.T) {
			form := giftOrder(c.Get("/orders/new"))
			for field, values := range test.wrong {
				form[field] = values
			}
			p := c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
			if p.Said(test.field) == "" {
				t.Errorf("nothing is said about %s", test.field)
			}
			if got := servertest.Attr(p.ID("order"), "data-first"); got != test.first {
				t.Errorf("the focus goes to %q, want %q", got, test.first)
			}
			sameFields(t, p.Form("order"), form)
		})
	}
	form := giftOrder(c.Get("/orders/new"))
	form.Set("parcel.1", "7")
	p := c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
	if got := servertest.Text(p.ID("echo-1")); !strings.Contains(got, "お届け先の番号は1から2まで") || strings.Contains(servertest.Attr(p.ID("echo-2"), "data-bad"), ".2") {
		t.Errorf("row 2 says %q", got)
	}
}

// sameFields holds that a form came back with all that was typed.
func sameFields(t *testing.T, got, want url.Values) {
	t.Helper()
	for name := range want {
		if g, w := got.Get(name), want.Get(name); g != w && !strings.HasPrefix(name, "tick_") && !strings.HasPrefix(name, "since_") && name != "drop" && !strings.HasPrefix(name, "call_") &&
			!strings.HasPrefix(name, "delivery_date") {
			t.Errorf("%s became %q, want %q", name, g, w)
		}
	}
}

// A draft with two parcels comes back with everything that was typed.
func TestDraftOfParcelsSurvives(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := giftOrder(c.Get("/orders/new"))
		form.Set("gift", "yes")
		form.Set("wrapping", "box")
		form.Set("from.3", "self") // a third one in which nothing is typed
		c.HX("/drafts", form).Want(http.StatusOK)
		p := c.Get("/drafts/" + form.Get("draft")).Want(http.StatusOK)
		got := p.Form("order")
		got.Set("draft_version", form.Get("draft_version"))
		sameFields(t, got, form)
		if got.Get("delivery_date.2") != "other" || got.Get("delivery_date_other.2") != "12/24" || got.Get("delivery_date") != "" {
			t.Errorf("dates %q %q %q", got.Get("delivery_date.2"), got.Get("delivery_date_other.2"), got.Get("delivery_date"))
		}
		if p.ID("to_name-3") == nil {
			t.Error("the third parcel is gone")
		}
		c.Post("/orders", p.Form("order")).Want(http.StatusSeeOther) // the empty one is no parcel of the order
		if n := s.Count("SELECT COUNT(*) FROM order_parcel"); n != 2 {
			t.Errorf("%d parcels", n)
		}
	})
}

// A parcel that is taken out leaves the others with new numbers.
func TestDropParcel(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := giftOrder(c.Get("/orders/new"))
	for _, name := range []string{"to_name", "noshi", "noshi_name", "delivery_date_other", "delivery_date"} {
		form.Set(name+".3", form.Get(name+".2"))
		form.Del(name + ".2")
	}
	form.Set("label_to_name.3", "小林サカエ")
	form.Set("drop", "2")
	p := c.HX("/orders/new/parcels", form).Want(http.StatusOK)
	if p.ID("to_name-3") != nil || servertest.Attr(p.Field("to_name.2"), "value") != "小林 栄" || servertest.Attr(p.Field("delivery_date_other.2"), "value") != "12/24" ||
		servertest.Attr(p.Field("noshi_name.2"), "value") != "髙橋" || servertest.Attr(p.Field("to_phone.2"), "value") != "" {
		t.Errorf("left: %s", p.Body)
	}
	form.Set("drop", "9")
	c.HX("/orders/new/parcels", form).Want(http.StatusNotFound)
}

// The caller hears each parcel, and is asked about the cash.
func TestParcelsAreReadBack(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := giftOrder(c.Get("/orders/new"))
	form.Del("cod_gift")
	p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
	if p.ID("cod_gift") == nil {
		t.Error("nothing is asked about the cash")
	}
	said := servertest.Text(p.ID("readback"))
	for _, want := range []string{"1つ目のお届け先は ご本人様", "2つ目のお届け先は コバヤシ サカエ様、郵便番号", "12月24日 木曜日、午前中のお届けです",
		"のしは 御歳暮 髙橋、メッセージカード お元気で、ご依頼主は 髙橋 翼様", "ギフト料 110円"} {
		if !strings.Contains(said, want) {
			t.Errorf("the read-back lacks %q: %s", want, said)
		}
	}
	form.Set("payment", "postal_after")
	if c.HX("/orders/new/preview", form).ID("cod_gift") != nil {
		t.Error("asked about cash that nobody collects")
	}
}

// An order's page opens the recipient of the parcel asked for, or of all; each
// counts in the day's budget.
func TestOrderPageOpensParcels(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		to := c.Post("/orders", giftOrder(c.Get("/orders/new"))).Want(http.StatusSeeOther).Header.Get("Location")
		at := strings.TrimSuffix(to, "/placed")
		p := c.Get(at).Want(http.StatusOK)
		if got := servertest.Text(p.ID("parcels")); !strings.Contains(got, "BL-0703 ×1") || !strings.Contains(got, "御歳暮, メッセージカード") || strings.Contains(p.Body, "小林") {
			t.Errorf("the parcels: %s", got)
		}
		for which, want := range map[string][]string{"": {"髙橋 美咲"}, "1": {"髙橋 美咲"}, "2": {"小林 栄", "お元気で", "髙橋 翼"}, "all": {"髙橋 美咲", "小林 栄"}} {
			p := c.Post(at+"/person", url.Values{"reason": {"order"}, "parcel": {which}}).Want(http.StatusOK)
			got := servertest.Text(p.ID("people"))
			for _, name := range want {
				if !strings.Contains(got, name) {
					t.Errorf("parcel %q lacks %s", which, name)
				}
			}
			if which == "2" && strings.Contains(got, "すみれ荘") {
				t.Error("the first parcel is opened with the second")
			}
		}
	})
}

// Dates and the recipient of a further parcel are changed like the first's,
// and the plan names the parcel.
func TestReviseParcelsOnTheScreen(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	to := c.Post("/orders", giftOrder(c.Get("/orders/new"))).Want(http.StatusSeeOther).Header.Get("Location")
	at := strings.TrimSuffix(to, "/placed")
	form := c.Get(at + "/revise").Want(http.StatusOK).Form("revise")
	if form.Get("delivery_date.2") != "2026-12-24" || form.Get("delivery_slot.2") != "am" || form.Get("parcel.1") != "2" {
		t.Errorf("the form %v", form)
	}
	form.Set("delivery_date.2", "2026-11-20")
	p := c.Post(at+"/revise", form).Want(http.StatusUnprocessableEntity)
	if p.Said("delivery_date.2") == "" {
		t.Error("nothing is said about a day that has passed")
	}
	for name, value := range map[string]string{"delivery_date.2": "2026-12-22", "parcel.1": "1", "parcel.0": "2", "to_name.2": "小林 実", "to_kana.2": "コバヤシ ミノル",
		"to_phone.2": "026-226-0000", "to_postal_code.2": "380-0801", "to_address1.2": "長野県長野市箱清水", "to_address2.2": "2-2", "reason": "customer"} {
		form.Set(name, value)
	}
	p = c.Post(at+"/revise", form).Want(http.StatusOK)
	plan := servertest.Text(p.ID("plan"))
	for _, want := range []string{"お届け先2: お届け日 12月24日(木) 12月22日(火)", "お届け先2: お届け先 氏名 小林 栄 小林 実", "2点 → 送り先1 2点 → 送り先2"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan lacks %q: %s", want, plan)
		}
	}
	form.Set("confirm", servertest.Attr(p.ID("save"), "value"))
	c.Post(at+"/revise", form).Want(http.StatusSeeOther)
	o := s.Find(strings.TrimPrefix(at, "/orders/"))
	if o.Parcels[1].Date != "2026-12-22" || o.LinesOf(2)[0].Code != "BL-0701" || o.Version != 2 {
		t.Errorf("order %+v", o)
	}
}
