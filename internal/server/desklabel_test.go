package server_test

import (
	"net/http"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

const longHouse = "12-3 グランドハイツ国分寺東本町 1204号"

// What the label cannot print is said when the field is left, and what was
// agreed goes to the label while the record keeps the true spelling.
func TestLabelIsChecked(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("address2", longHouse)
		form.Set("note", strings.Repeat("お", 23))
		form.Set("at", "name")
		p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
		said := servertest.Text(p.ID("label-name"))
		if want := "送り状(ヤマト)の建物は全角16文字までです(いま17文字)。 Ctrl + Enter 送り状には「12-3 グランドハイツ国分寺東本町 1204」と書く"; said != want {
			t.Errorf("said %q, want %q", said, want)
		}
		if note := servertest.Text(p.ID("label-note")); !strings.Contains(note, "全角22文字") {
			t.Errorf("of the note: %q", note)
		}
		form.Set("at", "")
		if said = servertest.Text(c.HX("/orders/new/preview", form).ID("label-name")); !strings.Contains(said, "髙") || !strings.Contains(said, "ほか1件") {
			t.Errorf("of both: %q", said)
		}
		form.Set("label_name", "高橋 美咲")
		form.Set("label_address2", "12-3 G")
		p = c.HX("/orders/new/preview", form)
		if said = servertest.Text(p.ID("label-name")); !strings.HasPrefix(said, "送り状(ヤマト)の建物") || p.Field("label_name") == nil || p.Field("label_address2") != nil {
			t.Errorf("after one was taken: %q", said)
		}
		form.Set("label_address2", "12-3 グランドハイツ国分寺東本町 1204")
		to := c.Post("/orders", form).Want(http.StatusSeeOther).Header.Get("Location")

		o := s.Find(strings.Split(to, "/")[2])
		rec, err := s.Vault.Open(ordertest.Op, o.Recipient, "order")
		if err != nil {
			t.Fatal(err)
		}
		r, _ := rec.Body.(customer.Recipient)
		if r.Name != "髙橋 美咲" || r.Address2 != longHouse || r.LabelName != "高橋 美咲" || r.LabelAddress2 != "12-3 グランドハイツ国分寺東本町 1204" {
			t.Errorf("kept %s %s, label %s %s", r.Name, r.Address2, r.LabelName, r.LabelAddress2)
		}
		if card := s.Card(o.Customer.ID); card.Name != "髙橋 美咲" || card.Address2 != longHouse {
			t.Error("the card lost the true spelling")
		}
	})
}

// Everything typed into one field is taken apart.
func TestBuildingIsMoved(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("name", "高橋 美咲")
	form.Set("address1", "東京都国分寺市本町四丁目12番3号 グランドハイツ国分寺本町 1204号室さくら様方")
	form.Set("address2", "")
	p := c.HX("/orders/new/preview", form)
	for n := range p.Tags("button") {
		if servertest.Attr(n, "class") == "label-take" {
			want := `{"address1":"東京都国分寺市本町四丁目","address2":"12番3号 グランドハイツ国分寺本町 1204号室さくら様方"}`
			if got := servertest.Attr(n, "data-fields"); got != want {
				t.Errorf("moves %s, want %s", got, want)
			}
			return
		}
	}
	t.Errorf("nothing is proposed: %s", p.Text())
}

// To a remote island nothing is offered that does not get there, and the desk
// says why.
func TestIslandsOnTheDesk(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := typedOrder(c.Get("/orders/new"))
		form.Set("postal_code", "100-0101")
		form.Set("address1", "東京都大島町元町")
		form.Set("product_code.1", "EO-0111")
		p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
		slots := servertest.Text(p.ID("slots"))
		if strings.Count(slots, "伊豆諸島へは時間帯を指定できません。") != 5 || p.ID("slot-1") != nil || p.ID("slot-0") == nil {
			t.Errorf("the slots say %q", slots)
		}
		if why := servertest.Text(p.ID("date-why")); !strings.Contains(why, "離島(伊豆諸島)") || !strings.Contains(why, "航空不可の品のため+2日") {
			t.Errorf("the date says %q", why)
		}
		form.Set("delivery_slot", "am")
		p = c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
		if p.Said("delivery_slot") != "伊豆諸島へは時間帯を指定できません。「なし」を選んでください。" {
			t.Errorf("said %q", p.Said("delivery_slot"))
		}
		form.Set("delivery_slot", "")
		to := c.Post("/orders", form).Want(http.StatusSeeOther).Header.Get("Location")
		if o := s.Find(strings.Split(to, "/")[2]); o.Region != "izu" {
			t.Errorf("the order goes to %s", o.Region)
		}
	})
}
