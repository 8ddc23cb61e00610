// Package forms writes the shop's paper as PDF: the order form (ご注文書), the
// catalog, the warehouse's picking list and the slips (納品書) that lie in the
// parcels, and owns the geometry by which an order form is read back from a
// FAX (Layout, FormCode).
//
// Text is never lost: every string is broken into lines by our own wrap with
// kinsoku, shrinks only down to a legible floor, then grows its block; a
// character without a glyph is an error that names it (Missing asks earlier).
//
// The package is pure: it gets data and an io.Writer, and knows no database,
// clock, environment, order or customer service. The same data give the same bytes.
package forms
