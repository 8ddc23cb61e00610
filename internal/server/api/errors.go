package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"uketsuke/internal/errs"
	"uketsuke/internal/i18n"
	"uketsuke/internal/order"
)

// handler answers a request or returns why it could not.
type handler func(c *gin.Context) error

func (a *API) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			a.fail(c, err, false)
		}
	}
}

// statusOf is the HTTP status of each kind of error.
var statusOf = map[errs.Kind]int{
	errs.Internal:        http.StatusInternalServerError,
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.NotFound:        http.StatusNotFound,
	errs.Conflict:        http.StatusConflict,
	errs.Forbidden:       http.StatusForbidden,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.TooMany:         http.StatusTooManyRequests,
	errs.Unavailable:     http.StatusServiceUnavailable,
}

// refusal is a request that fails before its content counts; it has a status
// of its own.
type refusal struct {
	status  int
	message errs.Message
}

func (r refusal) Error() string { return r.message.String() }

var (
	errNoRoute  = refusal{http.StatusNotFound, errs.Msg("api.no_route")}
	errNoMethod = refusal{http.StatusMethodNotAllowed, errs.Msg("api.no_method")}
	errType     = refusal{http.StatusUnsupportedMediaType, errs.Msg("api.type")}
)

// Failure is the body of every answer that is no success.
type Failure struct {
	Error    Reason    `json:"error"`
	Problems []Problem `json:"problems"`
}

// Reason says what went wrong: a code for programs, a sentence for people. For
// an internal error Request names the line in the log.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Request string `json:"request,omitempty"`
}

// Problem is one thing wrong with one field: lines[0].quantity, to.name.
type Problem struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// fail answers an error. What nobody classified is logged and never shown;
// logged says that it was already.
func (a *API) fail(c *gin.Context, err error, logged bool) {
	ctx := c.Request.Context()
	p := a.printer(c)
	status, body := classify(err, p)
	if status == http.StatusInternalServerError {
		body.Error.Request = requestIDOf(ctx)
		if !logged {
			a.log.ErrorContext(ctx, "api request failed", slog.String("error", err.Error()), slog.String("request", requestIDOf(ctx)))
		}
	}
	if c.Writer.Written() {
		return
	}
	switch status {
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="uketsuke"`)
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", "5")
	}
	c.Header("Content-Language", p.Lang)
	answer(c, status, body)
}

func classify(err error, p i18n.Printer) (int, Failure) {
	body := Failure{Problems: []Problem{}}
	var tooBig *http.MaxBytesError
	var refused refusal
	var fields errs.Fields
	var e *errs.Error
	switch {
	case errors.As(err, &tooBig):
		body.Error = reason(p, errs.Msg("api.too_big", tooBig.Limit))
		return http.StatusRequestEntityTooLarge, body
	case errors.As(err, &refused):
		body.Error = reason(p, refused.message)
		return refused.status, body
	case errors.As(err, &fields):
		body.Error, body.Problems = reason(p, errs.Msg("api.invalid", len(fields))), problems(p, fields)
		return http.StatusUnprocessableEntity, body
	case errors.As(err, &e) && e.Kind != errs.Internal:
		body.Error = reason(p, e.Message)
		return statusOf[e.Kind], body
	}
	body.Error = reason(p, errs.Msg("api.internal"))
	return http.StatusInternalServerError, body
}

func reason(p i18n.Printer, m errs.Message) Reason { return Reason{Code: m.Key, Message: p.Message(m)} }

func problems(p i18n.Printer, fields errs.Fields) []Problem {
	out := make([]Problem, len(fields))
	for i, f := range fields {
		out[i] = Problem{Field: jsonField(f.Name), Code: f.Message.Key, Message: p.Message(f.Message)}
	}
	return out
}

// jsonField turns the name of a form's field into its place in the document.
func jsonField(name string) string {
	column, i := order.SplitField(name)
	switch {
	case i >= 0:
		return numbered(column, i)
	case column == "product_code":
		return "lines"
	}
	return parcelField(column)
}

var matcher = language.NewMatcher([]language.Tag{language.Japanese, language.English})

// printer speaks the language that the request prefers, else Japanese.
func (a *API) printer(c *gin.Context) i18n.Printer {
	_, i := language.MatchStrings(matcher, c.GetHeader("Accept-Language"))
	return a.Messages.For(i18n.Langs[i])
}

// answer writes JSON. The body is made before the status is sent.
func answer(c *gin.Context, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // our own types of plain values
	}
	c.Data(status, "application/json; charset=utf-8", append(data, '\n'))
}
