package doors

// A path that begins with internal/ or cmd/ is this module's; any other is one
// of another module or of the standard library. A pattern that ends in /...
// means the package and all below it.

// desk is the side without keys. Nothing in it may link, however indirectly,
// a package that can name a person in the clear.
var desk = []string{
	"internal/server/...", "internal/order/...", "internal/inbox/...", "internal/batch/...", "internal/catalog/...",
	"internal/quote/...", "internal/staff/...", "internal/site/...", "internal/customer/...", "internal/forms/...", "internal/contact/...",
}

// vaultSide is what the desk may never link.
var vaultSide = []string{"internal/vault/...", "internal/dispatch/..."}

// pure packages receive all they need: no database, no clock, no environment,
// no feature with a table.
var pure = []string{
	"internal/errs", "internal/yen", "internal/japan", "internal/carrier", "internal/quote/...", "internal/fax/...",
	"internal/forms/...", "internal/dispatch/layout/...",
}

// notPure is what no pure package may link.
var notPure = []string{
	"internal/store/...", "internal/audit/...", "internal/staff/...", "internal/order/...", "internal/batch/...",
	"internal/inbox/...", "internal/vault/...", "internal/dispatch", "internal/server/...", "internal/config/...", "internal/site/...", "internal/contact/...",
}

// impureImports is what no pure package may import itself (its libraries may).
var impureImports = []string{
	"database/sql/...", "gorm.io/...", "github.com/glebarez/...", "github.com/jackc/...", "net", "net/http/...", "os/...",
}

// keeper says who alone may import something.
type keeper struct {
	what string
	by   []string
	why  string
}

// withRows are the features that hold tables.
var withRows = []string{
	"internal/store/...", "internal/audit/...", "internal/staff/...", "internal/catalog/...", "internal/order/...",
	"internal/batch/...", "internal/inbox/...", "internal/vault/...", "internal/contact/...",
}

var keepers = []keeper{
	{"internal/server/...", []string{"cmd/...", "internal/server/..."}, "the server is the outermost room"},
	{"internal/config/...", []string{"cmd/..."}, "settings are handed down, not looked up"},
	{"internal/vault/seal/...", []string{"cmd/...", "internal/vault/..."}, "one package touches key bytes"},
	{"internal/vault", []string{"cmd/...", "internal/vault/...", "internal/dispatch"}, "the desk knows the vault as customer.Vault"},
	{"internal/dispatch", []string{"cmd/..."}, "the desk knows dispatch as batch.Sealer"},
	{"internal/dispatch/layout/...", []string{"cmd/...", "internal/dispatch/..."}, "carrier records name persons"},
	{"internal/tools/...", []string{"internal/tools/..."}, "tools are no part of the program"},
	{"github.com/gin-gonic/...", []string{"internal/server/..."}, "business code knows no web framework"},
	{"html/template", []string{"internal/server/...", "internal/site/..."}, "pages are made in two places"},
	{"gorm.io/gorm/...", withRows, "gorm stays where rows are"},
	{"gorm.io/driver/...", []string{"internal/store/..."}, "store alone opens databases"},
	{"github.com/glebarez/...", []string{"internal/store/..."}, "store alone opens databases"},
	{"github.com/jackc/...", []string{"internal/store/..."}, "store alone tells the engines apart"},
	{"github.com/jung-kurt/gofpdf/...", []string{"internal/forms/..."}, "a successor of the archived library is one import away"},
	{"github.com/alecthomas/kong/...", []string{"cmd/..."}, "flags are wiring"},
}

// links says what a package may link of this module at most.
type links struct {
	who  string
	only []string
}

var foundations = []links{
	{"internal/errs", nil},
	{"internal/yen", nil},
	{"internal/japan/...", []string{"internal/errs", "internal/japan/..."}},
	{"internal/store", []string{"internal/errs"}},
	{"internal/customer", []string{"internal/errs", "internal/japan/...", "internal/yen", "internal/actor"}},
}

// call says where alone a function of the standard library may be called.
type call struct {
	pkg   string
	names []string
	in    []string
	why   string
}

var calls = []call{
	{"time", []string{"Now", "Since", "Until"}, []string{"cmd/...", "internal/store/...", "internal/tools/..."}, "the clock is injected"},
	{"os", []string{"Getenv", "LookupEnv", "Environ"}, []string{"cmd/...", "internal/config/...", "internal/tools/..."}, "config alone reads the environment"},
}
