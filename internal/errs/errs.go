// Package errs is the house's vocabulary of failure: what kind of thing went
// wrong and which sentence a person reads about it.
//
// A sentence is a Message: a key of the message catalog with its arguments,
// so that the text is chosen in the reader's language at the edge (package
// i18n). Arguments are codes, numbers and limits; never personal data, since
// errors reach logs.
//
// Standard library only; everybody may import it.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what the caller can do about an error.
type Kind uint8

// The kinds. Internal is the zero value: an error nobody classified is our
// own fault and is logged; the others are answers.
const (
	Internal        Kind = iota
	Invalid              // the input must change
	NotFound             // there is no such thing
	Conflict             // it changed meanwhile, or the key was used for something else
	Forbidden            // this person may not
	Unauthenticated      // log in first
	TooMany              // a budget or a rate limit is spent
	Unavailable          // try again: nothing was decided
)

// Message is a sentence of the message catalog: key and arguments.
type Message struct {
	Key  string
	Args []any
}

// Msg makes a Message.
func Msg(key string, args ...any) Message { return Message{Key: key, Args: args} }

// String is for logs and tests; people get the catalog's sentence.
func (m Message) String() string {
	if len(m.Args) == 0 {
		return m.Key
	}
	parts := make([]string, len(m.Args))
	for i, a := range m.Args {
		parts[i] = fmt.Sprint(a)
	}
	return m.Key + "(" + strings.Join(parts, ", ") + ")"
}

// Error is a classified failure with the sentence for the human and, where
// there is one, the cause for the log.
type Error struct {
	Kind    Kind
	Message Message
	Err     error
}

// E makes an Error. A trailing argument of type error becomes the cause.
func E(kind Kind, key string, args ...any) *Error {
	e := &Error{Kind: kind}
	if n := len(args); n > 0 {
		if cause, ok := args[n-1].(error); ok {
			e.Err, args = cause, args[:n-1]
		}
	}
	e.Message = Msg(key, args...)
	return e
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message.String() + ": " + e.Err.Error()
	}
	return e.Message.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Field is one thing wrong with one input.
type Field struct {
	Name    string // the form field or column, as the reader sees it in the file or page
	Message Message
}

// Fields collects everything wrong with an input. It is an error of kind
// Invalid; return it with Err, so that an empty list is nil.
type Fields []Field

// Add notes one problem.
func (f *Fields) Add(name, key string, args ...any) {
	*f = append(*f, Field{Name: name, Message: Msg(key, args...)})
}

// Err is nil when nothing was added.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

func (f Fields) Error() string {
	parts := make([]string, len(f))
	for i, x := range f {
		parts[i] = x.Name + ": " + x.Message.String()
	}
	return strings.Join(parts, "; ")
}

// Get returns the messages about one field.
func (f Fields) Get(name string) []Message {
	var out []Message
	for _, x := range f {
		if x.Name == name {
			out = append(out, x.Message)
		}
	}
	return out
}

// KindOf classifies any error; Internal when nothing in the chain says more.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	var f Fields
	var p Problems
	if errors.As(err, &f) || errors.As(err, &p) {
		return Invalid
	}
	return Internal
}

// Is reports whether err is of the given kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Problem is one thing wrong at one place of a file.
type Problem struct {
	File    string // as the user named it
	Line    int    // 1-based; 0 when the file as a whole is meant
	Column  string // header name; empty when the row as a whole is meant
	Message Message
}

// Problems is everything wrong with a file or a directory of files, in file
// order. It is an error of kind Invalid; return it with Err.
type Problems []Problem

// Add notes one problem.
func (p *Problems) Add(file string, line int, column, key string, args ...any) {
	*p = append(*p, Problem{File: file, Line: line, Column: column, Message: Msg(key, args...)})
}

// Err is nil when nothing was added.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

func (p Problems) Error() string {
	parts := make([]string, len(p))
	for i, x := range p {
		parts[i] = x.Place() + x.Message.String()
	}
	return strings.Join(parts, "\n")
}

// Place is the "file:line: column: " in front of the sentence.
func (p Problem) Place() string {
	s := p.File + ": "
	if p.Line > 0 {
		s = fmt.Sprintf("%s:%d: ", p.File, p.Line)
	}
	if p.Column != "" {
		s += p.Column + ": "
	}
	return s
}
