package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"uketsuke/internal/actor"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/server/servertest"
)

// A call that ends without an order leaves a task on the list; its words are
// shown on request only, and it is done from there.
func TestTasks(t *testing.T) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) {
		c := s.Client(t, actor.Operator)
		form := c.Get("/tasks").Want(http.StatusOK).Form("/tasks")
		form.Set("outcome", "callback")
		form.Set("owner", "self")
		form.Set("customer_no", s.Card(s.Place(ordertest.Form())[0].Customer.ID).No)
		form.Set("note", "配送日の件で夕方に")
		form.Set("due", "昨日")
		bad := c.Post("/tasks", form).Want(http.StatusUnprocessableEntity)
		if bad.Said("due") == "" || servertest.Attr(bad.Field("note"), "value") != "配送日の件で夕方に" || servertest.Attr(bad.Field("id"), "value") != form.Get("id") {
			t.Error("nothing is said beside the due time, or what was typed is lost")
		}
		form.Set("due", "2026-11-24T11:00")
		for range 2 {
			c.Post("/tasks", form).Want(http.StatusSeeOther)
		}
		at := "/tasks/" + form.Get("id")
		list := c.Get("/tasks").Want(http.StatusOK)
		if got := list.Text(); strings.Contains(got, "夕方") || !strings.Contains(got, "折返しを残しました") || strings.Count(list.Body, at+"/done") != 1 || !strings.Contains(got, "髙橋 美*") {
			t.Errorf("the list shows the note, or lacks the task: %s", got)
		}
		if p := c.Post(at+"/note", url.Values{}).Want(http.StatusUnprocessableEntity); p.Said("note_reason") == "" || strings.Contains(p.Text(), "夕方") {
			t.Error("the note is opened without a reason")
		}
		opened := c.Post(at+"/note", url.Values{"reason": {reason(t, list, at+"/note")}}).Want(http.StatusOK)
		if got := servertest.Text(opened.ID("note-opened")); !strings.Contains(got, "配送日の件で夕方に") {
			t.Errorf("opened: %s", got)
		}
		for range 2 {
			c.Post(at+"/done", url.Values{}).Want(http.StatusSeeOther)
		}
		if strings.Contains(c.Get("/tasks?show=all").Body, at) || !strings.Contains(c.Get("/tasks?show=done").Body, at+"/note") {
			t.Error("the task is not done")
		}
		c.Get("/tasks?show=x").Want(http.StatusNotFound)
	})
}
