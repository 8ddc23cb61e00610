package server_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/forms"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// read is what pdftotext reads of a sound PDF, without blanks.
func read(t *testing.T, pdf string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(file, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v %s", err, out)
	}
	out, err := exec.Command("pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(forms.RealText(string(out))), "")
}

// A sign-up makes a member with what was agreed to and nothing else, says what
// is wrong beside the field, and its sheet tells the customer all of it.
func TestJoin(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := c.Get("/customers/join").Want(http.StatusOK).Form("/customers/join")
		for name, value := range map[string]string{"name": "𠮷田 髙子", "kana": "ヨシダ タカコ", "phone": "03-1234-5678", "postal_code": "100-0001",
			"address1": "東京都千代田区千代田", "address2": "1-1", "joined": "2026-11-25", "consent_mail": "1"} {
			form.Set(name, value)
		}
		form.Set("joined_by", "")
		bad := c.Post("/customers/join", form).Want(http.StatusUnprocessableEntity)
		if bad.Said("joined") != "" || bad.Said("joined_by") == "" || servertest.Attr(bad.Field("name"), "value") != "𠮷田 髙子" {
			t.Errorf("nothing is said about the channel, or what was typed is lost: %s", bad.Text())
		}
		form.Set("joined_by", "fax")
		if bad := c.Post("/customers/join", form).Want(http.StatusUnprocessableEntity); bad.Said("joined") == "" {
			t.Error("a sign-up of tomorrow is taken")
		}
		form.Set("joined", "2026-11-20")
		first := c.Post("/customers/join", form).Want(http.StatusSeeOther).Header.Get("Location")
		if again := c.Post("/customers/join", form).Want(http.StatusSeeOther).Header.Get("Location"); again != first {
			t.Errorf("a second click makes a second member: %s, %s", first, again)
		}
		id := strings.TrimPrefix(first, "/customers/")
		card := s.Card(id)
		if card.No != customer.MakeNo(1000001) || card.Joined != "2026-11-20" || card.JoinedBy != "fax" || !card.ConsentMail || card.ConsentFax ||
			card.JoinedTaker != s.Account(actor.Operator).ID && card.JoinedTaker != "staff:"+s.Account(actor.Operator).ID {
			t.Errorf("the member is not what was taken: %s %s %s %s", card.No, card.Joined, card.JoinedBy, card.JoinedTaker)
		}
		pdf := c.Post(first+"/welcome", url.Values{}).Want(http.StatusOK)
		if kind := pdf.Header.Get("Content-Type"); kind != "application/pdf" {
			t.Fatalf("the sheet is %s", kind)
		}
		text := read(t, pdf.Body)
		for _, want := range []string{"会員登録のお知らせ", "𠮷田髙子様", "1000001-2", "〒100-0001", "入会日2026年11月20日", "受付方法FAX", "郵送でのご案内希望する",
			"FAXでのご案内希望しない", "株式会社かおり野", "ご注文の方法", "0120-000-012", "登録の変更・消去"} {
			if !strings.Contains(text, want) {
				t.Errorf("the sheet lacks %s: %s", want, text)
			}
		}
		s.Client(t, actor.Warehouse).Post(first+"/welcome", url.Values{}).Want(http.StatusForbidden)
	})
}

// Somebody who has only ordered so far becomes a member under their number,
// keeping what the sign-up does not know; an order takes nothing of it back.
func TestJoinOfAKnownCustomer(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		o := s.Place(ordertest.Form())[0]
		known := s.Card(o.Customer.ID)
		known.Memo, known.Affected = "留守電可", true
		if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: o.Customer.ID, Customer: o.Customer.ID, Expected: 1, Flags: true, Card: true, Body: known}); err != nil {
			t.Fatal(err)
		}
		c := s.Client(t, actor.Operator)
		form := c.Get("/customers/join").Form("/customers/join")
		f := ordertest.Form()
		for name, value := range map[string]string{"name": f.Name, "kana": f.Kana, "phone": f.Phone, "postal_code": f.PostalCode, "address1": f.Address1,
			"address2": f.Address2, "consent_fax": "1", "joined_by": "phone"} {
			form.Set(name, value)
		}
		if to := c.Post("/customers/join", form).Want(http.StatusSeeOther).Header.Get("Location"); to != "/customers/"+o.Customer.ID {
			t.Fatalf("a second entry: %s", to)
		}
		s.Place(ordertest.Form())
		got := s.Card(o.Customer.ID)
		if got.No != known.No || got.Joined != "2026-11-24" || !got.ConsentFax || got.Memo != known.Memo || !got.Affected {
			t.Errorf("joined %q, FAX %v, memo kept %v, mark kept %v", got.Joined, got.ConsentFax, got.Memo != "", got.Affected)
		}
		at := "/customers/" + o.Customer.ID
		p := c.Get(at).Want(http.StatusOK)
		opened := c.Post(at+"/open", url.Values{"reason": {reason(t, p, at+"/open")}}).Want(http.StatusOK)
		if !strings.Contains(opened.Text(), "会員 2026-11-24 · 電話 · 担当 operator") {
			t.Errorf("the card does not tell of the sign-up: %s", opened.Text())
		}
		card := opened.Form(at)
		card.Set("memo", "")
		c.Post(at, card).Want(http.StatusSeeOther)
		if got := s.Card(o.Customer.ID); got.Joined != "2026-11-24" || got.Memo != "" {
			t.Error("saving the card takes the membership away")
		}
	})
}

// The customer's page takes the sign-up of an opened card.
func TestJoinOnTheCard(t *testing.T) {
	s := servertest.New(t, "sqlite")
	o := s.Place(ordertest.Form())[0]
	at := "/customers/" + o.Customer.ID
	c := s.Client(t, actor.Operator)
	card := c.Post(at+"/open", url.Values{"reason": {"order"}}).Want(http.StatusOK).Form(at)
	card.Set("joined_by", "post")
	card.Set("joined", "nonsense")
	if bad := c.Post(at, card).Want(http.StatusUnprocessableEntity); bad.Said("joined") == "" {
		t.Error("nothing is said about the day")
	}
	card.Set("joined", "2026-11-23")
	c.Post(at, card).Want(http.StatusSeeOther)
	if got := s.Card(o.Customer.ID); got.Joined != "2026-11-23" || got.JoinedBy != "post" {
		t.Errorf("joined %q by %q", got.Joined, got.JoinedBy)
	}
}
