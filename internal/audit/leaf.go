package audit

import (
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// leafLayout is the moment's text inside a leaf: UTC, microseconds.
const leafLayout = "2006-01-02T15:04:05.000000Z"

// appendLeaf writes the bytes that the tree hashes for one entry: a version
// and every field but Seq as "length:value\n". The lengths keep two different
// entries from ever having the same bytes; Seq is the position in the tree.
func appendLeaf(b []byte, e *Entry) []byte {
	var at [32]byte
	b = append(b, "uketsuke/entry/v1\n"...)
	b = appendField(b, string(e.At.In(time.UTC).AppendFormat(at[:0], leafLayout)))
	b = appendField(b, e.Actor)
	b = appendField(b, e.Action)
	b = appendField(b, e.Subject)
	b = appendField(b, e.Reason)
	b = appendField(b, e.Source)
	return appendField(b, strconv.FormatInt(e.SrcSeq, 10))
}

func appendField(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	b = append(b, s...)
	return append(b, '\n')
}

// LeafHash is the entry's RFC 6962 leaf hash: what a witness keeps of it.
func LeafHash(e Entry) tlog.Hash { return tlog.RecordHash(appendLeaf(nil, &e)) }
