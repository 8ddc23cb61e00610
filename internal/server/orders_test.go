package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// reason is the first reason that a form of the page offers.
func reason(t *testing.T, p *servertest.Page, action string) string {
	t.Helper()
	for form := range p.Tags("form") {
		if servertest.Attr(form, "action") != action {
			continue
		}
		for n := range form.Descendants() {
			if n.Data == "option" && servertest.Attr(n.Parent, "name") == "reason" && servertest.Attr(n, "value") != "" {
				return servertest.Attr(n, "value")
			}
		}
	}
	t.Fatalf("no reasons for %s on the page: %s", action, p.Text())
	return ""
}

func TestOrderPage(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		f := ordertest.Form()
		f.Payment = "bank_before"
		o := s.Place(f)[0]
		at := "/orders/" + o.Number
		chief := s.Client(t, actor.Supervisor)
		p := chief.Get(at).Want(http.StatusOK)
		if strings.Contains(p.Text(), "美咲") || strings.Contains(p.Text(), "すみれ荘") {
			t.Error("the page names the customer before anybody asked")
		}
		if !strings.Contains(p.Text(), "入金待ち") {
			t.Errorf("the hold is not in words: %s", p.Text())
		}

		chief.Post(at+"/person", url.Values{}).Want(http.StatusUnprocessableEntity)
		opened := chief.Post(at+"/person", url.Values{"reason": {reason(t, p, at+"/person")}}).Want(http.StatusOK)
		if !strings.Contains(opened.Text(), "髙橋 美咲") || !strings.Contains(opened.Text(), "すみれ荘201") {
			t.Error("the page does not show the recipient after a reason")
		}

		pay := p.Form(at + "/payment")
		pay.Set("amount", "十円")
		if bad := chief.Post(at+"/payment", pay).Want(http.StatusUnprocessableEntity); bad.Said("payment_amount") == "" {
			t.Error("nothing is said about the amount")
		}
		pay.Set("amount", "６，６００")
		chief.Post(at+"/payment", pay).Want(http.StatusSeeOther)
		if s.Find(o.Number).Held() {
			t.Error("a paid order is still held")
		}
		chief.Post(at+"/payment", pay).Want(http.StatusConflict) // the version that the form saw is gone

		p = chief.Get(at)
		hold := p.Form(at + "/hold")
		hold.Set("reason", reason(t, p, at+"/hold"))
		hold.Set("reason_note", "折返し 夕方に電話")
		chief.Post(at+"/hold", hold).Want(http.StatusSeeOther)
		p = chief.Get(at)
		if strings.Contains(p.Text(), "夕方") {
			t.Error("the remark is open before anybody asked")
		}
		note := p.Form(at + "/note")
		chief.Post(at+"/note", note).Want(http.StatusUnprocessableEntity)
		note.Set("reason", reason(t, p, at+"/note"))
		if got := chief.Post(at+"/note", note).Want(http.StatusOK); !strings.Contains(got.Text(), "夕方に電話") {
			t.Errorf("the remark is not shown: %s", got.Text())
		}
		release := p.Form(at + "/release")
		chief.Post(at+"/release", release).Want(http.StatusUnprocessableEntity)
		release.Set("reason", reason(t, p, at+"/release"))
		chief.Post(at+"/release", release).Want(http.StatusSeeOther)

		p = chief.Get(at + "/cancel").Want(http.StatusOK)
		if text := servertest.Text(p.ID("plan")); !strings.Contains(text, "6,600円お返しします") {
			t.Errorf("nothing is said of the money that came: %s", text)
		}
		cancel := p.Form(at + "/cancel")
		if p := chief.Post(at+"/cancel", cancel).Want(http.StatusUnprocessableEntity); p.Said("reason") == "" {
			t.Error("no reason was asked for")
		}
		cancel.Set("reason", reason(t, p, at+"/cancel"))
		chief.Post(at+"/cancel", cancel).Want(http.StatusSeeOther)
		if got := s.Find(o.Number); got.Status != order.Cancelled {
			t.Errorf("status %s", got.Status)
		}
		history := servertest.Text(chief.Get(at).ID("main"))
		for _, want := range []string{"入金記録", "保留解除", "取消", "担当 supervisor"} {
			if !strings.Contains(history, want) {
				t.Errorf("the history lacks %s: %s", want, history)
			}
		}
	})
}

// confirmed is the form of a shown plan with the press of its button.
func confirmed(t *testing.T, p *servertest.Page, at string) url.Values {
	t.Helper()
	form := p.Form(at)
	form.Set("confirm", servertest.Attr(p.ID("save"), "value"))
	return form
}

// TestReviseShowsFirst: nothing is saved before it was seen; what is typed
// after that is shown anew.
func TestReviseShowsFirst(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		at := "/orders/" + o.Number + "/revise"
		c := s.Client(t, actor.Operator)
		page := c.Get(at).Want(http.StatusOK)
		form := page.Form(at)
		if text := servertest.Text(c.Post(at, form).Want(http.StatusOK).ID("plan")); !strings.Contains(text, "変わるところはありません") {
			t.Errorf("nothing was changed: %s", text)
		}
		form.Set("quantity.0", "3")
		form.Set("product_code.2", "BL-0710")
		form.Set("quantity.2", "1")
		form.Set("delivery_date", "2026-12-01")
		for name, value := range map[string]string{"to": "other", "to_name": "髙橋 美咲", "to_kana": "タカハシ ミサキ", "to_phone": "042-251-5151",
			"to_postal_code": "180-0001", "to_address1": "東京都武蔵野市吉祥寺北町", "to_address2": "9-9"} {
			form.Set(name, value)
		}
		shown := c.Post(at, form).Want(http.StatusOK)
		text := servertest.Text(shown.ID("plan"))
		for _, want := range []string{"2点 3点 +2,200", "BL-0710", "追加", "12月1日(火)", "商品計 6,600 10,780 +4,180", "代金引換で受け取る額", "内消費税(10%)",
			"お届け先 番地・建物 3-4-5 すみれ荘201 9-9"} {
			if !strings.Contains(text, want) {
				t.Errorf("the plan lacks %q: %s", want, text)
			}
		}
		if got := s.Find(o.Number); got.Version != 1 {
			t.Fatalf("saved before it was seen: %+v", got)
		}
		c.Post(at, confirmed(t, shown, at)).Want(http.StatusUnprocessableEntity) // no reason yet
		other := confirmed(t, shown, at)
		other.Set("quantity.0", "4")
		other.Set("reason", reason(t, page, at))
		shown = c.Post(at, other).Want(http.StatusOK)
		if got := s.Find(o.Number); got.Version != 1 {
			t.Fatalf("saved what nobody saw: %+v", got)
		}
		c.Post(at, confirmed(t, shown, at)).Want(http.StatusSeeOther)
		if got := s.Find(o.Number); got.Lines[0].Quantity != 4 || len(got.Lines) != 3 || got.Recipient == o.Recipient {
			t.Errorf("order %+v", got)
		}
		text = servertest.Text(c.Get("/orders/" + o.Number).ID("main"))
		if !strings.Contains(text, "2点 → 4点") || !strings.Contains(text, "お届け先 変更あり") || strings.Contains(text, "9-9") {
			t.Errorf("the history: %s", text)
		}
	})
}

// TestStaleRevision: two revise the same order; the second sees what the first
// did and loses nothing.
func TestStaleRevision(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		at := "/orders/" + o.Number + "/revise"
		one, two := s.Client(t, actor.Operator), s.Client(t, actor.Supervisor)
		first, second := one.Get(at).Want(http.StatusOK), two.Get(at)
		cancel := two.Get("/orders/" + o.Number + "/cancel").Form("/orders/" + o.Number + "/cancel")

		a := first.Form(at)
		a.Set("quantity.0", "7")
		a.Set("reason", reason(t, first, at))
		one.Post(at, confirmed(t, one.Post(at, a).Want(http.StatusOK), at)).Want(http.StatusSeeOther)

		b := second.Form(at)
		b.Set("quantity.0", "5")
		b.Set("delivery_date", "2026-12-01")
		b.Set("payment", "bank_before")
		b.Set("reason", reason(t, second, at))
		p := two.Post(at, b).Want(http.StatusConflict)
		if text := servertest.Text(p.ID("theirs")); !strings.Contains(text, "2点 7点") || !strings.Contains(text, "担当 operator") {
			t.Errorf("what the other did is not shown: %s", text)
		}
		again := p.Form(at)
		if again.Get("quantity.0") != "5" || again.Get("delivery_date") != "2026-12-01" || again.Get("reason") == "" {
			t.Errorf("typed fields were lost: %v", again)
		}
		p = two.Post(at, again).Want(http.StatusOK)
		if text := servertest.Text(p.ID("plan")); !strings.Contains(text, "7点 5点") || !strings.Contains(text, "代金引換 銀行振込") {
			t.Errorf("the plan: %s", text)
		}
		two.Post(at, confirmed(t, p, at)).Want(http.StatusSeeOther)
		if got := s.Find(o.Number); got.Lines[0].Quantity != 5 || got.Date != "2026-12-01" || got.Version != 3 {
			t.Errorf("order %+v", got)
		}
		cancel.Set("reason", "customer")
		p = two.Post("/orders/"+o.Number+"/cancel", cancel).Want(http.StatusConflict)
		if text := servertest.Text(p.ID("theirs")); !strings.Contains(text, "2点 5点") {
			t.Errorf("what the others did is not shown: %s", text)
		}
	})
}

func TestOrderList(t *testing.T) {
	s := servertest.New(t, "sqlite")
	held := ordertest.Form()
	held.Payment = "bank_before"
	other := ordertest.Form()
	other.Name, other.Kana, other.Phone = "佐藤 花子", "サトウ ハナコ", "090-1111-2222"
	orders := s.Place(ordertest.Form(), held, other)
	c := s.Client(t, actor.Operator)
	numbers := func(p *servertest.Page) string {
		var out []string
		for a := range p.Tags("a") {
			if n, ok := strings.CutPrefix(servertest.Attr(a, "href"), "/orders/2"); ok {
				n, _, _ = strings.Cut(n, "?back=")
				out = append(out, "2"+n)
			}
		}
		return strings.Join(out, " ")
	}
	for _, test := range []struct{ query, want string }{
		{"", orders[2].Number + " " + orders[1].Number + " " + orders[0].Number},
		{"?held=1", orders[1].Number},
		{"?status=batched", ""},
		{"?from=2026-11-25", ""},
		{"?to=2026-11-24&status=placed&held=1", orders[1].Number},
	} {
		if got := numbers(c.Get("/orders" + test.query).Want(http.StatusOK)); got != test.want {
			t.Errorf("%s: %q, want %q", test.query, got, test.want)
		}
	}
	if to := c.Get("/orders?number=" + strings.ReplaceAll(orders[0].Number, "-", "")).Header.Get("Location"); to != "/orders/"+orders[0].Number {
		t.Errorf("a number leads to %s", to)
	}
	if p := c.Get("/orders?number=123").Want(http.StatusUnprocessableEntity); p.Said("number") == "" {
		t.Error("nothing is said about a wrong number")
	}
	if p := c.Get("/orders?from=yesterday").Want(http.StatusUnprocessableEntity); p.Said("from") == "" {
		t.Error("nothing is said about a wrong day")
	}
	for _, find := range []string{"サトウ", "さとう", "090-1111-2222", "佐藤"} {
		to := c.Post("/orders/search", url.Values{"find": {find}}).Want(http.StatusSeeOther).Header.Get("Location")
		if got := numbers(c.Get(to).Want(http.StatusOK)); got != orders[2].Number {
			t.Errorf("%s finds %q, want %q", find, got, orders[2].Number)
		}
	}
	if got := numbers(c.Post("/orders/search", url.Values{"find": {"ヤマダ"}}).Want(http.StatusOK)); got != "" {
		t.Errorf("nobody's orders: %q", got)
	}
}
