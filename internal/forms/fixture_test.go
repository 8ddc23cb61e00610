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
		FormID: "F26A", Edition: "2026A", EditionName: "2026年秋冬号", Made: "2026-11-23", Seller: sampleSeller(),
		Products: sampleProducts(products), ValidFrom: "2026-09-01", ValidUntil: "2027-02-28", Period: "数量限定品は品切れ次第終了します。",
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
		Slots:          []string{"指定なし", "午前中", "14-16時", "16-18時", "18-20時", "19-21時"},
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
	img := image.NewRGBA(image.Rect(0, 0, 120, 120))
	for y := range 120 {
		for x := range 120 {
			img.Set(x, y, color.RGBA{uint8(100 + x), uint8(120 + y), uint8(40 + 37*n%160), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
