package catalog

// Call is how the shop takes calls (電話受付).
type Call struct {
	From     string `yaml:"from" json:"from"` // JST; from and until are both empty where the shop names no hours
	Until    string `yaml:"until" json:"until"`
	Readback string `yaml:"readback" json:"readback"` // required (also when empty) or optional
}

// ReadbackOptional says that an order may be saved before everything was read
// back to the caller (復唱).
func (c Call) ReadbackOptional() bool { return c.Readback == "optional" }

func (s *source) checkCall(c Call) {
	if c.From != "" || c.Until != "" {
		if !clockPattern.MatchString(c.From) || !clockPattern.MatchString(c.Until) || c.From >= c.Until {
			s.bad(s.shop.at("call"), "catalog.call_hours", c.From, c.Until)
		}
	}
	if c.Readback != "" && c.Readback != "required" && c.Readback != "optional" {
		s.bad(s.shop.at("call", "readback"), "catalog.choice", c.Readback, "required, optional")
	}
}
