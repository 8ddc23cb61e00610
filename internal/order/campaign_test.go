package order_test

import (
	"slices"
	"testing"

	"uketsuke/internal/order"
	"uketsuke/internal/order/ordertest"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// FUYU10 takes a tenth off goods of 5,000 yen or more, from November 2026 to
// January 2027.
func TestCampaign(t *testing.T) {
	ordertest.Each(t, func(t *testing.T, s *ordertest.Shop) {
		f := ordertest.Form() // goods 6,600, free of shipping, COD
		f.Campaign = "ｆｕｙｕ10"
		o := s.Find(s.Place(f)[0].Number)
		want := quote.Discount{Code: "FUYU10", Percent: 10, Minimum: 5000}
		if o.Campaign != want || o.Discount != 660 || o.Total != o.Goods+o.Shipping+o.CODFee-660 || o.Collect() != o.Total {
			t.Errorf("placed %+v", o)
		}
		none := ""
		other := "hagaki500"
		for _, tt := range []struct {
			name     string
			campaign *string
			quantity string
			code     string
			discount yen.Yen
		}{
			{"more, with its terms", nil, "3", "FUYU10", 880},
			{"below its minimum", nil, "1", "FUYU10", 0},
			{"another one", &other, "2", "HAGAKI500", 500},
			{"none", &none, "2", "", 0},
		} {
			rev := revision(o)
			rev.Campaign, rev.Lines[0].Quantity = tt.campaign, tt.quantity
			plan, err := s.Orders.PlanRevision(ordertest.Op, o.Number, o.Version, rev)
			if err != nil || plan.New.Campaign.Code != tt.code || plan.New.Discount != tt.discount {
				t.Errorf("%s: %v, %+v %d", tt.name, err, plan.New.Campaign, plan.New.Discount)
			}
		}
		s.Cut()
		if s.Find(o.Number).Status != order.Batched {
			t.Error("the batch left it out")
		}
	})
}

// A campaign that is over keeps its terms for the orders that have it.
func TestCampaignIsFrozen(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	f := ordertest.Form()
	f.Campaign, f.Payment = "FUYU10", "bank_before"
	o := s.Place(f)[0]
	s.Advance(100 * day)
	rev := revision(o)
	rev.Lines[0].Quantity = "3"
	o, err := s.Orders.Revise(ordertest.Op, o.Number, o.Version, rev)
	if err != nil || o.Discount != 880 {
		t.Errorf("revised: %v, discount %d", err, o.Discount)
	}
	_, err = s.Orders.Prepare(ordertest.Op, f)
	ordertest.WantErr(t, err, "goods.campaign_over")
}

func TestCampaignRefused(t *testing.T) {
	s := ordertest.New(t, "sqlite")
	for _, tt := range []struct{ code, quantity, received, want string }{
		{"NATSU", "2", "", "campaign goods.campaign_unknown"},
		{"FUYU10", "1", "", "campaign goods.campaign_minimum"},
		{"FUYU10", "2", "2026-10-31T10:00:00+09:00", "campaign goods.campaign_early"},
	} {
		f := ordertest.Form()
		f.Campaign, f.Lines[0].Quantity, f.ReceivedAt = tt.code, tt.quantity, tt.received
		_, err := s.Orders.Prepare(ordertest.Op, f)
		if got := ordertest.Keys(err); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// A discount takes its share from the goods of each tax rate and from no charge.
func TestTaxBases(t *testing.T) {
	o := order.Order{Shipping: 550, CODFee: 330, Gift: 220, Discount: 100, Lines: []order.Line{
		{Quantity: 1, Price: 700, Tax: yen.Standard}, {Quantity: 3, Price: 100, Tax: yen.Reduced}}}
	if got := o.TaxBases(); got[yen.Standard] != 700-70+1100 || got[yen.Reduced] != 300-30 {
		t.Errorf("bases %v", got)
	}
}
