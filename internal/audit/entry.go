// Package audit is the evidence log: who did what to which record, when and
// for which reason, in a database of its own, as a Merkle log (RFC 6962 trees
// by golang.org/x/mod/sumdb) whose signed head covers every entry.
//
// Features write evidence as an outbox row in the transaction of the act
// (Emit); the relay carries rows over once and in order. Entries hold ids,
// field names and reason codes; never a value, never a name.
package audit

import "time"

// Entry is one piece of evidence.
type Entry struct {
	Seq     int64     `json:"seq"` // position in the log, from 1; set by the log
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`   // actor.Actor.ID
	Action  string    `json:"action"`  // "order.place", "vault.open" …
	Subject string    `json:"subject"` // opaque id or order number
	Reason  string    `json:"reason"`  // reason code or short machine fact; never free text
	Source  string    `json:"source"`  // "orders" or "vault": whose outbox it came from
	SrcSeq  int64     `json:"src_seq"` // its number there
}
