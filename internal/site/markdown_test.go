package site

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"uketsuke/internal/errs"
)

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"tags are text", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"tags in a line are text", "x <b onclick=y>z</b>", "<p>x &lt;b onclick=y&gt;z&lt;/b&gt;</p>\n"},
		{"comments are text", "<!-- hidden -->", "<p>&lt;!-- hidden --&gt;</p>\n"},
		{"a broken line leaves no gap", "お知らせ\nします", "<p>お知らせします</p>\n"},
		{"headings begin below the title", "# 経緯\n\n#### 詳細", "<h2>経緯</h2>\n<h3>詳細</h3>\n"},
		{"links", "[手順](../order.html)", "<p><a href=\"../order.html\">手順</a></p>\n"},
		{"entities", "A & B", "<p>A &amp; B</p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var bad errs.Problems
			got := string(renderMarkdown("n.md", c.body, &bad))
			if got != c.want || bad != nil {
				t.Errorf("%q, %v", got, bad)
			}
		})
	}
}

func TestMarkdownRefuses(t *testing.T) {
	for body, key := range map[string]string{
		"![x](https://elsewhere.example/x.png)": "site.notice_image",
		"[x](javascript:alert(1))":              "site.notice_link",
		"[x](//elsewhere.example/)":             "site.notice_link",
		"[x](data:text/html,x)":                 "site.notice_link",
		"[x][y]\n\n[y]: vbscript:z":             "site.notice_link",
	} {
		var bad errs.Problems
		renderMarkdown("n.md", body, &bad)
		if len(bad) != 1 || bad[0].Message.Key != key || bad[0].File != "n.md" {
			t.Errorf("%s: %v", body, bad)
		}
	}
}

// Whatever stands in a notice, its page holds only what text is made of.
func FuzzMarkdown(f *testing.F) {
	f.Add("<img src=x onerror=y>\n\n| a | b |\n|:-|-:|\n| <i> | `</code><script>` |")
	f.Add("<https://x.example> [a](b 'c\" onclick=\"d')\n- - - \n1. <style>")
	allowed := map[string]bool{}
	for _, tag := range strings.Fields("html head body p h2 h3 h4 h5 h6 ul ol li em strong code pre blockquote hr br a table thead tbody tr th td img") {
		allowed[tag] = true
	}
	f.Fuzz(func(t *testing.T, body string) {
		var bad errs.Problems
		doc, err := html.Parse(strings.NewReader(string(renderMarkdown("n.md", body, &bad))))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.CommentNode || n.Type == html.ElementNode && !allowed[n.Data] {
				t.Errorf("%q: <%s>", body, n.Data)
			}
			if n.Type == html.ElementNode && n.Data == "img" && bad == nil {
				t.Errorf("%q: a picture was not refused", body)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%q: %s=%q", body, a.Key, a.Val)
				}
			}
		}
	})
}
