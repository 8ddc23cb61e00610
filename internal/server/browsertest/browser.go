// Package browsertest drives a headless Chromium over the running site by
// keyboard alone, as an operator does: keys, an input method, and eyes that
// wait until something is to be seen. With UKETSUKE_SHOTS=DIR it keeps a
// picture of every step.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"uketsuke/internal/server/servertest"
)

// patience bounds every wait; a page that needs longer is broken.
const patience = 20 * time.Second

// Desk is a browser window of 1366 × 768. Keys counts the strokes of its
// keyboard so far, the input method's included.
type Desk struct {
	Keys  int
	t     *testing.T
	ctx   context.Context
	url   string
	shots string
	step  int
}

// Each runs a scenario on every engine, with a site and a window of its own.
func Each(t *testing.T, scenario func(t *testing.T, s *servertest.Site, d *Desk)) {
	servertest.Each(t, func(t *testing.T, s *servertest.Site) { scenario(t, s, Open(t, s.URL)) })
}

// shared is the Chromium of all windows, started by the first that asks:
// starting one costs more than most scenarios.
var shared = sync.OnceValue(func() context.Context {
	ctx, stop := start(context.Background())
	if err := chromedp.Do(ctx); err != nil {
		stop()
		panic("browsertest: " + err.Error())
	}
	Close = stop
	return ctx
})

// Close ends the shared Chromium.
var Close = func() {}

// start makes ready a Chromium that reaches this machine only.
func start(ctx context.Context) (context.Context, context.CancelFunc) {
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(1366, 768),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "ja"), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	ctx, release := chromedp.NewExecAllocator(ctx, opts...)
	ctx, end := chromedp.NewContext(ctx)
	return ctx, func() { end(); release() }
}

// Open opens a window with cookies and storage of its own.
func Open(t *testing.T, url string) *Desk {
	t.Helper()
	ctx, end := chromedp.NewContext(shared(), chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	return open(t, ctx, url)
}

// OpenAlone opens a window of a Chromium of the test's own, to be killed.
func OpenAlone(t *testing.T, url string) *Desk {
	t.Helper()
	ctx, end := start(t.Context())
	t.Cleanup(end)
	return open(t, ctx, url)
}

func open(t *testing.T, ctx context.Context, url string) *Desk {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	d := &Desk{t: t, ctx: ctx, url: url, shots: os.Getenv("UKETSUKE_SHOTS")}
	// Every window of the one Chromium is in front, so that keys have a focus.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatalf("browser: %v", err)
	}
	d.do(chromedp.EmulateViewport(1366, 768))
	return d
}

func (d *Desk) do(actions ...chromedp.Action[chromedp.Void]) {
	d.t.Helper()
	if err := chromedp.Do(d.ctx, actions...); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
}

// Go opens a page.
func (d *Desk) Go(path string) {
	d.t.Helper()
	d.do(chromedp.Navigate(d.url + path))
	d.Until("document.readyState === 'complete'")
}

// Type types ASCII on the keyboard.
func (d *Desk) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.key(r)
	}
}

// Press presses keys of package kb one after another.
func (d *Desk) Press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.Type(k)
	}
}

// key presses and releases a key. The character comes with the key going down,
// as from a keyboard, so that a page that handles the key gets no character.
func (d *Desk) key(r rune) {
	d.t.Helper()
	d.stroke(r, 0)
}

// Shift presses a key with Shift (8 in the protocol) held down.
func (d *Desk) Shift(key string) {
	d.t.Helper()
	for _, r := range key {
		d.stroke(r, 8)
	}
}

// Ctrl presses a key with Ctrl (2 in the protocol) held down.
func (d *Desk) Ctrl(key string) {
	d.t.Helper()
	for _, r := range key {
		d.stroke(r, 2)
	}
}

func (d *Desk) stroke(r rune, held int64) {
	d.t.Helper()
	d.Keys++
	events := kb.Encode(r)
	down, up := *events[0], *events[len(events)-1]
	for _, e := range events {
		if e.Type == kb.KeyChar {
			down.Type, down.Text, down.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, e.Text, e.UnmodifiedText
		}
	}
	for _, e := range []input.DispatchKeyEventParams{down, up} {
		e.Modifiers |= held
		if _, err := chromedp.Call(d.ctx, input.DispatchKeyEvent, e); err != nil {
			d.t.Fatalf("browser: %v", err)
		}
	}
}

// Enter types text and goes on.
func (d *Desk) Enter(text string) {
	d.t.Helper()
	d.Type(text)
	d.Press(kb.Enter)
}

// Compose types a word through the input method: its reading letter by letter,
// then the word that it is converted to. The Enter that ends a conversion is
// the input method's own.
func (d *Desk) Compose(reading, word string) {
	d.t.Helper()
	runes := []rune(reading)
	d.Keys += romaji(reading) + 2 // space converts, Enter takes the word
	for i := range runes {
		d.composition(string(runes[:i+1]))
	}
	d.composition(word)
	if _, err := chromedp.Call(d.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Process", Code: "Enter", WindowsVirtualKeyCode: 229}); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
	if _, err := chromedp.Call(d.ctx, input.InsertText, input.InsertTextParams{Text: word}); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
}

// romaji is how many letters a reading takes at most: one for a vowel, two for
// every other kana.
func romaji(reading string) int {
	n := 0
	for _, r := range reading {
		n += 2
		if strings.ContainsRune("あいうえおー", r) {
			n--
		}
	}
	return n
}

func (d *Desk) composition(text string) {
	d.t.Helper()
	n := int64(len([]rune(text)))
	if _, err := chromedp.Call(d.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: n, SelectionEnd: n}); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
}

// Until waits until a condition of JavaScript holds. A navigation in between
// starts the wait anew.
func (d *Desk) Until(condition string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	script := fmt.Sprintf(`new Promise((done) => {
		const ask = () => { try { return Boolean(%s) } catch { return false } };
		const look = () => ask() ? done(true) : setTimeout(look, 15);
		look();
	})`, condition)
	var err error
	for ctx.Err() == nil {
		if _, err = chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise)); err == nil {
			return
		}
	}
	d.Shot("stuck")
	d.t.Fatalf("waited for %s in vain: %v; the page: %s", condition, err, d.Text("body"))
}

// Eval answers an expression of JavaScript.
func Eval[T any](d *Desk, expression string) T {
	d.t.Helper()
	v, err := chromedp.Run(d.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		d.t.Fatalf("browser: %s: %v", expression, err)
	}
	return v
}

// Text is the visible text of an element.
func (d *Desk) Text(selector string) string {
	d.t.Helper()
	q, _ := json.Marshal(selector)
	return Eval[string](d, fmt.Sprintf("document.querySelector(%s)?.innerText ?? ''", q))
}

// Focused waits until the focus is on a field.
func (d *Desk) Focused(id string) {
	d.t.Helper()
	d.Until(fmt.Sprintf("document.activeElement.id === %q", id))
}

// Value waits until a field holds a text.
func (d *Desk) Value(id, want string) {
	d.t.Helper()
	q, _ := json.Marshal(want)
	d.Until(fmt.Sprintf("document.getElementById(%q).value === %s", id, q))
}

// Shot keeps a picture of the step, where pictures are asked for.
func (d *Desk) Shot(name string) {
	d.t.Helper()
	if d.shots == "" {
		return
	}
	png, err := chromedp.Run(d.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		d.t.Fatalf("browser: %v", err)
	}
	d.step++
	file := filepath.Join(d.shots, fmt.Sprintf("%s-%02d-%s.png", filepath.Base(d.t.Name()), d.step, name))
	if err := os.WriteFile(file, png, 0o600); err != nil {
		d.t.Fatalf("browser: %v", err)
	}
}
