package staff_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/staff"
)

func TestAdd(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		d.Service = staff.NewService(d.db, staff.FullMemory)
		t.Run("keeps the account and leaves evidence", func(t *testing.T) {
			a, err := d.Add(admin, staff.New{Login: " Ｈanako ", Name: "髙橋", Role: actor.Operator, Password: goodPassword})
			must(t, err)
			got, err := d.ByLogin(admin, "HANAKO")
			must(t, err)
			if diff := cmp.Diff(a, got, cmp.AllowUnexported(staff.Account{})); diff != "" {
				t.Errorf("(-made +found):\n%s", diff)
			}
			if a.Login != "hanako" || a.Lang != "ja" || a.Version != 1 || !a.CreatedAt.Equal(d.now) {
				t.Errorf("account %+v", a)
			}
			want := staff.CLI().ID + " staff.add " + a.ID + " operator"
			if ev := d.evidence(t); len(ev) != 1 || ev[0] != want {
				t.Errorf("evidence %q, want %q", ev, want)
			}
		})
		t.Run("stores no password", func(t *testing.T) {
			var stored string
			must(t, d.db.Read(admin).Raw("SELECT password FROM staff").Scan(&stored).Error)
			if !strings.HasPrefix(stored, "$argon2id$v=19$m=47104,t=1,p=1$") || strings.Contains(stored, goodPassword) {
				t.Errorf("stored %q", stored)
			}
		})
		t.Run("refuses a login that is taken", func(t *testing.T) {
			_, err := d.Add(admin, staff.New{Login: "hanako", Role: actor.Operator, Password: goodPassword})
			wantKey(t, err, "staff.login_taken")
		})
		t.Run("names every wrong field", func(t *testing.T) {
			_, err := d.Add(admin, staff.New{Login: "9", Name: "a\nb", Role: "boss", Lang: "fr", Password: "x"})
			var f errs.Fields
			if !errors.As(err, &f) || len(f) != 5 {
				t.Errorf("error %v", err)
			}
		})
		t.Run("refuses everybody but administrators", func(t *testing.T) {
			for _, role := range []actor.Role{actor.Operator, actor.Supervisor, actor.Warehouse, actor.Privacy} {
				ctx := actor.With(context.Background(), actor.Actor{ID: "staff:1", Role: role})
				_, err := d.Add(ctx, staff.New{Login: "taro", Role: actor.Admin, Password: goodPassword})
				wantKey(t, err, "actor.role")
				_, err = d.List(ctx)
				wantKey(t, err, "actor.role")
				_, err = d.Disable(ctx, "x")
				wantKey(t, err, "actor.role")
				_, err = d.SetPassword(ctx, "x", goodPassword)
				wantKey(t, err, "actor.role")
				_, err = d.SetLang(ctx, "x", "en")
				wantKey(t, err, "actor.role")
				_, _, err = d.AddToken(ctx, "x", actor.Operator)
				wantKey(t, err, "actor.role")
			}
		})
	})
}

func TestPasswordRules(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		a := d.add(t, "hanako", actor.Operator)
		for password, key := range map[string]string{
			"short":                   "staff.password_short",
			"":                        "staff.password_short",
			strings.Repeat("あ い", 60): "staff.password_long",
			"valid\xffnot utf8":       "staff.password_long",
			"aaaaaaaaaaaaaaaa":        "staff.password_easy",
			"123456789012":            "staff.password_easy",
			"１２３４５６７８９０１２":            "staff.password_easy",
			"zyxwvutsrqponm":          "staff.password_easy",
			"Password1234!":           "staff.password_easy",
			"uketsuke2026":            "staff.password_easy",
			"hanako123456":            "staff.password_login",
			"qwertyuiopasdf":          "staff.password_easy",
		} {
			_, err := d.SetPassword(admin, a.ID, password)
			t.Run(key, func(t *testing.T) { wantKey(t, err, key) })
		}
		for _, password := range []string{otherPassword, "correct horse battery", "つきのひかりがまどにさす", "hanako likes 3 rivers"} {
			if _, err := d.SetPassword(admin, a.ID, password); err != nil {
				t.Errorf("%q refused: %v", password, err)
			}
		}
	})
}

func TestChanges(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		boss := d.add(t, "boss", actor.Admin)
		a := d.add(t, "hanako", actor.Operator)
		t.Run("each is kept, counted and in evidence", func(t *testing.T) {
			before := len(d.evidence(t))
			_, err := d.SetRole(admin, a.ID, actor.Supervisor)
			must(t, err)
			_, err = d.SetName(admin, a.ID, "別名")
			must(t, err)
			_, err = d.SetLang(actor.With(context.Background(), a.Actor()), a.ID, "en")
			must(t, err)
			_, err = d.Disable(admin, a.ID)
			must(t, err)
			got, err := d.Find(admin, a.ID)
			must(t, err)
			if got.Role != actor.Supervisor || got.Name != "別名" || got.Lang != "en" || !got.Disabled() || got.Version != 5 {
				t.Errorf("account %+v", got)
			}
			if n := len(d.evidence(t)) - before; n != 4 {
				t.Errorf("%d pieces of evidence, want 4", n)
			}
		})
		t.Run("an enabled account has its name and no end date", func(t *testing.T) {
			got, err := d.Enable(admin, a.ID)
			must(t, err)
			if got.Disabled() || got.Name != "別名" {
				t.Errorf("account %+v", got)
			}
		})
		t.Run("an unknown account is refused", func(t *testing.T) {
			_, err := d.Disable(admin, "none")
			wantKey(t, err, "staff.unknown")
		})
		t.Run("the last administrator stays", func(t *testing.T) {
			_, err := d.Disable(admin, boss.ID)
			wantKey(t, err, "staff.last_admin")
			_, err = d.SetRole(admin, boss.ID, actor.Operator)
			wantKey(t, err, "staff.last_admin")
		})
		t.Run("two administrators can't remove each other at once", func(t *testing.T) {
			second := d.add(t, "second", actor.Admin)
			var wg sync.WaitGroup
			for _, id := range []string{boss.ID, second.ID} {
				wg.Go(func() { _, _ = d.Disable(admin, id) })
			}
			wg.Wait()
			left := 0
			list, err := d.List(admin)
			must(t, err)
			for _, x := range list {
				if x.Role == actor.Admin && !x.Disabled() {
					left++
				}
			}
			if left != 1 {
				t.Errorf("%d administrators left, want 1", left)
			}
		})
		t.Run("names of actors are found", func(t *testing.T) {
			_, tok, err := d.AddToken(admin, "倉庫PC", actor.Warehouse)
			must(t, err)
			got, err := d.Names(admin, "staff:"+a.ID, "token:"+tok.ID, "system")
			must(t, err)
			want := map[string]string{"staff:" + a.ID: "別名", "token:" + tok.ID: "倉庫PC"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	})
}

func TestTokens(t *testing.T) {
	ctx := context.Background()
	onEngines(t, func(t *testing.T, d *desk) {
		plain, tok, err := d.AddToken(admin, "倉庫", actor.Warehouse)
		must(t, err)
		t.Run("a token is its actor", func(t *testing.T) {
			a, err := d.ByToken(ctx, plain)
			must(t, err)
			if a.ID != "token:"+tok.ID || a.Role != actor.Warehouse {
				t.Errorf("actor %+v", a)
			}
		})
		t.Run("the last use is kept, the secret is not", func(t *testing.T) {
			list, err := d.ListTokens(admin)
			must(t, err)
			if len(list) != 1 || !list[0].UsedAt.Equal(d.now) {
				t.Errorf("tokens %+v", list)
			}
			var hash string
			must(t, d.db.Read(ctx).Raw("SELECT hash FROM staff_token").Scan(&hash).Error)
			_, err = d.ByToken(ctx, hash)
			wantKey(t, err, "staff.token_refused")
		})
		t.Run("a wrong or empty token is refused", func(t *testing.T) {
			for _, bearer := range []string{"", "uketsuke_", plain + "x", strings.ToUpper(plain)} {
				_, err := d.ByToken(ctx, bearer)
				wantKey(t, err, "staff.token_refused")
			}
		})
		t.Run("programs are no administrators", func(t *testing.T) {
			for _, role := range []actor.Role{actor.Admin, actor.Privacy, ""} {
				_, _, err := d.AddToken(admin, "x", role)
				wantKey(t, err, "staff.role_unknown")
			}
		})
		t.Run("a revoked token is refused at once", func(t *testing.T) {
			must(t, d.RevokeToken(admin, tok.ID))
			must(t, d.RevokeToken(admin, tok.ID))
			_, err := d.ByToken(ctx, plain)
			wantKey(t, err, "staff.token_refused")
			wantKey(t, d.RevokeToken(admin, "none"), "staff.token_unknown")
		})
	})
}

func TestSetup(t *testing.T) {
	ctx := context.Background()
	onEngines(t, func(t *testing.T, d *desk) {
		first, err := d.SetupToken(ctx)
		must(t, err)
		second, err := d.SetupToken(ctx)
		must(t, err)
		t.Run("a wrong or old token makes nobody", func(t *testing.T) {
			_, err := d.CompleteSetup(ctx, "wrong", "boss", "", goodPassword)
			wantKey(t, err, "staff.setup_closed")
			d.now = d.now.Add(25 * 3600e9)
			_, err = d.CompleteSetup(ctx, first, "boss", "", goodPassword)
			wantKey(t, err, "staff.setup_closed")
			d.now = d.now.Add(-25 * 3600e9)
		})
		t.Run("a weak password leaves the link good", func(t *testing.T) {
			_, err := d.CompleteSetup(ctx, first, "boss", "", "short")
			wantKey(t, err, "staff.password_short")
			if open, err := d.SetupOpen(ctx, first); err != nil || !open {
				t.Errorf("open %v, %v", open, err)
			}
		})
		t.Run("of two at once one becomes the first administrator", func(t *testing.T) {
			errsGot := make([]error, 2)
			var wg sync.WaitGroup
			for i, token := range []string{first, second} {
				wg.Go(func() { _, errsGot[i] = d.CompleteSetup(ctx, token, "boss"+string('a'+rune(i)), "", goodPassword) })
			}
			wg.Wait()
			if (errsGot[0] == nil) == (errsGot[1] == nil) {
				t.Errorf("errors %v", errsGot)
			}
			list, err := d.List(admin)
			must(t, err)
			if len(list) != 1 || list[0].Role != actor.Admin {
				t.Errorf("accounts %+v", list)
			}
		})
		t.Run("afterwards there is no link", func(t *testing.T) {
			token, err := d.SetupToken(ctx)
			if err != nil || token != "" {
				t.Errorf("token %q, %v", token, err)
			}
			_, err = d.CompleteSetup(ctx, second, "other", "", goodPassword)
			wantKey(t, err, "staff.setup_closed")
		})
	})
}
