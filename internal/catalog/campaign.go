package catalog

import (
	"regexp"
	"slices"
	"strconv"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// Campaign is a discount that a caller gets by naming its code (キャンペーン).
type Campaign struct {
	Code    string    `yaml:"code" json:"code"`
	Label   string    `yaml:"label" json:"label"`
	LabelEN string    `yaml:"label_en" json:"label_en"`
	From    japan.Day `yaml:"from" json:"from"` // both inclusive, by the day on which the order arrives
	Until   japan.Day `yaml:"until" json:"until"`
	Percent int       `yaml:"percent" json:"percent,omitempty"` // off the goods; or
	Yen     yen.Yen   `yaml:"yen" json:"yen,omitempty"`
	Minimum yen.Yen   `yaml:"minimum" json:"minimum,omitempty"` // of the goods
}

// Terms are what an order keeps of it.
func (c Campaign) Terms() quote.Discount {
	return quote.Discount{Code: c.Code, Percent: c.Percent, Yen: c.Yen, Minimum: c.Minimum}
}

// CampaignOf finds a campaign by its code as people type it.
func (b *Book) CampaignOf(code string) (Campaign, bool) {
	code = Code(code)
	i := slices.IndexFunc(b.Shop.Campaigns, func(c Campaign) bool { return c.Code == code })
	if i < 0 {
		return Campaign{}, false
	}
	return b.Shop.Campaigns[i], true
}

// Redeem is the campaign of a code on the day when an order arrived, or an
// errs.Invalid error with the sentence why not.
func (b *Book) Redeem(code string, day japan.Day) (Campaign, error) {
	c, ok := b.CampaignOf(code)
	switch {
	case !ok:
		return Campaign{}, errs.E(errs.Invalid, "goods.campaign_unknown", Code(code))
	case day < c.From:
		return Campaign{}, errs.E(errs.Invalid, "goods.campaign_early", c.Code, string(c.From))
	case day > c.Until:
		return Campaign{}, errs.E(errs.Invalid, "goods.campaign_over", c.Code, string(c.Until))
	}
	return c, nil
}

// CampaignLabel is the campaign's name in the language; the code where the
// shop no longer knows it.
func (b *Book) CampaignLabel(code, lang string) string {
	c, ok := b.CampaignOf(code)
	switch {
	case !ok:
		return code
	case lang == "en":
		return c.LabelEN
	}
	return c.Label
}

var campaignCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{1,11}$`)

// checkCampaigns: a discount is a percentage or an amount, and never all of
// what is bought.
func (s *source) checkCampaigns(list []Campaign) {
	for i, c := range list {
		at := func(key string) place { return s.shop.at("campaigns", strconv.Itoa(i), key) }
		twice := slices.ContainsFunc(list[:i], func(o Campaign) bool { return o.Code == c.Code })
		if !campaignCode.MatchString(c.Code) || c.Label == "" || c.LabelEN == "" || twice {
			s.bad(at("code"), "catalog.entry", c.Code)
		}
		for key, d := range map[string]japan.Day{"from": c.From, "until": c.Until} {
			if _, err := japan.ParseDay(string(d)); err != nil {
				s.bad(at(key), "catalog.day", string(d))
			}
		}
		if c.Until < c.From {
			s.bad(at("until"), "catalog.until", string(c.Until), string(c.From))
		}
		if (c.Percent == 0) == (c.Yen == 0) || c.Percent < 0 || c.Percent > 99 || c.Yen < 0 || c.Minimum < 0 || c.Minimum > maxPrice || c.Yen > 0 && c.Minimum <= c.Yen {
			s.bad(at("code"), "catalog.campaign", c.Code)
		}
	}
}
