// Package catalog is the shop as data: products, price editions, the seller
// and its terms, read from a directory of CSV and YAML files under version
// control, checked with file and line, loaded into the orders database in one
// transaction, and searched from memory.
//
// A load never removes: an order always finds the edition and the product it
// was taken with. Prices include tax (総額表示). Package catalog knows no
// order, no person and no paper.
package catalog

import (
	"uketsuke/internal/japan"
	"uketsuke/internal/quote"
	"uketsuke/internal/yen"
)

// Product is something the shop sells, in whatever edition it is priced.
type Product struct {
	Code        string       `json:"code"` // 品番, canonical: half width, upper case
	Name        string       `json:"name"`
	NameKana    string       `json:"name_kana,omitempty"`
	Latin       string       `json:"latin,omitempty"`  // 学名
	Group       string       `json:"group,omitempty"`  // chapter of the catalog; a word of the shop
	Volume      string       `json:"volume,omitempty"` // 10ml
	Unit        string       `json:"unit,omitempty"`   // 本
	Tax         yen.TaxClass `json:"tax"`
	JAN         string       `json:"jan,omitempty"`
	NoAir       bool         `json:"no_air,omitempty"`  // barred from aircraft: longer lead time; a Book answers true for a set with such a component
	Limited     bool         `json:"limited,omitempty"` // sold in an application period only (申込期間)
	Set         bool         `json:"set,omitempty"`     // explodes into Components for picking
	Components  []Component  `json:"components,omitempty"`
	Description string       `json:"description,omitempty"`
	Family      string       `json:"family,omitempty"` // 科名
	Part        string       `json:"part,omitempty"`   // 抽出部位
	From        japan.Day    `json:"from,omitempty"`   // application period, both inclusive; empty = open
	Until       japan.Day    `json:"until,omitempty"`
	Image       string       `json:"image,omitempty"` // file below images/
}

// Component is a product within a set, or within an order for picking.
type Component struct {
	Code     string `json:"code"`
	Quantity int    `json:"quantity"`
}

// Edition is a printed catalog and its prices.
type Edition struct {
	Code string `yaml:"code" json:"code"`
	Name string `yaml:"name" json:"name"`
	// In force: from when to when it is the shop's current catalog. Windows of
	// named editions do not overlap. Until empty = open.
	From  japan.Day `yaml:"from" json:"from"`
	Until japan.Day `yaml:"until" json:"until"`
	// Orders at its prices are accepted (お申込み有効期限); may overlap others.
	AcceptFrom  japan.Day `yaml:"accept_from" json:"accept_from"`
	AcceptUntil japan.Day `yaml:"accept_until" json:"accept_until"`
	// Named: shop.yaml names it. An edition that it does not name is accepted
	// without limit, but never the default.
	Named bool `yaml:"-" json:"-"`
}

// Price is a product's price in one edition.
type Price struct {
	Code  string
	Price yen.Yen // tax included
	Page  string  // page of the printed catalog
}

// Seller is who sells (販売業者), as law and invoice want it printed.
type Seller struct {
	Name           string `yaml:"name" json:"name"`
	NameEN         string `yaml:"name_en" json:"name_en"`
	Brand          string `yaml:"brand" json:"brand"` // 屋号
	Representative string `yaml:"representative" json:"representative"`
	Responsible    string `yaml:"responsible" json:"responsible"` // 通信販売業務責任者
	PostalCode     string `yaml:"postal_code" json:"postal_code"` // 123-4567
	Address        string `yaml:"address" json:"address"`
	Phone          string `yaml:"phone" json:"phone"`
	Fax            string `yaml:"fax" json:"fax"`
	Email          string `yaml:"email" json:"email"`
	InvoiceNo      string `yaml:"invoice_no" json:"invoice_no"` // 適格請求書発行事業者登録番号, T + 13 digits
	PhoneHours     string `yaml:"phone_hours" json:"phone_hours"`
	Bank           string `yaml:"bank" json:"bank"`     // 振込先
	Postal         string `yaml:"postal" json:"postal"` // 払込先 (郵便振替)
}

// Legal holds the texts that advertisement and order form must show
// (特定商取引法 第11条, 第12条の6; 個人情報保護法 第21条第2項). All are required.
type Legal struct {
	Application string `yaml:"application" json:"application"` // that sending the form is the application
	Prices      string `yaml:"prices" json:"prices"`
	Fees        string `yaml:"fees" json:"fees"`         // what the buyer bears besides price and shipping
	Payment     string `yaml:"payment" json:"payment"`   // when and how to pay
	Delivery    string `yaml:"delivery" json:"delivery"` // a period or a deadline
	Period      string `yaml:"period" json:"period"`     // application period
	Returns     string `yaml:"returns" json:"returns"`   // 返品特約
	Defects     string `yaml:"defects" json:"defects"`   // 契約不適合責任
	Limits      string `yaml:"limits" json:"limits"`     // quantity limits and other conditions
	Purpose     string `yaml:"purpose" json:"purpose"`   // purpose of use of personal data (利用目的)
	Entrust     string `yaml:"entrust" json:"entrust"`   // to whom data is entrusted (委託)
	Disclosure  string `yaml:"disclosure" json:"disclosure"`
	FaxConsent  string `yaml:"fax_consent" json:"fax_consent"` // 特商法 第12条の5
	Caution     string `yaml:"caution" json:"caution"`         // handling of essential oils
	Invoice     string `yaml:"invoice" json:"invoice"`         // what ※ means
}

// Reason is one reason code of a group.
type Reason struct {
	Code    string `yaml:"code" json:"code"`
	Label   string `yaml:"label" json:"label"` // Japanese
	LabelEN string `yaml:"label_en" json:"label_en"`
}

// Reason groups: what a reason is asked for.
const (
	ReasonOpen    = "open"    // opening a personal record
	ReasonRevise  = "revise"  // changing an order before the cut
	ReasonBatched = "batched" // changing an order that is in a batch
	ReasonCancel  = "cancel"
	ReasonHold    = "hold"
	ReasonRelease = "release"
	ReasonDelete  = "delete" // erasing a person
	ReasonVoid    = "void"   // voiding a batch
	ReasonDiscard = "discard"
	ReasonPrice   = "price" // an agreed price (値引承認); a shop that lists none agrees to none
)

// ReasonGroups lists the groups; shop.yaml must fill every one.
var ReasonGroups = []string{ReasonOpen, ReasonRevise, ReasonBatched, ReasonCancel, ReasonHold, ReasonRelease, ReasonDelete, ReasonVoid, ReasonDiscard}

// RequiredReasons are the codes that the program itself uses; shop.yaml must
// give them their labels.
var RequiredReasons = map[string][]string{
	ReasonHold: {"awaiting_payment", "cod_limit", "unencodable", "erased", "duplicate", "quantity", "unpaid_before", "memo",
		"illegible", "legal", "price", "stock", "recheck"},
}

// Tax is the shop's rate table and its choice of rounding.
type Tax struct {
	Rounding yen.Rounding `yaml:"rounding" json:"rounding"`
	Rates    yen.Rates    `yaml:"rates" json:"rates"`
}

// Shop is shop.yaml: the seller, its terms and its settings.
type Shop struct {
	Seller   Seller              `yaml:"seller" json:"seller"`
	Editions []Edition           `yaml:"editions" json:"editions"`
	Payments []quote.Payment     `yaml:"payments" json:"payments"`
	Tax      Tax                 `yaml:"tax" json:"tax"`
	Legal    Legal               `yaml:"legal" json:"legal"`
	Order    []string            `yaml:"how_to_order" json:"how_to_order"` // ways to order, one sentence each
	Groups   []Group             `yaml:"groups" json:"groups"`
	Reasons  map[string][]Reason `yaml:"reasons" json:"reasons"`
	Call     Call                `yaml:"call" json:"call"`
	Gift     quote.GiftMenu      `yaml:"gift" json:"gift"` // noshi, wrapping and cards; none where the shop has no gift service

	OpenBudget     int    `yaml:"open_budget" json:"open_budget"`         // records a member of staff may open a day
	ExportEncoding string `yaml:"export_encoding" json:"export_encoding"` // utf-8 or cp932
	ArtefactDays   int    `yaml:"artefact_days" json:"artefact_days"`     // how long a batch's files stay readable
	QuantityWarn   int    `yaml:"quantity_warn" json:"quantity_warn"`     // from this quantity the screen asks back
	Rules          Rules  `yaml:"rules" json:"rules"`

	Campaigns []Campaign `yaml:"campaigns" json:"campaigns,omitempty"`
}

// Rules are the thresholds at which an order is questioned or held; 0 turns a
// rule off. The last one says what a line from an older edition costs.
type Rules struct {
	DuplicateDays  int `yaml:"duplicate_days" json:"duplicate_days"`   // look so many days back for the same order
	DuplicateShare int `yaml:"duplicate_share" json:"duplicate_share"` // percent of the products that both must share
	QuantityHold   int `yaml:"quantity_hold" json:"quantity_hold"`     // from this quantity of one product the order waits
	UnpaidDays     int `yaml:"unpaid_days" json:"unpaid_days"`         // an earlier order counts as unpaid after so many

	EditionAccepted string `yaml:"edition_accepted" json:"edition_accepted,omitempty"` // AcceptEdition (also when empty), AcceptLower or AcceptToday
}

// Group is a chapter of the catalog: products whose Group is Code.
type Group struct {
	Code  string `yaml:"code" json:"code"`
	Label string `yaml:"label" json:"label"`
}

// Delivery is delivery.yaml.
type Delivery struct {
	Carrier  string         `yaml:"carrier" json:"carrier,omitempty"` // whose labels and time slots the shop uses; carrier.Default when empty
	CutOff   string         `yaml:"cut_off" json:"cut_off"`           // "15:00" JST
	MaxDays  int            `yaml:"max_days" json:"max_days"`
	FreeFrom yen.Yen        `yaml:"free_from" json:"free_from"`
	FreePer  string         `yaml:"free_per" json:"free_per"` // what must reach it: order (also when empty) or parcel
	Regions  []quote.Region `yaml:"regions" json:"regions"`
	COD      []quote.Band   `yaml:"cod" json:"cod"`
	Slots    []quote.Slot   `yaml:"slots" json:"slots"`
}

// Calendar is calendar.yaml: single days, and spans that return every year.
type Calendar struct {
	Days   []japan.CalendarDay `yaml:"days" json:"days"`
	Yearly []Span              `yaml:"yearly" json:"yearly"`
}

// Span is a run of days that returns every year, MM-DD to MM-DD inclusive; it
// may go over the year's end (12-29 to 01-03, 年末年始).
type Span struct {
	From  string `yaml:"from" json:"from"`
	Until string `yaml:"until" json:"until"`
	Kind  string `yaml:"kind" json:"kind"` // as japan.CalendarDay
	Note  string `yaml:"note" json:"note"`
}

// Settings are the shop's three YAML files.
type Settings struct {
	Shop     Shop     `json:"shop"`
	Delivery Delivery `json:"delivery"`
	Calendar Calendar `json:"calendar"`
}
