package order_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"uketsuke/internal/actor"
	"uketsuke/internal/customer"
	"uketsuke/internal/errs"
	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/store"
)

// unsettled makes the recipients of orders what they are after a crash between
// the order and its settling.
func unsettled(s *ordertest.Shop, orders ...order.Order) {
	s.T.Helper()
	for _, o := range orders {
		s.Exec(`UPDATE orders SET recipient_kept = 0 WHERE id = ?`, o.ID)
		err := s.VaultDB.Read(context.Background()).Exec(`UPDATE record SET expires_at = ? WHERE id = ?`,
			store.At(ordertest.Start.AddDate(0, 0, 7)), o.Recipient).Error
		if err != nil {
			s.T.Fatal(err)
		}
	}
}

func expiring(s *ordertest.Shop, id string) bool {
	s.T.Helper()
	var n int
	if err := s.VaultDB.Read(context.Background()).Raw(`SELECT COUNT(*) FROM record WHERE id = ? AND expires_at IS NOT NULL`, id).Scan(&n).Error; err != nil {
		s.T.Fatal(err)
	}
	return n == 1
}

// One recipient that is gone must not keep those of all later orders from
// being kept: they would expire within a week.
func TestSettleBesideAnErasure(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		other := ordertest.Form()
		other.Name, other.Kana, other.Phone = "比嘉 翔", "ヒガ ショウ", "098-866-2333"
		orders := s.Place(other, ordertest.Form(), ordertest.Form())
		unsettled(s, orders...)
		if err := s.Vault.Delete(ordertest.As(actor.Privacy), customer.Deletion{Customer: orders[0].Customer.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Orders.Settle(ordertest.Op); err != nil {
			t.Fatal(err)
		}
		if expiring(s, orders[1].Recipient) || expiring(s, orders[2].Recipient) || s.Count(`SELECT COUNT(*) FROM orders WHERE recipient_kept = 0`) != 0 {
			t.Error("a recipient still expires")
		}
		if r := s.Cut(); r.Batch == nil || r.Batch.Orders != 2 || len(r.Held) != 1 || r.Held[0].Reason != order.HoldErased {
			t.Errorf("cut %+v", r)
		}
	})
}

// A recipient that a revision brought in while another process settled is not
// taken for settled.
func TestSettleBesideARevision(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		unsettled(s, o)
		id := customer.NewID()
		if _, err := s.Vault.Put(ordertest.Op, customer.Put{ID: id, Customer: o.Customer.ID, Body: customer.Recipient{Name: "比嘉 翔"}}); err != nil {
			t.Fatal(err)
		}
		var met atomic.Bool
		err := s.DB.Read(context.Background()).Callback().Query().After("gorm:query").Register("test:settle", func(db *gorm.DB) {
			if strings.Contains(db.Statement.SQL.String(), "recipient_kept = 0") && !met.Swap(true) {
				s.Exec(`UPDATE orders SET recipient_id = ? WHERE id = ?`, id, o.ID)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Orders.Settle(ordertest.Op); err != nil {
				t.Fatal(err)
			}
		}
		if expiring(s, id) {
			t.Error("the new recipient expires under its order")
		}
	})
}

// What was paid counts when the total changes: more goods wait for the rest of
// the money, fewer need none.
func TestRevisionOfAPaidOrder(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form()
		f.Payment = "bank_before"
		o := s.Place(f)[0]
		o, err := s.Orders.RecordPayment(ordertest.Chief, o.Number, o.Version, o.Day, o.Total)
		if err != nil || o.Held() {
			t.Fatalf("paid: held %v, %v", o.Held(), err)
		}
		edition := o.Lines[0].Edition
		for _, c := range []struct {
			quantity string
			held     bool
		}{{"9", true}, {"8", true}, {"2", false}, {"3", true}, {"1", false}} {
			rev := order.Revision{Payment: "bank_before", Edition: edition, Reason: "customer",
				Lines: []order.FormLine{{Code: "BL-0701", Quantity: c.quantity, Edition: edition}, {Code: "BL-0703", Quantity: "1", Edition: edition}}}
			if o, err = s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev); err != nil {
				t.Fatal(err)
			}
			if o.Held() != c.held {
				t.Errorf("%s pieces, %s yen: held %v", c.quantity, o.Total, o.Held())
			}
		}
	})
}

// A draft for a known customer goes with the customer.
func TestDraftOfAnErasedCustomer(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		o := s.Place(ordertest.Form())[0]
		id := customer.NewID()
		d := customer.Draft{Fields: map[string][]string{"name": {"髙橋"}}}
		version, err := s.Orders.SaveDraft(ordertest.Op, id, 0, d)
		if err != nil {
			t.Fatal(err)
		}
		d.Fields["customer_id"] = []string{o.Customer.ID}
		if _, err := s.Orders.SaveDraft(ordertest.Op, id, version, d); err != nil {
			t.Fatal(err)
		}
		if err := s.Vault.Delete(ordertest.As(actor.Privacy), customer.Deletion{Customer: o.Customer.ID, RequestNo: "R-1", Reason: "request"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Orders.OpenDraft(ordertest.Op, id); !errs.Is(err, errs.NotFound) {
			t.Errorf("the draft opens: %v", err)
		}
	})
}

// A list of held orders is as long as its count says.
func TestHeldListsWhatWaits(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	f := ordertest.Form()
	f.Payment = "bank_before"
	orders := s.Place(f, f)
	if _, err := s.Orders.Cancel(ordertest.Op, orders[0].Number, 1, "customer", ""); err != nil {
		t.Fatal(err)
	}
	list, total, err := s.Orders.List(ordertest.Op, order.Filter{Held: true})
	n, nerr := s.Orders.HeldCount(ordertest.Op)
	if err != nil || nerr != nil || len(list) != 1 || total != 1 || n != 1 {
		t.Errorf("%d of %d listed, %d counted, %v, %v", len(list), total, n, err, nerr)
	}
}

// Numbers from outside stay outside the vault: none may be a card's.
func TestRefIsNoCard(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	f := ordertest.Form()
	f.Ref, f.ReceivedAt = "4111-1111-1111-1111", "0001-01-01T00:00:00Z"
	_, err := s.Orders.Prepare(ordertest.Op, f)
	ordertest.WantErr(t, err, "order_ref order.card_number")
	ordertest.WantErr(t, err, "received_at order.received_at")
}

// A file without a header has its first person where the header should be:
// the sentences about it repeat nothing of that.
func TestNoHeaderNamesNobody(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	row := "R1,phone,,,髙橋 美咲,タカハシ ミサキ,042-251-5151,180-0001,東京都武蔵野市,1-1,cod,,,BL-0701,1,,髙橋 美咲\n"
	_, err := s.Orders.Import(ordertest.Op, "day.csv", strings.NewReader(row))
	ordertest.WantErr(t, err, "day.csv:1: #5: order.import_unknown")
	if err != nil && strings.ContainsAny(err.Error(), "髙橋タ東") || strings.Contains(err.Error(), "5151") {
		t.Errorf("the error names a person: %v", err)
	}
}

func TestCustomerFileWithOneNumberTwice(t *testing.T) {
	s := ordertest.New(t, store.SQLite)
	file := "customer_no,name,kana,phone,postal_code,address1,address2,consent_mail,consent_fax,affected\n" +
		"12-3,髙橋 美咲,タカハシ ミサキ,0422515151,1800001,東京都武蔵野市吉祥寺北町,1,0,0,0\n" +
		"123,比嘉 翔,ヒガ ショウ,0988662333,9000014,沖縄県那覇市松尾,1,0,0,0\n"
	_, err := s.Orders.ImportCustomers(ordertest.Op, "c.csv", strings.NewReader(file))
	ordertest.WantErr(t, err, "c.csv:3: customer_no: order.customer_twice")
}
