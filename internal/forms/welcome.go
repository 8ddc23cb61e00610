package forms

import (
	"io"
	"strings"

	"uketsuke/internal/errs"
	"uketsuke/internal/japan"
)

// WelcomeSheet tells a new member what is registered (会員登録のお知らせ). Its
// words come from the caller: the shop's own, and those of the message catalog.
type WelcomeSheet struct {
	Title       string
	Made        japan.Day
	Seller      Seller
	PostalCode  string // 〒 and digits
	Address     []string
	Name        string // with 様
	Greeting    string
	NumberLabel string
	Number      string // in clear and as a QR code
	Facts       []Notice
	Sections    []Notice
}

// Validate refuses a sheet that tells nothing.
func (d WelcomeSheet) Validate() error {
	var f errs.Fields
	needDay(&f, "date", d.Made)
	need(&f, "name", "forms.welcome_need_name", d.Name)
	need(&f, "number", "forms.welcome_need_number", d.Number)
	d.Seller.check(&f)
	return f.Err()
}

// The frame of a welcome sheet and its styles.
const (
	welcomeLeft   = 20.0
	welcomeWidth  = 170.0
	welcomeTop    = 24.0
	welcomeBottom = 280.0
	welcomeLabel  = 46.0 // width of the facts' labels
	welcomeQR     = 3    // version of the QR code
)

var (
	welcomeText = style{10.5, false}
	welcomeBold = style{10.5, true}
)

// Welcome writes the sheet: one page of A4, more where the shop's texts are long.
func Welcome(w io.Writer, d WelcomeSheet) error {
	if err := d.Validate(); err != nil {
		return err
	}
	matrix, err := qrMatrix(d.Number, welcomeQR)
	if err != nil {
		return err
	}
	return render(w, d.Title, d.Made, func(c *canvas) {
		c.place = d.Number
		s := welcomeSheet{canvas: c, d: d}
		s.addPage()
		s.head()
		s.number(matrix)
		s.facts()
		for _, n := range d.Sections {
			s.section(n)
		}
	})
}

type welcomeSheet struct {
	*canvas
	d WelcomeSheet
	y float64
}

// head is the address in the window of the envelope, who writes, and what it is.
func (s *welcomeSheet) head() {
	y := s.block(welcomeText, welcomeLeft, welcomeTop, 85, s.d.PostalCode)
	y = s.block(welcomeText, welcomeLeft, y, 85, strings.Join(s.d.Address, "\n"))
	y = s.block(style{13, true}, welcomeLeft, y+2, 85, s.d.Name)
	from := s.d.Seller
	small := style{9, false}
	other := s.block(small, 120, welcomeTop, 70, dayText(s.d.Made))
	other = s.block(style{10.5, true}, 120, other+1, 70, from.Name)
	other = s.block(small, 120, other, 70, "〒"+from.PostalCode+" "+from.Address)
	for _, l := range [][2]string{{"TEL ", from.Phone}, {"FAX ", from.Fax}, {"", from.Hours}} {
		if l[1] != "" {
			other = s.block(small, 120, other, 70, l[0]+l[1])
		}
	}
	s.y = max(y, other, 68) + 6
	s.mustCell(style{17, true}, Rect{welcomeLeft, s.y, welcomeWidth, 9}, center, s.d.Title, 12)
	s.y = s.block(welcomeText, welcomeLeft, s.y+13, welcomeWidth, s.d.Greeting) + 4
}

func (s *welcomeSheet) number(matrix [][]bool) {
	const height, module = 32.0, 0.8
	r := Rect{welcomeLeft, s.y, welcomeWidth, height}
	s.box(rule, r)
	s.mustCell(welcomeBold, Rect{r.X + 6, r.Y + 3, 90, 7}, left, s.d.NumberLabel, 8)
	s.mustCell(style{28, true}, Rect{r.X + 6, r.Y + 11, 115, 16}, left, s.d.Number, 10)
	side := float64(len(matrix)) * module
	s.qr(matrix, r.X+r.W-side-6, r.Y+(height-side)/2, module)
	s.y += height + 5
}

// facts is a table of what is registered.
func (s *welcomeSheet) facts() {
	for _, f := range s.d.Facts {
		height := max(welcomeText.height(f.Text, welcomeWidth-welcomeLabel-5), welcomeBold.height(f.Title, welcomeLabel-4)) + 3
		s.need(height)
		s.box(hair, Rect{welcomeLeft, s.y, welcomeLabel, height})
		s.box(hair, Rect{welcomeLeft + welcomeLabel, s.y, welcomeWidth - welcomeLabel, height})
		s.block(welcomeBold, welcomeLeft+2, s.y+1.2, welcomeLabel-4, f.Title)
		s.block(welcomeText, welcomeLeft+welcomeLabel+2.5, s.y+1.2, welcomeWidth-welcomeLabel-5, f.Text)
		s.y += height
	}
	s.y += 5
}

// section sets a paragraph whole.
func (s *welcomeSheet) section(n Notice) {
	s.need(welcomeBold.height(n.Title, welcomeWidth) + welcomeText.height(n.Text, welcomeWidth))
	s.y = s.block(welcomeBold, welcomeLeft, s.y, welcomeWidth, n.Title)
	s.y = s.block(welcomeText, welcomeLeft, s.y, welcomeWidth, n.Text) + 3
}

// need turns the page where a block does not fit any more.
func (s *welcomeSheet) need(height float64) {
	if s.y+height > welcomeBottom {
		s.addPage()
		s.y = welcomeTop
	}
}
