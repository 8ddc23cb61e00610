package forms

// Point is a place on the page in mm from the top left corner.
type Point struct{ X, Y float64 }

// Layout is the geometry of an order form: where everything lies that a machine
// reads back. The printer and the reader share one value, and its Version stands
// in the QR codes, so that forms printed under an older layout stay readable.
// All measures are mm on A4 portrait.
//
// A form has three kinds of pages: the first (who, how, where, free rows for
// product codes), product pages (Rows printed products each), and, when the
// notices need it, a last page of notices only.
type Layout struct {
	Version int

	// Registration marks: solid squares around these centres, top left, top
	// right, bottom left, bottom right, with at least 5 mm of white around.
	Marks    [4]Point
	MarkSide float64

	// QR codes, the same twice (a lost line through one leaves the other):
	// top left corners of the first modules; version 2, level M.
	QR        [2]Point
	QRVersion int
	QRSide    int     // modules
	Module    float64 // side of one module
	Quiet     float64 // white around

	// The table of products.
	Rows   int     // printed rows of a product page
	RowTop float64 // of the first row
	Pitch  float64 // of rows, also of the free rows

	// Quantity: one digit a box, tens then ones.
	DigitX         [2]float64
	DigitW, DigitH float64

	// Free rows of the first page, with boxes for the characters of a product code.
	FreeRows  int
	FreeTop   float64
	CodeX     float64
	CodePitch float64
	CodeBoxes int

	// Mark boxes (レ か ■) of the first page, by their top left corners.
	MarkBox float64
	Payment []Point // in the order of OrderFormData.Payments
	Slot    []Point // in the order of OrderFormData.Slots
	ShipTo  []Point // the same address; another
	Consent []Point // FAX yes, FAX no, mail yes, mail no
}

// LayoutV1 is the geometry in use.
var LayoutV1 = Layout{
	Version:   1,
	Marks:     [4]Point{{14, 17}, {196, 17}, {14, 282}, {196, 282}},
	MarkSide:  6,
	QR:        [2]Point{{159, 12}, {26, 262}},
	QRVersion: 2, QRSide: 25, Module: 1, Quiet: 4,
	Rows: 30, RowTop: 47, Pitch: 7,
	DigitX: [2]float64{154.1, 161.5}, DigitW: 6.4, DigitH: 6.5,
	FreeRows: 4, FreeTop: 153.5, CodeX: 11.5, CodePitch: 6.5, CodeBoxes: 10,
	MarkBox: 4,
	Payment: []Point{{38, 117.5}, {79, 117.5}, {120, 117.5}, {161, 117.5}},
	Slot:    []Point{{74, 125.5}, {95, 125.5}, {116, 125.5}, {137, 125.5}, {158, 125.5}, {179, 125.5}},
	ShipTo:  []Point{{38, 100}, {68, 100}},
	Consent: []Point{{62, 133.5}, {82, 133.5}, {146, 133.5}, {166, 133.5}},
}

// QuantityBox is the box of a digit (0 tens, 1 ones) of a printed row.
func (l Layout) QuantityBox(row, digit int) Rect { return l.digitBox(l.RowTop, row, digit) }

// FreeQuantityBox is the box of a digit of a free row.
func (l Layout) FreeQuantityBox(row, digit int) Rect { return l.digitBox(l.FreeTop, row, digit) }

func (l Layout) digitBox(top float64, row, digit int) Rect {
	return Rect{l.DigitX[digit], top + float64(row)*l.Pitch + (l.Pitch-l.DigitH)/2, l.DigitW, l.DigitH}
}

// CodeBox is the box of a character of a product code in a free row.
func (l Layout) CodeBox(row, i int) Rect {
	return Rect{l.CodeX + float64(i)*l.CodePitch, l.FreeTop + float64(row)*l.Pitch + (l.Pitch-l.DigitH)/2, l.DigitW, l.DigitH}
}

// Mark is the box at a mark's place.
func (l Layout) Mark(p Point) Rect { return Rect{p.X, p.Y, l.MarkBox, l.MarkBox} }

// RegistrationMark is the solid square of a corner, 0 to 3 as in Marks.
func (l Layout) RegistrationMark(i int) Rect {
	return Rect{l.Marks[i].X - l.MarkSide/2, l.Marks[i].Y - l.MarkSide/2, l.MarkSide, l.MarkSide}
}

// QRBox is a QR code without its quiet zone.
func (l Layout) QRBox(i int) Rect {
	side := float64(l.QRSide) * l.Module
	return Rect{l.QR[i].X, l.QR[i].Y, side, side}
}
