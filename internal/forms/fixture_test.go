package forms

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"uketsuke/internal/yen"
)

// sampleSeller is an invented shop; its registration number is invented too.
func sampleSeller() Seller {
	return Seller{
		Name: "株式会社みどりの香り舎", PostalCode: "186-0004", Address: "東京都国立市中1-99-9 みどりビル2階",
		Phone: "042-599-0101", Fax: "0120-00-0102", Responsible: "香川 みどり", Registration: "T1234567890123",
		Hours: "平日 9:00〜17:00",
	}
}

var sampleNames = []struct{ name, latin, family, part, volume string }{
	{"ラベンダー・真正", "Lavandula angustifolia", "シソ科", "花穂", "10ml"},
	{"ラバンジン", "Lavandula × intermedia", "シソ科", "花穂", "10ml"},
	{"ティートリー", "Melaleuca alternifolia", "フトモモ科", "葉", "10ml"},
	{"ユーカリ・グロブルス", "Eucalyptus globulus", "フトモモ科", "葉", "10ml"},
	{"ローズマリー・シネオール", "Salvia rosmarinus ct.1,8-cineole", "シソ科", "葉", "10ml"},
	{"オーストラリアサンダルウッド", "Santalum spicatum", "ビャクダン科", "心材", "5ml"},
	{"ジャスミン・アブソリュート", "Jasminum grandiflorum", "モクセイ科", "花(溶剤)", "3ml"},
	{"ベルガモット(FCF)", "Citrus bergamia", "ミカン科", "果皮", "10ml"},
	{"醤油麹と薯蕷・鶏・麺の香りの遮光瓶入り濃縮ブレンドオイル(冬季限定・化粧箱入り・髙島屋別注①)", "Citrus junos", "ミカン科", "果皮", "10ml×3本"},
	{"青森ヒバ", "Thujopsis dolabrata var. hondae", "ヒノキ科", "木部", "10ml"},
	{"クロモジ", "Lindera umbellata", "クスノキ科", "枝葉", "3ml"},
	{"ジンジャー", "Zingiber officinale", "ショウガ科", "根茎", "10ml"},
}

// sampleProducts makes n products in groups of about twenty.
func sampleProducts(n int) []FormProduct {
	groups := []string{"精油(エッセンシャルオイル)", "キャリアオイル・芳香蒸留水", "雑貨・容器", "セット・食品"}
	out := make([]FormProduct, n)
	for i := range out {
		s := sampleNames[i%len(sampleNames)]
		out[i] = FormProduct{
			Group: groups[min(i/20, len(groups)-1)], Code: fmt.Sprintf("%c%03d", 'A'+i/20, i%20+1),
			Name: s.name, Volume: s.volume, Price: yen.Yen(1100 + 330*(i%9)),
		}
	}
	out[n-1] = FormProduct{Group: out[n-1].Group, Code: "H001", Name: "カモミールティー", Volume: "20g", Price: 864, Reduced: true}
	out[n-2].Note = "セット内容: 3ml×5本(ラベンダー・オレンジ・レモン・ティートリー・ペパーミント) お申込みは2026年12月20日まで"
	return out
}

func sampleForm(products int) OrderFormData {
	return OrderFormData{
		FormID: "F26A", Edition: "2026A", EditionName: "2026年秋冬号", Made: "2026-11-23",
		Products: sampleProducts(products), Terms: sampleTerms(),
		Slots: []string{"指定なし", "午前中", "14-16時", "16-18時", "18-20時", "19-21時"},
	}
}

func sampleTerms() Terms {
	return Terms{
		Seller: sampleSeller(), ValidFrom: "2026-09-01", ValidUntil: "2027-02-28", Period: "数量限定品は品切れ次第終了します。",
		Shipping: []ShippingFee{{"北海道", 880}, {"北東北", 770}, {"南東北", 660}, {"関東", 550}, {"信越", 550}, {"北陸", 550},
			{"中部", 550}, {"関西", 660}, {"中国", 770}, {"四国", 770}, {"九州", 880}, {"沖縄", 1430}},
		FreeFrom: 11000, ShippingNote: "引火性のある精油は航空便を使えないため、北海道・沖縄・離島へは船便となります。",
		COD: []CODFee{{10000, 330}, {30000, 440}, {100000, 660}, {300000, 1100}},
		Payments: []PaymentTerm{
			{"代金引換", "商品お受け取り時に配送員へ現金でお支払いください。"},
			{"銀行振込(前払い)", "ご注文確認のご連絡から7日以内にお振込みください。振込手数料はお客様のご負担です。"},
			{"郵便振替(前払い)", "ご注文確認のご連絡から7日以内に払込みください。"},
			{"郵便振替(後払い)", "商品に同封の払込票で、到着後14日以内に払込みください。"},
		},
		Delivery:       "代金引換・後払いはご注文受付後、前払いはご入金確認後、3営業日以内に発送します。北海道・九州は発送から2日、沖縄・離島は7日ほどでお届けします。",
		Returns:        "お客様のご都合による返品・交換は、未開封・未使用の商品に限り、到着後8日以内にお電話でご連絡のうえお受けします。送料はお客様のご負担です。不良品・誤送は当社の送料負担で交換または返金します。お申込みの撤回は発送前に限りお電話でお受けします。",
		Privacy:        "いただいた個人情報は、ご注文の受付・商品の発送・代金の回収・お問い合わせへの対応、およびご希望の方へのご案内に利用します。配送会社に必要な範囲で提供・委託します。",
		Other:          []Notice{{"数量の制限", "数量限定品は1回のご注文につき2点までとさせていただきます。"}},
		ReducedPercent: 8,
	}
}

// samplePerson is invented; the name holds what printers usually lose.
func samplePerson() *FormCustomer {
	return &FormCustomer{
		No: "C0012345", Name: "𠮷田 髙﨑子", Kana: "ヨシダ タカサキコ", PostalCode: "185-0012",
		Address: []string{"東京都国分寺市本町9-99-99", "葛飾ハイツ①号館 101号室"}, Phone: "042-599-0000", Fax: "042-599-0001",
	}
}

// sampleJPEG is a small picture that differs by n.
func sampleJPEG(t testing.TB, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			img.Set(x, y, color.RGBA{uint8(100 + 3*x), uint8(120 + 3*y), uint8(40 + 37*n%160), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sampleCatalog(t testing.TB, products int) CatalogData {
	d := CatalogData{
		Title: "みどりの香り舎 商品カタログ", Subtitle: "植物の香りを、暮らしのそばに。", Edition: "2026A", EditionName: "2026年秋冬号",
		Made: "2026-11-23", Terms: sampleTerms(),
		HowToOrder: []string{
			"ご注文書に数量とお客様のお名前・ご住所・お電話番号をお書きください。",
			"FAX、郵送、またはお電話でお申し込みください。お電話では品番と数量をお伝えください。",
			"ご注文確認のうえ、3営業日以内に発送いたします。",
		},
		Cautions: []string{"精油は飲用できません。原液を肌につけないでください。", "火気の近くで使用・保管しないでください。子供の手の届かない所に置いてください。"},
	}
	for i, p := range sampleProducts(products) {
		if len(d.Groups) == 0 || d.Groups[len(d.Groups)-1].Name != p.Group {
			d.Groups = append(d.Groups, CatalogGroup{Name: p.Group, Intro: "香りの特徴と使い方を、製品ごとにご紹介します。"})
		}
		s := sampleNames[i%len(sampleNames)]
		c := CatalogProduct{
			Code: p.Code, Name: p.Name, Latin: s.latin, Family: s.family, Part: s.part, Volume: p.Volume, Price: p.Price, Reduced: p.Reduced,
			Description: "北海道産の大豆を想わせるやわらかな甘さと、すっきりした青葉の香り。保存料を使用せず、水蒸気蒸留でゆっくりと取り出しました。",
		}
		if i%3 == 0 {
			c.Image = sampleJPEG(t, i)
		}
		if i%4 == 1 {
			c.Flags = []string{"航空便不可", "数量限定"}
			c.Period = "2026年12月20日まで"
		}
		if i%7 == 3 {
			c.Contents = "ラベンダー3ml×1・オレンジ3ml×1・レモン3ml×1"
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Products = append(g.Products, c)
	}
	return d
}

// sampleSlip is slip n with so many lines, every fifth of them a set.
func sampleSlip(n, lines int) Slip {
	s := Slip{
		Order: fmt.Sprintf("261123-%04d-5", n), Date: "2026-11-24", Name: "𠮷田 髙﨑子", PostalCode: "185-0012",
		Address: []string{"東京都国分寺市本町9-99-99", "葛飾ハイツ①号館 101号室"}, Shipping: 550, CODFee: 330,
		Payment: "代金引換", Note: "呼び鈴が鳴らないため、到着前にお電話をください。",
	}
	products := sampleProducts(max(lines, 2))
	var reduced yen.Yen
	for i := range lines {
		p := products[len(products)-1-i]
		l := SlipLine{Code: p.Code, Name: p.Name, Volume: p.Volume, Price: p.Price, Quantity: 1 + i%3, Reduced: p.Reduced}
		l.Amount = l.Price * yen.Yen(l.Quantity)
		s.Goods += l.Amount
		if l.Reduced {
			reduced += l.Amount
		}
		s.Lines = append(s.Lines, l)
		if i%5 == 2 {
			s.Lines = append(s.Lines, SlipLine{Code: "A001", Name: "ラベンダー・真正", Volume: "3ml", Quantity: l.Quantity, Component: true},
				SlipLine{Code: "A004", Name: "ユーカリ・グロブルス", Volume: "3ml", Quantity: 2 * l.Quantity, Component: true})
		}
	}
	s.Total = s.Goods + s.Shipping + s.CODFee
	s.Collect = s.Total
	standard := s.Total - reduced
	s.Rates = []RateTotal{{Percent: 10, Total: standard, Tax: yen.Floor.IncludedTax(standard, 10)}}
	if reduced > 0 {
		s.Rates = append(s.Rates, RateTotal{Percent: 8, Reduced: true, Total: reduced, Tax: yen.Floor.IncludedTax(reduced, 8)})
	}
	return s
}

func sampleSlipHeader() SlipHeader {
	return SlipHeader{
		Made: "2026-11-24", Seller: sampleSeller(), Greeting: "このたびはご注文をいただき、まことにありがとうございます。下記のとおり納品いたします。",
		Notices: []Notice{{"返品・交換", sampleTerms().Returns}},
	}
}

// sampleSlips yields n slips of different lengths.
func sampleSlips(n int) func(func(Slip, error) bool) {
	return func(yield func(Slip, error) bool) {
		for i := range n {
			if !yield(sampleSlip(i+1, 1+(i*13)%42), nil) {
				return
			}
		}
	}
}

func samplePickList(orders int) PickListData {
	d := PickListData{Batch: "17", Date: "2026-11-24", Flags: []string{"前回のバッチ16: 注文 261122-0004-1 は締切後に変更されています。"}}
	for i := range orders {
		s := sampleSlip(i+1, 1+(i*13)%42)
		o := PickOrder{Number: s.Order}
		if i%4 == 0 {
			o.Note = "ワレ物が含まれます。緩衝材を使用してください。"
		}
		for j, l := range s.Lines {
			set := j+1 < len(s.Lines) && !l.Component && s.Lines[j+1].Component
			o.Lines = append(o.Lines, PickLine{Code: l.Code, Name: l.Name, Volume: l.Volume, Quantity: l.Quantity, Set: set, Component: l.Component})
		}
		d.Orders = append(d.Orders, o)
	}
	return d
}
