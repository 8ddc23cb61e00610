// Package batch is the warehouse's day on the desk side: which orders leave
// together, exactly once, and what became of the files made of them.
//
// A batch is cut (its orders are chosen, in one transaction), sealed (its
// files are frozen by the vault side, package dispatch, behind Sealer) and
// acknowledged by the warehouse. Package batch sees no person: the Manifest
// that it hands to the Sealer holds ids, lines and money.
package batch

import (
	"context"
	"time"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/order"
	"uketsuke/internal/yen"
)

// State of a batch.
type State string

// cut → sealed → acked; void when nothing was left to seal.
const (
	Cut    State = "cut"
	Sealed State = "sealed"
	Acked  State = "acked"
	Void   State = "void"
)

// Batch is one batch. Money is in yen, tax included.
type Batch struct {
	No       int64     `json:"no"`
	State    State     `json:"state"`
	Orders   int       `json:"orders"`
	Lines    int       `json:"lines"`
	Pieces   int       `json:"pieces"`
	Goods    yen.Yen   `json:"goods_yen"`
	Total    yen.Yen   `json:"total_yen"`
	CutAt    time.Time `json:"cut_at"`
	CutBy    string    `json:"-"`
	SealedAt time.Time `json:"sealed_at"`
	AckedAt  time.Time `json:"acked_at,omitzero"`
	AckedBy  string    `json:"-"`
	Flags    []Flag    `json:"flags"`
}

// Flag says that an order changed after its batch was cut.
type Flag struct {
	Batch int64     `json:"batch"`
	Order string    `json:"order"`
	Kind  string    `json:"kind"` // revised or cancelled
	At    time.Time `json:"at"`
}

// Manifest is what the Sealer makes files of.
type Manifest struct {
	No     int64
	CutAt  time.Time
	Orders []ManifestOrder // by order number
}

// ManifestOrder is one order with the tax rates in force on its ship day.
type ManifestOrder struct {
	order.Order
	ShipDay         japan.Day
	PercentStandard int
	PercentReduced  int
}

// HeldOrder is an order of which no file can be made, and why.
type HeldOrder struct {
	OrderID string
	Reason  string // order.HoldEncode or order.HoldErased
	Detail  string // the characters, as code points
}

// Sealer freezes the files of a batch on the vault side. Seal first checks
// every order: any that cannot be encoded are answered in held and then
// nothing was written. Sealing the same batch again answers the files of the
// first time.
type Sealer interface {
	Seal(ctx context.Context, m Manifest) (held []HeldOrder, err error)
	Files(ctx context.Context, no int64) ([]customer.File, error)
	Open(ctx context.Context, no int64, name string) (customer.File, error)
}
