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

// A card that is merged while it is open on a screen is not written any more:
// what was typed stands beside the survivor's and is saved there.
func TestMergedWhileACardIsOpen(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		mine, theirs := twice(s)
		at, survivor := "/customers/"+theirs.Customer.ID, "/customers/"+mine.Customer.ID
		c := s.Client(t, actor.Operator)
		p := c.Get(at).Want(http.StatusOK)
		why := url.Values{"reason": {reason(t, p, at+"/open")}}
		form := c.Post(at+"/open", why).Want(http.StatusOK).Form(at)
		form.Set("address2", "8-8-8")
		join(t, s, mine, theirs)

		if to := c.Post(at+"/open", why).Want(http.StatusSeeOther).Header.Get("Location"); to != survivor {
			t.Errorf("opening leads to %s", to)
		}
		no := s.Card(mine.Customer.ID).No
		p = c.Post(at, form).Want(http.StatusConflict)
		if !strings.Contains(p.Text(), "統合されています") {
			t.Errorf("nothing is said of the merge: %s", p.Text())
		}
		c.Post(survivor, p.Form(survivor)).Want(http.StatusSeeOther)
		if got := s.Card(mine.Customer.ID); got.Address2 != "8-8-8" || got.No != no {
			t.Errorf("saved: %q under %q, want 8-8-8 under %q", got.Address2, got.No, no)
		}
	})
}

// The officer is told of everybody whom an erasure takes along, however many.
func TestEraseNamesAllMerged(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		survivor := s.Place(ordertest.Form())[0].Customer.ID
		var numbers []string
		for range customer.PairPage + 1 {
			id := customer.NewID()
			res, err := s.Vault.Put(ordertest.Op, customer.Put{ID: id, Body: customer.Person{Name: "佐藤 一", Kana: "サトウ ハジメ", Phone: "0312345678"}})
			if err == nil {
				numbers = append(numbers, res[0].No)
				err = s.Vault.Merge(ordertest.Chief, customer.Merge{ID: customer.NewID(), Survivor: customer.Ref{ID: survivor}, Merged: customer.Ref{ID: id}})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		p := s.Client(t, actor.Privacy).Get("/customers/" + survivor).Want(http.StatusOK).Text()
		_, with, _ := strings.Cut(p, "一緒に消去されます:")
		for _, no := range numbers {
			if strings.Count(with, no) < 2 { // in the warning and in the history
				t.Errorf("%s is not named", no)
			}
		}
	})
}
