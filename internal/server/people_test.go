package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

func TestCustomerCard(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		id := s.Place(ordertest.Form())[0].Customer.ID
		at := "/customers/" + id
		c := s.Client(t, actor.Operator)
		found := c.Post("/customers", url.Values{"find": {"042-251-5151"}}).Want(http.StatusOK)
		if strings.Contains(found.Text(), "美咲") || !strings.Contains(found.Body, at) {
			t.Errorf("the hit is not masked or leads nowhere: %s", found.Text())
		}
		c.Post("/customers", url.Values{"find": {""}}).Want(http.StatusUnprocessableEntity)
		p := c.Get(at).Want(http.StatusOK)
		if strings.Contains(p.Text(), "美咲") {
			t.Error("the card is open before anybody asked")
		}
		if bad := c.Post(at+"/open", url.Values{}).Want(http.StatusUnprocessableEntity); bad.Said("reason") == "" {
			t.Error("no reason was asked for")
		}
		card := c.Post(at+"/open", url.Values{"reason": {reason(t, p, at+"/open")}}).Want(http.StatusOK).Form(at)
		stale := url.Values{}
		for name, values := range card {
			stale[name] = values
		}

		card.Set("address2", "5-6-7")
		card.Set("consent_fax", "1")
		c.Post(at, card).Want(http.StatusSeeOther)
		if got := s.Card(id); got.Address2 != "5-6-7" || !got.ConsentFax || got.Name != "髙橋 美咲" {
			t.Error("the card is not what was saved")
		}

		stale = url.Values(stale)
		stale.Set("address2", "8-8-8")
		conflict := c.Post(at, stale).Want(http.StatusConflict)
		if !strings.Contains(conflict.Text(), "5-6-7") || servertest.Attr(conflict.Field("address2"), "value") != "8-8-8" {
			t.Error("a stale save does not show both versions")
		}

		card.Set("phone", "12")
		if bad := c.Post(at, card).Want(http.StatusUnprocessableEntity); bad.Said("phone") == "" {
			t.Error("nothing is said about the phone number")
		}
	})
}

func TestErase(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		at := "/customers/" + o.Customer.ID
		officer := s.Client(t, actor.Privacy)
		p := officer.Get(at).Want(http.StatusOK)
		form := p.Form(at + "/erase")
		bad := officer.Post(at+"/erase", form).Want(http.StatusUnprocessableEntity)
		for _, field := range []string{"request_no", "delete_reason", "sure"} {
			if bad.Said(field) == "" {
				t.Errorf("nothing is said about %s", field)
			}
		}
		form.Set("request_no", "R-2026-001")
		form.Set("reason", reason(t, p, at+"/erase"))
		form.Set("sure", "1")
		form.Set("password", "not mine")
		if again := officer.Post(at+"/erase", form).Form(at + "/erase"); again.Get("reason") != form.Get("reason") || again.Get("request_no") == "" || again.Get("password") != "" {
			t.Errorf("a refused erasure comes back as %v", again)
		}
		if bad := officer.Post(at+"/erase", form).Want(http.StatusUnprocessableEntity); bad.Said("password") == "" || len(s.Card(o.Customer.ID).Name) == 0 {
			t.Error("a wrong password erases, or is refused in silence")
		}
		form.Set("password", servertest.Password)
		officer.Post(at+"/erase", form).Want(http.StatusSeeOther)
		if hits, err := s.Vault.Search(ordertest.Op, customer.Query{Phone: "0422515151"}); err != nil || len(hits) != 0 {
			t.Errorf("still found: %d hits, %v", len(hits), err)
		}
		op := s.Client(t, actor.Operator)
		page := op.Get("/orders/" + o.Number).Want(http.StatusOK)
		if !strings.Contains(page.Text(), "お客様の情報はありません") {
			t.Errorf("the order of an erased person: %s", page.Text())
		}
	})
}

func TestStaffPage(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Admin)
	add := c.Get("/staff").Form("/staff")
	add.Set("login", "Ogawa")
	add.Set("name", "小川")
	add.Set("password", "short")
	p := c.Post("/staff", add).Want(http.StatusUnprocessableEntity)
	if p.Said("add_password") == "" || servertest.Attr(p.Field("login"), "value") != "Ogawa" || strings.Contains(p.Body, `value="short"`) {
		t.Error("the page does not say what is wrong, lost the login or shows the password")
	}
	add.Set("password", servertest.Password)
	c.Post("/staff", add).Want(http.StatusSeeOther)
	account, err := s.Staff.ByLogin(t.Context(), "ogawa")
	if err != nil {
		t.Fatal(err)
	}
	theirs := s.Client(t, "")
	theirs.Post("/login", url.Values{"login": {"ogawa"}, "password": {servertest.Password}}).Want(http.StatusSeeOther)
	theirs.Get("/orders/new").Want(http.StatusOK)
	c.Post("/staff/"+account.ID+"/disable", url.Values{}).Want(http.StatusSeeOther)
	theirs.Get("/orders/new").Want(http.StatusSeeOther) // to the login, at once

	token := c.Post("/tokens", url.Values{"name": {"倉庫"}, "role": {"warehouse"}}).Want(http.StatusOK)
	var secret string
	for n := range token.Tags("code") {
		secret = servertest.Text(n)
	}
	if a, err := s.Staff.ByToken(t.Context(), secret); err != nil || a.Role != actor.Warehouse {
		t.Errorf("the secret shown is no token: %v", err)
	}
	if strings.Contains(c.Get("/staff").Body, secret) {
		t.Error("the secret is shown a second time")
	}
	c.Post("/tokens", url.Values{"name": {"x"}, "role": {"admin"}}).Want(http.StatusUnprocessableEntity)
}

func TestBatchPages(t *testing.T) {
	s := servertest.New(t, "sqlite")
	held := ordertest.Form()
	held.Payment = "bank_before"
	orders := s.Place(ordertest.Form(), held)
	store := s.Client(t, actor.Warehouse)
	cut := store.Post("/batches", url.Values{}).Want(http.StatusOK)
	if text := cut.Text(); !strings.Contains(text, orders[1].Number) || !strings.Contains(text, "入金待ち") {
		t.Errorf("the cut does not name what stayed behind: %s", text)
	}
	p := store.Get("/batches/1").Want(http.StatusOK)
	files := 0
	for a := range p.Tags("a") {
		if href := servertest.Attr(a, "href"); strings.Contains(href, "/files/") {
			files++
			f := store.Get(href).Want(http.StatusOK)
			if len(f.Body) == 0 || !strings.Contains(f.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s: %d bytes, %v", href, len(f.Body), f.Header)
			}
		}
	}
	if files < 2 {
		t.Errorf("%d files", files)
	}
	chief := s.Client(t, actor.Supervisor).Get("/batches/1").Want(http.StatusOK)
	if strings.Contains(chief.Body, "/files/") {
		t.Error("files that name persons are offered to a supervisor")
	}
	if again := store.Post("/batches", url.Values{}).Want(http.StatusOK); !strings.Contains(again.Text(), "ありませんでした") {
		t.Errorf("a cut with nothing to take: %s", again.Text())
	}
}

func TestEvidencePage(t *testing.T) {
	s := servertest.New(t, "sqlite")
	o := s.Place(ordertest.Form())[0]
	c := s.Client(t, actor.Privacy)
	verified := c.Post("/privacy/verify", url.Values{}).Want(http.StatusOK)
	if !strings.Contains(verified.Text(), "欠けも改ざんもありません") {
		t.Errorf("verify says %s", verified.Text())
	}
	if p := c.Get("/privacy?action=order.place").Want(http.StatusOK); !strings.Contains(p.Text(), o.Number) {
		t.Errorf("the evidence of the order is not listed: %s", p.Text())
	}
	sup := s.Client(t, actor.Supervisor)
	sup.Post("/orders/"+o.Number+"/person", url.Values{"reason": {"inquiry"}}).Want(http.StatusOK)
	c.Post("/privacy/verify", url.Values{}).Want(http.StatusOK) // carries the vault's outbox over
	if p := c.Get("/privacy?action=vault.open").Want(http.StatusOK); !strings.Contains(p.Text(), "個人情報の表示") || !strings.Contains(p.Text(), "お客様からの問い合わせ") ||
		!strings.Contains(p.Text(), "担当 supervisor") {
		t.Errorf("the evidence does not say in words who opened a record and why: %s", p.Text())
	}
	if p := c.Get("/privacy?subject=" + url.QueryEscape("髙橋")).Want(http.StatusOK); strings.Contains(p.Body, "髙橋") {
		t.Error("a name went into the filter")
	}
}
