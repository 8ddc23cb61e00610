package vault

import (
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"uketsuke/internal/customer"
	"uketsuke/internal/japan"
	"uketsuke/internal/store"
	"uketsuke/internal/vault/seal"
)

// firstNo is the number before the first that the vault issues.
const firstNo = 1000000

// issueNo is the next customer number: the series has no gap but the numbers
// that somebody holds or once held, and no number comes twice, also after its
// holder was erased.
func (b *batch) issueNo() (string, error) {
	for {
		n, err := b.tx.Next("customer_no")
		if err != nil {
			return "", err
		}
		no := customer.MakeNo(firstNo + n)
		if b.people.holder(no) != "" {
			continue
		}
		if b.retired == nil {
			if b.retired, err = b.v.retired(b.tx.DB); err != nil {
				return "", err
			}
		}
		if !b.retired[numberKey(no)] {
			return no, nil
		}
	}
}

// retire remembers a number that its holder no longer has, if the series is
// still to come to it: one that an import brought in our own shape. It stands
// on papers, and must not lead to somebody else one day. The number alone is
// sealed, under a key of its own and with nothing of the person.
func (v *Vault) retire(tx *store.Tx, no string) error {
	ahead, err := toCome(tx.DB, no)
	if err != nil || !ahead {
		return err
	}
	w, key := v.newWrap(scopeOwn, "", tx.Now)
	r := recordRow{ID: customer.NewID(), Kind: customer.KindNumber, KeyID: w.KeyID, SchemaNo: schemaNo, Version: 1,
		Created: store.At(tx.Now), Updated: store.At(tx.Now)}
	if r.ChangeSeq, err = take(tx, "change", 1); err != nil {
		return err
	}
	body, err := customer.Note{Text: numberKey(no)}.Clear()
	if err != nil {
		return err
	}
	clear, err := json.Marshal(envelope{Body: body})
	if err != nil {
		return err
	}
	r.CT = seal.Seal(key, r.context(), clear)
	if err := tx.Create(&w).Error; err != nil {
		return err
	}
	return tx.Create(&r).Error
}

// toCome reports whether the series will come to a number.
func toCome(g *gorm.DB, no string) (bool, error) {
	digits := numberKey(no)
	if len(digits) != len(numberKey(customer.MakeNo(firstNo))) || !japan.CheckDamm(digits) {
		return false, nil
	}
	n, err := strconv.ParseInt(digits[:len(digits)-1], 10, 64)
	if err != nil {
		return false, nil // letters
	}
	var last int64
	err = g.Raw(`SELECT COALESCE(MAX(n), 0) FROM counter WHERE name = ?`, "customer_no").Scan(&last).Error
	return n-firstNo > last, err
}

// retired are the numbers that nobody holds and nobody may get.
func (v *Vault) retired(g *gorm.DB) (map[string]bool, error) {
	rows, err := sealedRows(g, `WHERE r.kind = ?`, customer.KindNumber)
	if err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(rows))
	for _, r := range rows {
		u, err := v.unseal(r)
		if err != nil {
			return nil, err
		}
		if note, ok := u.body.(customer.Note); ok {
			out[note.Text] = true
		}
	}
	return out, nil
}
