package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"uketsuke/internal/actor"
)

// apiPath is the one route behind which the API authenticates by itself.
const apiPath = "/api/*path"

// access says who may use a route.
type access struct {
	public bool // before a login, or with an authentication of its own
	roles  []actor.Role
}

// Who may use what. A route names exactly one of these.
var (
	anybody   = access{public: true}
	everybody = access{roles: actor.Roles}
	takers    = access{roles: []actor.Role{actor.Operator, actor.Supervisor, actor.Admin}}
	readers   = access{roles: []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy, actor.Admin}}
	chiefs    = access{roles: []actor.Role{actor.Supervisor, actor.Admin}}
	finders   = access{roles: []actor.Role{actor.Operator, actor.Supervisor, actor.Privacy, actor.Admin}}
	warehouse = access{roles: []actor.Role{actor.Supervisor, actor.Warehouse, actor.Admin}}
	pullers   = access{roles: []actor.Role{actor.Warehouse, actor.Admin}}
	joiners   = access{roles: []actor.Role{actor.Supervisor, actor.Privacy, actor.Admin}}
	officer   = access{roles: []actor.Role{actor.Privacy}}
	evidence  = access{roles: []actor.Role{actor.Privacy, actor.Admin}}
	admins    = access{roles: []actor.Role{actor.Admin}}
)

// routes is every route of the program with who may use it, top to bottom.
// What a POST carries never stands in its address: searches that name a person
// are POST, and addresses hold order numbers and opaque ids only.
func (s *Server) routes(e *gin.Engine) {
	on := func(method, path string, who access, h handler) {
		s.access[method+" "+path] = who
		e.Handle(method, path, s.handle(h))
	}
	get := func(path string, who access, h handler) { on(http.MethodGet, path, who, h) }
	post := func(path string, who access, h handler) { on(http.MethodPost, path, who, h) }

	get("/static/*path", anybody, s.assets.serve)
	get("/healthz", anybody, healthy)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		on(method, apiPath, anybody, s.api)
	}

	get("/", everybody, s.home)
	get("/login", anybody, s.loginPage)
	post("/login", anybody, s.login)
	get("/setup", anybody, s.setupPage)
	post("/setup", anybody, s.setup)
	post("/logout", everybody, s.logout)
	get("/password", everybody, s.passwordPage)
	post("/password", everybody, s.changePassword)
	post("/lang", anybody, s.switchLang)

	get("/cti", takers, s.cti)
	get("/orders/new", takers, s.newOrder)
	post("/orders/new/preview", takers, s.previewOrder)
	post("/orders/new/customers", takers, s.deskSearch)
	post("/orders/new/customer", takers, s.deskOpen)
	post("/orders/new/places", takers, s.deskPlaces)
	post("/orders/new/address", takers, s.deskAddress)
	post("/orders/new/repeat", takers, s.repeatOrder)
	post("/orders/new/parcels", takers, s.dropParcel)
	post("/orders", takers, s.placeOrder)
	get("/orders/:number/placed", takers, s.placedOrder)

	get("/drafts", takers, s.listDrafts)
	post("/drafts", takers, s.saveDraft)
	get("/drafts/:id", takers, s.openDraft)
	post("/drafts/:id/drop", takers, s.dropDraft)
	post("/drafts/:id/resume", takers, s.resumeDraft)
	post("/drafts/:id/take", takers, s.takeDraft)
	post("/drafts/:id/compare", takers, s.compareDraft)
	post("/drafts/:id/replace", takers, s.replaceDraft)

	post("/calls", takers, s.endCall)
	get("/tasks", takers, s.listTasks)
	post("/tasks", takers, s.makeTask)
	post("/tasks/:id/done", takers, s.completeTask)
	post("/tasks/:id/note", takers, s.showTaskNote)

	get("/orders", readers, s.listOrders)
	post("/orders/search", finders, s.searchOrders)
	get("/holds", readers, s.listHolds)
	get("/orders/:number", readers, s.showOrder)
	post("/orders/:number/person", finders, s.showPerson)
	post("/orders/:number/confirmation", finders, s.confirmation)
	get("/orders/:number/changes/:version", readers, s.deltaSheet)
	post("/orders/:number/note", finders, s.showNote)
	get("/orders/:number/revise", takers, s.reviseForm)
	post("/orders/:number/revise", takers, s.reviseOrder)
	get("/orders/:number/cancel", takers, s.cancelForm)
	post("/orders/:number/cancel", takers, s.cancelOrder)
	post("/orders/:number/hold", takers, s.holdOrder)
	post("/orders/:number/release", takers, s.releaseOrder)
	post("/orders/:number/payment", chiefs, s.recordPayment)

	get("/customers", finders, s.customersPage)
	post("/customers", finders, s.searchCustomers)
	get("/customers/duplicates", joiners, s.duplicatesPage)
	post("/customers/apart", joiners, s.partCustomers)
	get("/customers/join", takers, s.joinPage)
	post("/customers/join", takers, s.joinCustomer)
	post("/customers/:id/welcome", takers, s.welcomeSheet)
	get("/customers/merges", joiners, s.mergesPage)
	post("/customers/merges/:id/undo", joiners, s.undoMerge)
	get("/customers/:id/merge/:with", joiners, s.mergePage)
	post("/customers/:id/merge/:with/open", joiners, s.openMerge)
	post("/customers/:id/merge/:with", joiners, s.mergeCustomers)
	get("/customers/:id", finders, s.customerPage)
	get("/customers/:id/orders", finders, s.listOrdersOf)
	post("/customers/:id/open", finders, s.openCustomer)
	post("/customers/:id", takers, s.saveCustomer)
	post("/customers/:id/erase", officer, s.eraseCustomer)

	get("/batches", warehouse, s.listBatches)
	post("/batches", warehouse, s.cutBatch)
	get("/batches/:no", warehouse, s.showBatch)
	post("/batches/:no/notices", warehouse, s.takeNote)
	get("/batches/:no/files/:name", pullers, s.batchFile)

	get("/catalog", everybody, s.showCatalog)
	get("/stock", warehouse, s.showStock)
	post("/stock", warehouse, s.setStock)

	get("/privacy", evidence, s.evidencePage)
	post("/privacy/verify", evidence, s.verifyEvidence)

	get("/staff", admins, s.staffPage)
	post("/staff", admins, s.addStaff)
	post("/staff/:id/disable", admins, s.disableStaff)
	post("/staff/:id/enable", admins, s.enableStaff)
	post("/staff/:id/role", admins, s.changeRole)
	post("/staff/:id/password", admins, s.setPassword)
	post("/tokens", admins, s.addToken)
	post("/tokens/:id/revoke", admins, s.revokeToken)
}

// api hands everything below /api/ to the API.
func (s *Server) api(c *gin.Context) error {
	if s.API == nil {
		return errNoPage
	}
	s.API.ServeHTTP(c.Writer, c.Request)
	return nil
}

func healthy(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

// home sends everybody to where their work is.
func (s *Server) home(c *gin.Context) error {
	a, err := actor.Require(c.Request.Context(), actor.Roles...)
	if err != nil {
		return err
	}
	start := map[actor.Role]string{actor.Warehouse: "/batches", actor.Privacy: "/privacy"}
	if to, ok := start[a.Role]; ok {
		return redirect(c, to)
	}
	return redirect(c, "/orders/new")
}
