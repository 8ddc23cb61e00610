package order

// sameAs are the ids under which orders of the order's customer may stand:
// several where customers were merged into one person (名寄せ).
func (r Request) sameAs(o Order) []string {
	if len(r.same) == 0 {
		return []string{o.Customer.ID}
	}
	return r.same
}
