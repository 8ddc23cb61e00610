package catalog

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/errs"
)

func TestCheckFindsNothing(t *testing.T) {
	for name, dir := range map[string]string{
		"own":         ownDir,
		"own, copied": edit(t),
		"with BOM and CRLF": edit(t, "products.csv", "", "\uFEFF"+strings.ReplaceAll(readFile(t, ownDir+"/products.csv"), "\n", "\r\n"),
			"shop.yaml", "", "\uFEFF"+readFile(t, ownDir+"/shop.yaml")),
		"retail": retailDir,
	} {
		t.Run(name, func(t *testing.T) {
			if got := found(t, dir, Check(dir, nil)); got != nil {
				t.Errorf("found %v", got)
			}
		})
	}
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A directory of its own, small enough to count lines in.
const (
	header = "code,name,tax,flags,components,from,until,image\n"
	prices = "code,price\n"
)

func small(t testing.TB, products, prices string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "c")
	if err := os.MkdirAll(filepath.Join(dir, "editions"), 0o700); err != nil {
		t.Fatal(err)
	}
	change(t, filepath.Join(dir, "products.csv"), "", products)
	change(t, filepath.Join(dir, "editions", "E1.csv"), "", prices)
	return dir
}

func TestCheckRows(t *testing.T) {
	ok := "A-1,one,standard,,,,,\nB-2,two,reduced,,,,,\n"
	okPrices := prices + "A-1,100\nB-2,200\n"
	const p, e = "products.csv:", "editions/E1.csv:"
	tests := map[string]struct {
		products, prices string
		want             []string
	}{
		"tax class":         {header + "A-1,one,luxury,,,,,\nB-2,two,,,,,,\n", okPrices, []string{p + "2: tax: catalog.tax", p + "3: tax: catalog.tax"}},
		"duplicate code":    {header + ok + "Ａ－１,again,standard,,,,,\n", okPrices, []string{p + "4: code: catalog.code_twice"}},
		"code missing":      {header + ok + ",none,standard,,,,,\n", okPrices, []string{p + "4: code: catalog.code_empty"}},
		"code impossible":   {header + ok + "C*2,star,standard,,,,,\n", okPrices, []string{p + "4: code: catalog.code"}},
		"name missing":      {header + "A-1,　,standard,,,,,\nB-2,two,reduced,,,,,\n", okPrices, []string{p + "2: name: catalog.name_empty"}},
		"name too long":     {header + "A-1," + strings.Repeat("長", 81) + ",standard,,,,,\nB-2,two,reduced,,,,,\n", okPrices, []string{p + "2: name: catalog.too_long"}},
		"flag":              {header + "A-1,one,standard,no-air,,,,\nB-2,two,reduced,no_air no_air,,,,\n", okPrices, []string{p + "2: flags: catalog.flag", p + "3: flags: catalog.flag"}},
		"component unknown": {header + ok + "S-1,set,standard,set,A-1*2+X-9*1,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.product"}},
		"component near":    {header + ok + "S-1,set,standard,set,A-1*2+B-3*1,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.product_near"}},
		"component self":    {header + ok + "S-1,set,standard,set,S-1*2,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.component_self"}},
		"component a set":   {header + ok + "S-1,set,standard,set,A-1*2,,,\nS-2,set,standard,set,S-1,,,\n", okPrices + "S-1,1\nS-2,1\n", []string{p + "5: components: catalog.component_set"}},
		"component twice":   {header + ok + "S-1,set,standard,set,A-1*2+a-1,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.component_twice"}},
		"component number":  {header + ok + "S-1,set,standard,set,A-1*0+B-2*x,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.component", p + "4: components: catalog.component"}},
		"set empty":         {header + ok + "S-1,set,standard,set,,,,\n", okPrices + "S-1,1\n", []string{p + "4: components: catalog.set_empty"}},
		"set unflagged":     {header + ok + "S-1,set,standard,,A-1*2,,,\n", okPrices + "S-1,1\n", []string{p + "4: flags: catalog.set_flag"}},
		"day":               {header + "A-1,one,standard,,,2026-02-30,,\nB-2,two,reduced,,,,tomorrow,\n", okPrices, []string{p + "2: from: catalog.day", p + "3: until: catalog.day"}},
		"days exchanged":    {header + "A-1,one,standard,,,2026-03-01,2026-02-01,\nB-2,two,reduced,,,,,\n", okPrices, []string{p + "2: until: catalog.until"}},
		"limited":           {header + "A-1,one,standard,limited,,2026-03-01,,\nB-2,two,reduced,,,,,\n", okPrices, []string{p + "2: flags: catalog.limited"}},
		"image":             {header + "A-1,one,standard,,,,,a.jpg\nB-2,two,reduced,,,,,../../../etc/passwd\n", okPrices, []string{p + "2: image: catalog.image", p + "3: image: catalog.image"}},
		"unpriced":          {header + ok, prices + "A-1,100\n", []string{p + "3: code: catalog.unpriced"}},
		"columns":           {header + ok + "C-3,three,standard\n", okPrices, []string{p + "4: catalog.columns"}},
		"after lines in quotes": {"code,name,tax,description\nA-1,one,standard,\"a\nb\nc\"\nB-2,two,nil,\n", okPrices,
			[]string{p + "5: tax: catalog.tax"}},
		"field below lines in quotes": {"code,description,name,tax\nA-1,\"a\nb\",one,nil\nB-2,,two,reduced\n", okPrices, []string{p + "3: tax: catalog.tax"}},
		"quoting":                     {header + ok + "C-3,th\"ree,standard,,,,,\nD-4,four,nil,,,,,\n", okPrices + "D-4,1\n", []string{p + "4: catalog.quoting", p + "5: tax: catalog.tax"}},
		"quote left open":             {header + ok + "C-3,\"three,standard,,,,,\nD-4,four,standard,,,,,\n", okPrices, []string{p + "4: catalog.quoting"}},
		"not UTF-8":                   {header + ok + "C-3,\x83\x89\x83x,standard,,,,,\n", okPrices, []string{p + "4: catalog.utf8"}},
		"empty file":                  {"", okPrices, []string{p + "1: catalog.header_empty"}},
		"header":                      {"code,name,colour,code\n", okPrices, []string{p + "1: colour: catalog.header_unknown", p + "1: code: catalog.header_twice", p + "1: tax: catalog.header_missing"}},
		"price missing":               {header + ok, prices + "A-1,\nB-2,0\n", []string{e + "2: price: catalog.price_missing", e + "3: price: catalog.price_range"}},
		"price no number":             {header + ok, prices + "A-1,\"1,650\"\nB-2,-5\n", []string{e + "2: price: catalog.price", e + "3: price: catalog.price"}},
		"price too high":              {header + ok, prices + "A-1,99999999999999999999\nB-2,10000000\n", []string{e + "2: price: catalog.price", e + "3: price: catalog.price_range"}},
		"priced twice":                {header + ok, okPrices + "a-1,5\n", []string{e + "4: code: catalog.code_twice"}},
		"priced but unknown":          {header + ok, okPrices + "Z-9,5\nA-11,5\n", []string{e + "4: code: catalog.product", e + "5: code: catalog.product_near"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := small(t, tt.products, tt.prices)
			if diff := cmp.Diff(tt.want, found(t, dir, Check(dir, nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckJAN(t *testing.T) {
	for code, want := range map[string]bool{"4901234567894": true, "49123456": true, "4901234567890": false, "490123456789": false, "49O1234567894": false} {
		dir := small(t, "code,name,tax,jan\nA-1,one,standard,"+code+"\n", prices+"A-1,1\n")
		if got := Check(dir, nil) == nil; got != want {
			t.Errorf("JAN %s passes: %v, want %v", code, got, want)
		}
	}
}

func TestCheckShop(t *testing.T) {
	const aw = "  - code: 2026AW\n    name: 2026年秋冬カタログ\n    from: 2026-09-01\n"
	tests := map[string]struct {
		changes []string // file, old, new …
		want    []string // as found names them, the line as #
	}{
		"legal text missing":   {[]string{"shop.yaml", "  returns: 未開封", "  returns: ''\n  #"}, []string{"shop.yaml:#: legal.returns: catalog.legal"}},
		"legal text left out":  {[]string{"shop.yaml", "  returns:", "  # returns:"}, []string{"shop.yaml:#: legal.returns: catalog.legal"}},
		"seller":               {[]string{"shop.yaml", "  responsible:", "  #"}, []string{"shop.yaml:#: seller.responsible: catalog.seller"}},
		"invoice number":       {[]string{"shop.yaml", "T9999999999999", "T8999999999999"}, []string{"shop.yaml:#: seller.invoice_no: catalog.invoice_no"}},
		"postal code":          {[]string{"shop.yaml", "postal_code: 185-0000", "postal_code: 18-00"}, []string{"shop.yaml:#: seller.postal_code: catalog.postal_code"}},
		"phone":                {[]string{"shop.yaml", "phone: 0120-000-012", "phone: +81-120"}, []string{"shop.yaml:#: seller.phone: catalog.phone"}},
		"campaign's code":      {[]string{"shop.yaml", "code: HAGAKI500", "code: はがき"}, []string{"shop.yaml:#: campaigns.1.code: catalog.entry"}},
		"campaign twice":       {[]string{"shop.yaml", "code: HAGAKI500", "code: FUYU10"}, []string{"shop.yaml:#: campaigns.1.code: catalog.entry"}},
		"campaign's days":      {[]string{"shop.yaml", `until: "2027-01-31"`, `until: "2026-10-31"`}, []string{"shop.yaml:#: campaigns.0.until: catalog.until"}},
		"campaign's day":       {[]string{"shop.yaml", `until: "2027-01-31"`, `until: "2027-02-31"`}, []string{"shop.yaml:#: campaigns.0.until: catalog.day"}},
		"campaign of both":     {[]string{"shop.yaml", "percent: 10, minimum", "percent: 10, yen: 1, minimum"}, []string{"shop.yaml:#: campaigns.0.code: catalog.campaign"}},
		"campaign of all":      {[]string{"shop.yaml", "yen: 500, minimum: 3000", "yen: 500, minimum: 500"}, []string{"shop.yaml:#: campaigns.1.code: catalog.campaign"}},
		"unknown key":          {[]string{"shop.yaml", "  fax: 042", "  telefax: 042"}, []string{"shop.yaml:#: telefax: catalog.yaml_key", "shop.yaml:#: seller.fax: catalog.seller"}},
		"key twice":            {[]string{"shop.yaml", "open_budget: 200", "quantity_warn: 200"}, []string{"shop.yaml:#: quantity_warn: catalog.yaml_twice"}},
		"wrong type":           {[]string{"shop.yaml", "open_budget: 200", "open_budget: many"}, []string{"shop.yaml:#: catalog.yaml_type", "shop.yaml:#: open_budget: catalog.number"}},
		"no YAML":              {[]string{"delivery.yaml", "max_days: 30", "\tmax_days: 30"}, []string{"delivery.yaml:#: catalog.yaml"}},
		"overlapping editions": {[]string{"shop.yaml", "    until: 2026-08-31", "    until: 2026-09-01"}, []string{"shop.yaml:#: editions.1.from: catalog.overlap"}},
		"open edition behind":  {[]string{"shop.yaml", "    until: 2026-08-31\n", ""}, []string{"shop.yaml:#: editions.1.accept_until: catalog.accept", "shop.yaml:#: editions.1.from: catalog.overlap"}},
		"acceptance too short": {[]string{"shop.yaml", "accept_until: 2026-11-30", "accept_until: 2026-07-31"}, []string{"shop.yaml:#: editions.1.accept_until: catalog.accept"}},
		"edition's date":       {[]string{"shop.yaml", aw, strings.Replace(aw, "2026-09-01", "2026-09-31", 1)}, []string{"shop.yaml:#: editions.0.from: catalog.day", "shop.yaml:#: editions.0.from: catalog.edition_from", "shop.yaml:#: editions.0.accept_until: catalog.accept", "shop.yaml:#: editions.1.from: catalog.overlap"}},
		"edition without file": {[]string{"editions/2026SS.csv", "", "\x00"}, []string{"shop.yaml:#: editions.1.code: catalog.edition_file"}},
		"payment":              {[]string{"shop.yaml", "code: bank_before", "code: card"}, []string{"shop.yaml:#: payments.1.code: catalog.choice"}},
		"payment twice":        {[]string{"shop.yaml", "code: bank_before", "code: cod"}, []string{"shop.yaml:#: payments.1.code: catalog.entry"}},
		"rate":                 {[]string{"shop.yaml", "percent: 8,", "percent: 800,"}, []string{"shop.yaml:#: tax.rates.1: catalog.rate"}},
		"rate of a class":      {[]string{"shop.yaml", "{class: reduced", "{class: standard"}, []string{"shop.yaml:#: tax.rates: catalog.rate_missing"}},
		"rounding":             {[]string{"shop.yaml", "rounding: floor", "rounding: up"}, []string{"shop.yaml:#: tax.rounding: catalog.choice"}},
		"encoding":             {[]string{"shop.yaml", "export_encoding: utf-8", "export_encoding: latin1"}, []string{"shop.yaml:#: export_encoding: catalog.choice"}},
		"reason group":         {[]string{"shop.yaml", "  void:", "  voids:"}, []string{"shop.yaml:#: reasons.void: catalog.reason_group", "shop.yaml:#: reasons.voids: catalog.choice"}},
		"reason of ours":       {[]string{"shop.yaml", "{code: cod_limit,", "{code: cod_limits,"}, []string{"shop.yaml:#: reasons.hold: catalog.reason_required"}},
		"reason's label":       {[]string{"shop.yaml", "label: 入金待ち, ", ""}, []string{"shop.yaml:#: reasons.hold.0: catalog.reason"}},
		"group of a product":   {[]string{"shop.yaml", "{code: tea,", "{code: drinks,"}, []string{"products.csv:#: group: catalog.group", "products.csv:#: group: catalog.group"}},
		"call hours":           {[]string{"shop.yaml", `until: "18:00"`, `until: "08:00"`}, []string{"shop.yaml:#: call: catalog.call_hours"}},
		"readback":             {[]string{"shop.yaml", "readback: required", "readback: never"}, []string{"shop.yaml:#: call.readback: catalog.choice"}},
		"older edition":        {[]string{"shop.yaml", "edition_accepted: edition", "edition_accepted: cheapest"}, []string{"shop.yaml:#: rules.edition_accepted: catalog.choice"}},
		"cut-off":              {[]string{"delivery.yaml", `"15:00"`, `"25:00"`}, []string{"delivery.yaml:#: cut_off: catalog.cut_off"}},
		"prefecture missing":   {[]string{"delivery.yaml", "東京都, ", ""}, []string{"delivery.yaml:#: regions: catalog.prefecture_missing"}},
		"prefecture twice":     {[]string{"delivery.yaml", "[沖縄県]", "[沖縄県, 東京都]"}, []string{"delivery.yaml:#: regions.8.prefectures.1: catalog.prefecture_twice"}},
		"prefecture wrong":     {[]string{"delivery.yaml", "[沖縄県]", "[沖縄県, 東京]"}, []string{"delivery.yaml:#: regions.8.prefectures.1: catalog.prefecture"}},
		"lead days":            {[]string{"delivery.yaml", "no_air_lead_days: 7", "no_air_lead_days: 1"}, []string{"delivery.yaml:#: regions.8.lead_days: catalog.lead_days"}},
		"no such carrier":      {[]string{"delivery.yaml", "carrier: yamato", "carrier: fukuyama"}, []string{"delivery.yaml:#: carrier: catalog.choice"}},
		"island without codes": {[]string{"delivery.yaml", `["952", "685"]`, "[]"}, []string{"delivery.yaml:#: regions.12.prefectures: catalog.entry"}},
		"half a postal code":   {[]string{"delivery.yaml", `["952", "685"]`, `["95", "894"]`}, []string{"delivery.yaml:#: regions.12.postal_codes.0: catalog.postal_start", "delivery.yaml:#: regions.14.postal_codes.0: catalog.postal_start"}},
		"bands not rising":     {[]string{"delivery.yaml", "up_to: 30000", "up_to: 3000"}, []string{"delivery.yaml:#: cod.1: catalog.band"}},
		"slot":                 {[]string{"delivery.yaml", `"1416"`, `"1214"`}, []string{"delivery.yaml:#: slots.1: catalog.choice"}},
		"calendar day":         {[]string{"calendar.yaml", "2026-12-26", "2026-12-32"}, []string{"calendar.yaml:#: days.0: japan.calendar_date"}},
		"calendar kind":        {[]string{"calendar.yaml", "kind: open", "kind: opened"}, []string{"calendar.yaml:#: days.0: japan.calendar_kind"}},
		"calendar span":        {[]string{"calendar.yaml", `"08-12"`, `"8/12"`}, []string{"calendar.yaml:#: yearly.1: catalog.span"}},
		"file missing":         {[]string{"calendar.yaml", "", "\x00"}, []string{"calendar.yaml: catalog.no_file"}},
		"no shop.yaml":         {[]string{"shop.yaml", "", "\x00"}, []string{"calendar.yaml: catalog.needs_shop", "delivery.yaml: catalog.needs_shop"}},
		"notice name":          {[]string{"notices/news.md", "", "---\ntitle: x\n---\ny\n"}, []string{"notices/news.md: catalog.notice_name"}},
		"notice head":          {[]string{"notices/2026-11-01-a.md", "", "# x\n"}, []string{"notices/2026-11-01-a.md:#: catalog.notice_head"}},
		"notice key":           {[]string{"notices/2026-11-01-a.md", "", "---\ntitle: x\nauthor: y\n---\ny\n"}, []string{"notices/2026-11-01-a.md:#: author: catalog.yaml_key"}},
		"notice revision":      {[]string{"notices/2026-11-01-a.md", "", "---\ntitle: x\nrevisions: [{date: 2026-10-01, text: a}]\n---\ny\n"}, []string{"notices/2026-11-01-a.md:#: revisions: catalog.notice_revision"}},
		"notice empty":         {[]string{"notices/2026-11-01-a.md", "", "---\ntitle: ''\n---\n\n"}, []string{"notices/2026-11-01-a.md:#: title: catalog.notice_title", "notices/2026-11-01-a.md:#: catalog.notice_empty"}},
		"edition name":         {[]string{"editions/2026 SS!.csv", "", "code,price\n"}, []string{"editions/2026 SS!.csv: catalog.edition_name"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := edit(t, tt.changes...)
			got := withoutLines(t, found(t, dir, Check(dir, nil)))
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// withoutLines puts # for the line numbers, which must be there.
func withoutLines(t *testing.T, problems []string) []string {
	t.Helper()
	var out []string
	for _, p := range problems {
		file, rest, _ := strings.Cut(p, ": ")
		if name, line, ok := strings.Cut(file, ":"); ok {
			if line == "0" {
				t.Errorf("%s has no line", p)
			}
			file = name + ":#"
		}
		out = append(out, file+": "+rest)
	}
	return out
}

// The line is the one that the user sees in the editor.
func TestCheckShopLines(t *testing.T) {
	dir := edit(t, "shop.yaml", "T9999999999999", "T1", "shop.yaml", "  fees: ", "  fees: '' #", "shop.yaml", "percent: 8,", "percent: 800,")
	lines := strings.Split(readFile(t, filepath.Join(dir, "shop.yaml")), "\n")
	problems := read(dir, nil).problems
	if len(problems) != 3 {
		t.Fatalf("found %v", problems)
	}
	for _, p := range problems {
		last := p.Column[strings.LastIndex(p.Column, ".")+1:]
		if line := lines[p.Line-1]; !strings.Contains(line, last) && !strings.Contains(line, "percent: 800") {
			t.Errorf("%s points at %q", p.Place(), line)
		}
	}
}

func TestCheckNamesFilesAsGiven(t *testing.T) {
	dir := edit(t, "products.csv", ",standard,", ",standrad,")
	t.Chdir(filepath.Dir(dir))
	err := Check("./catalog/", nil)
	if err == nil || !strings.HasPrefix(err.Error(), "catalog/products.csv:2: tax: ") {
		t.Errorf("got %v, want catalog/products.csv:2: tax: …", err)
	}
	if got := found(t, "nowhere", Check("nowhere", nil)); !cmp.Equal(got, []string{": catalog.no_dir"}) {
		t.Errorf("got %v", got)
	}
}

func TestCheckGlyphs(t *testing.T) {
	missing := func(s string) []rune {
		if strings.Contains(s, "☃") {
			return []rune("☃")
		}
		return nil
	}
	dir := edit(t, "products.csv", "夕暮れ", "☃", "shop.yaml", "returns: 未開封", "returns: ☃未開封")
	want := []string{"products.csv:3: name: catalog.glyph", "shop.yaml:#: legal.returns: catalog.glyph"}
	got := found(t, dir, Check(dir, missing))
	if len(got) == 2 {
		got[1] = withoutLines(t, got)[1]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestInvoiceNo(t *testing.T) {
	// 8000012050001 is the Ministry of Finance's, 7000012050002 the Tax Agency's 法人番号.
	for no, want := range map[string]bool{"T8000012050001": true, "T7000012050002": true, "T8000012050002": false, "8000012050001": false, "T800001205000": false, "T0000012050001": false} {
		if got := validInvoiceNo(no); got != want {
			t.Errorf("validInvoiceNo(%s) = %v", no, got)
		}
	}
}

func TestProblemsStop(t *testing.T) {
	dir := small(t, header+strings.Repeat("A*,one,standard,,,,,\n", 1000), prices+"A-1,1\n")
	if n := len(found(t, dir, Check(dir, nil))); n > maxProblems+10 {
		t.Errorf("%d problems listed", n)
	}
}

// Whatever stands in the files, Check answers with problems that name a place.
func FuzzCheck(f *testing.F) {
	f.Add([]byte(header+"A-1,one,standard,,,,,\n"), []byte(prices+"A-1,1\n"), []byte("seller: {name: x}\n"))
	f.Add([]byte("\uFEFFcode,name,tax\n\"a\"\"b,\n\r\x00\xff"), []byte("code\n\n,"), []byte("a: &a [*a, <<: {}]\n---\n"))
	f.Add([]byte(header+"S,s,standard,set,S*2+*+9,2026-13-01,x,..\n"), []byte(prices+"S,9223372036854775808\n"), []byte("editions: [{code: 1, from: x}]\nreasons: {open: [1]}"))
	f.Fuzz(func(t *testing.T, products, prices, shop []byte) {
		dir := small(t, header, "code,price\n")
		for name, data := range map[string][]byte{"products.csv": products, "editions/E1.csv": prices, "shop.yaml": shop, "delivery.yaml": shop, "calendar.yaml": shop} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := Check(dir, nil)
		if err != nil && !errs.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
	})
}
