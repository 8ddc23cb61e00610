package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/japan"
)

// DeskCall is the call on the desk: which number rang, and whether the caller
// has said who they are.
type DeskCall struct {
	Identity string // value of the tick that the caller is who they say; empty where nobody has to ask
	Clock    int64  // Unix seconds at which the page was made: browsers' clocks differ
	Outcomes []Choice
	Owners   []Choice
	Waiting  []WaitingDraft // of the number typed
}

// callerField holds the number that the telephone system showed (発信者番号). It
// is a hint where to look and proves nobody's identity: as long as it is there,
// no card opens before the caller has named themselves.
const callerField = "caller"

// identityTick is the tick that the caller gave name and address.
const identityTick = "tick_identity"

// cti is where the telephone system's program leads a browser. The number
// stands in the fragment of the address, which no browser sends: a script
// takes it from there to the desk.
func (s *Server) cti(c *gin.Context) error { return redirect(c, "/orders/new") }

// identityOf is the section of the read-back that proves the identity check
// (本人確認) of a caller whom the telephone announced. The words name the number:
// the tick of one call is none for the next.
func identityOf(t typed) spokenPart {
	caller := t.V(callerField)
	if caller == "" {
		return spokenPart{name: "identity"}
	}
	if phone, err := japan.ParsePhone(caller); err == nil {
		caller = phone.Display()
	}
	return spokenPart{"identity", "お名前とご住所を相手の方からうかがいました(着信 " + caller + ")"}
}

// mustIdentify says whether a card may not be opened yet.
func mustIdentify(t typed, now time.Time) bool {
	part := identityOf(t)
	return part.words != "" && tickedAt(t, part, now).IsZero()
}

// askIdentity puts the tick before the customers found, as long as no card is
// open; after that it stands among what is read back.
func (p *DeskPage) askIdentity() {
	if part := identityOf(p.Typed); part.words != "" && p.Typed.V("customer_id") == "" {
		p.Identity = mark(part.words)
	}
}

// Identified says whether the tick is set for this call.
func (p *DeskPage) Identified() bool { return p.Typed.V(identityTick) == p.Identity }

// refuseIdentity keeps a card closed and says beside the tick why.
func (s *Server) refuseIdentity(c *gin.Context, t typed) error {
	p := &DeskPage{BasePage: s.base(c, "screen.desk_title"), Typed: t}
	p.Errors.Add(identityTick, "call.identity_first")
	c.Header("HX-Reswap", "none")
	c.Header("HX-Trigger-After-Swap", "desk:identity")
	s.fragment(c, http.StatusUnprocessableEntity, "desk", "identity-refused", p)
	return nil
}
