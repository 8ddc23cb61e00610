package staff

import (
	"uketsuke/internal/actor"
	"uketsuke/internal/store"
)

type accountRow struct {
	ID         string `gorm:"primaryKey"`
	Login      string
	Name       string
	Role       string
	Lang       string
	Password   string // PHC string
	Epoch      int64
	Version    int64
	CreatedAt  store.Time
	DisabledAt store.Time
}

func (accountRow) TableName() string { return "staff" }

func (r accountRow) account() Account {
	return Account{ID: r.ID, Login: r.Login, Name: r.Name, Role: actor.Role(r.Role), Lang: r.Lang,
		Version: r.Version, CreatedAt: r.CreatedAt.Time, DisabledAt: r.DisabledAt.Time, epoch: r.Epoch}
}

type sessionRow struct {
	Token     string `gorm:"primaryKey"`
	Data      []byte
	CreatedAt store.Time
	SeenAt    store.Time
	Ended     int16
}

func (sessionRow) TableName() string { return "staff_session" }

type attemptRow struct {
	Name   string `gorm:"primaryKey"`
	Fails  int64
	LastAt store.Time
}

func (attemptRow) TableName() string { return "staff_attempt" }

type placeRow struct {
	Login  string `gorm:"primaryKey"`
	Addr   string `gorm:"primaryKey"`
	LastAt store.Time
}

func (placeRow) TableName() string { return "staff_place" }

type setupRow struct {
	Hash      string `gorm:"primaryKey"`
	ExpiresAt store.Time
}

func (setupRow) TableName() string { return "staff_setup" }

type tokenRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Role      string
	Hash      string
	CreatedAt store.Time
	UsedAt    store.Time
	RevokedAt store.Time
}

func (tokenRow) TableName() string { return "staff_token" }

func (r tokenRow) token() Token {
	return Token{ID: r.ID, Name: r.Name, Role: actor.Role(r.Role), CreatedAt: r.CreatedAt.Time,
		UsedAt: r.UsedAt.Time, RevokedAt: r.RevokedAt.Time}
}
