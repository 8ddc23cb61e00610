// Package japan holds what a Japanese mail-order desk means by a telephone
// number, a postal code, a prefecture, a kana reading, a day and a text that
// an old carrier program can read.
//
// Values are parsed once at the edge and cannot be wrong afterwards. Parsers
// take what people really write: full-width digits, eleven kinds of hyphen,
// half-width kana. The true spelling of a name is never changed here: folding
// makes keys beside it, and CP932 substitutions belong to one export.
//
// The package is pure: no database, no clock, no environment, and no file
// (postal data lives in the sub-package postal). It must never know a
// customer; its errors carry keys, counts and positions, never the value.
package japan
