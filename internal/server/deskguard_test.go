package server_test

import (
	"net/http"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/server/servertest"
)

func TestQuantityGuard(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	form.Set("quantity.0", "50")
	form.Set("quantity.1", "eo-0101") // the next code, typed one box too early
	p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
	if tick := p.ID("quantity_ok-0"); tick == nil || servertest.Attr(tick, "value") != "50" || servertest.Has(tick, "checked") {
		t.Errorf("50 pieces are not asked about: %s", p.Body)
	}
	if move := p.ID("guard-1-1"); move == nil || servertest.Attr(move, "data-move") != "EO-0101" {
		t.Error("the code in the quantity is not offered to the next line")
	}
	if p.ID("guard-1-3") != nil {
		t.Error("letters are offered as a quantity")
	}

	form.Set("quantity.1", "1")
	refused := c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
	if first := servertest.Attr(refused.ID("order"), "data-first"); first != "quantity.0" {
		t.Errorf("the focus goes to %q", first)
	}
	if said := servertest.Text(refused.ID("echo-0")); !strings.Contains(said, "数量50は多めです") {
		t.Errorf("said %q", said)
	}
	form.Set("quantity_ok.0", "40") // what was confirmed is another number
	c.Post("/orders", form).Want(http.StatusUnprocessableEntity)
	form.Set("quantity_ok.0", "50")
	c.Post("/orders", form).Want(http.StatusSeeOther)
}

func TestProposals(t *testing.T) {
	s := servertest.New(t, "sqlite")
	c := s.Client(t, actor.Operator)
	form := typedOrder(c.Get("/orders/new"))
	for text, want := range map[string]string{"EO-1001": "EO-0101", "ＥＯ０１１１１": "EO-0111", "lavandula": "EO-0101", "ﾋﾉｷ": "EO-0441", "ひのき": "EO-0441"} {
		form.Set("product_code.0", text)
		p := c.HX("/orders/new/preview", form).Want(http.StatusOK)
		if got := servertest.Text(p.ID("echo-0")); !strings.Contains(got, want) {
			t.Errorf("%s proposes %q, want %s", text, got, want)
		}
	}
}
