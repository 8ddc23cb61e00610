package errs

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindOf(t *testing.T) {
	var fields Fields
	fields.Add("phone", "order.phone")
	var problems Problems
	problems.Add("a.csv", 3, "tax", "catalog.tax", "x")
	cause := errors.New("boom")
	for name, c := range map[string]struct {
		err  error
		want Kind
	}{
		"nobody's":         {cause, Internal},
		"classified":       {E(Conflict, "order.stale", "1"), Conflict},
		"wrapped":          {fmt.Errorf("while: %w", E(NotFound, "x")), NotFound},
		"fields":           {fields.Err(), Invalid},
		"problems":         {fmt.Errorf("x: %w", problems.Err()), Invalid},
		"outermost counts": {E(Unavailable, "x", E(NotFound, "y")), Unavailable},
	} {
		if got := KindOf(c.err); got != c.want {
			t.Errorf("%s: kind %d, want %d", name, got, c.want)
		}
	}
	if Is(nil, Internal) {
		t.Error("no error is an error")
	}
}

// A trailing error is the cause and no argument of the sentence.
func TestCause(t *testing.T) {
	cause := errors.New("boom")
	e := E(Internal, "a.b", 7, cause)
	if !errors.Is(e, cause) || len(e.Message.Args) != 1 || e.Error() != "a.b(7): boom" {
		t.Errorf("e = %v, args %v", e, e.Message.Args)
	}
}

func TestEmptyListsAreNoError(t *testing.T) {
	if err := (Fields{}).Err(); err != nil {
		t.Error(err)
	}
	if err := (Problems{}).Err(); err != nil {
		t.Error(err)
	}
}

func TestPlace(t *testing.T) {
	for want, p := range map[string]Problem{
		"a.csv:3: tax: ":  {File: "a.csv", Line: 3, Column: "tax"},
		"a.csv:3: ":       {File: "a.csv", Line: 3},
		"a.csv: ":         {File: "a.csv"},
		"a.yaml: legal: ": {File: "a.yaml", Column: "legal"},
	} {
		if got := p.Place(); got != want {
			t.Errorf("place = %q, want %q", got, want)
		}
	}
}
