package audit

import "uketsuke/internal/store"

type entryRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"`
	At      store.Time
	Actor   string
	Action  string
	Subject string
	Reason  string
	Source  string
	SrcSeq  int64
}

func (entryRow) TableName() string { return "entry" }

type hashRow struct {
	ID int64 `gorm:"primaryKey;autoIncrement:false"`
	H  []byte
}

func (hashRow) TableName() string { return "hash" }

type headRow struct {
	ID   int16 `gorm:"primaryKey;autoIncrement:false"`
	Size int64
	Note string
}

func (headRow) TableName() string { return "head" }

type checkpointRow struct {
	Size int64 `gorm:"primaryKey;autoIncrement:false"`
	At   store.Time
	Note string
}

func (checkpointRow) TableName() string { return "checkpoint" }

func (r entryRow) entry() Entry {
	return Entry{Seq: r.Seq, At: r.At.Time, Actor: r.Actor, Action: r.Action,
		Subject: r.Subject, Reason: r.Reason, Source: r.Source, SrcSeq: r.SrcSeq}
}

func entries(rows []entryRow) []Entry {
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = r.entry()
	}
	return out
}
