package staff_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"uketsuke/internal/actor"
	"uketsuke/internal/errs"
	"uketsuke/internal/staff"
)

func TestLogin(t *testing.T) {
	ctx := context.Background()
	onEngines(t, func(t *testing.T, d *desk) {
		a := d.add(t, "hanako", actor.Operator)
		gone := d.add(t, "taro", actor.Operator)
		_, err := d.Disable(admin, gone.ID)
		must(t, err)
		t.Run("the right password logs in, whatever width it was typed in", func(t *testing.T) {
			for _, password := range []string{goodPassword, "ｍｉｚｕ　ｔｏ　ｈａｎａ　４７"} {
				got, err := d.Login(ctx, "HANAKO", password, office)
				if err != nil || got.ID != a.ID {
					t.Errorf("login: %v, %v", got, err)
				}
			}
		})
		t.Run("every failure reads the same", func(t *testing.T) {
			for _, try := range [][2]string{{"hanako", "wrong"}, {"hanako", ""}, {"nobody", goodPassword}, {"taro", goodPassword},
				{"hanako' OR 1=1 --", goodPassword}, {"", ""}, {"hanako", strings.Repeat("x", 10000)}} {
				_, err := d.Login(ctx, try[0], try[1], "198.51.100.1:1")
				wantKey(t, err, "staff.login_failed")
				if !errs.Is(err, errs.Unauthenticated) {
					t.Errorf("%v: kind of %v", try, err)
				}
			}
		})
		t.Run("both leave evidence without what was typed", func(t *testing.T) {
			all := strings.Join(d.evidence(t), "\n")
			for _, want := range []string{"staff:" + a.ID + " staff.login " + a.ID, "system staff.login_failed " + a.ID + " password",
				"system staff.login_failed " + gone.ID + " disabled", "system staff.login_failed unknown unknown"} {
				if !strings.Contains(all, want) {
					t.Errorf("no evidence %q in\n%s", want, all)
				}
			}
			if strings.Contains(all, "nobody") || strings.Contains(all, "OR 1") {
				t.Errorf("evidence repeats what was typed:\n%s", all)
			}
		})
	})
}

func TestLimits(t *testing.T) {
	ctx := context.Background()
	fail := func(d *desk, login, addr string) error {
		_, err := d.Login(ctx, login, "wrong", addr)
		return err
	}
	t.Run("an account is slowed down after five, known or not", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			d.add(t, "hanako", actor.Operator)
			for _, login := range []string{"hanako", "nobody"} {
				for i := range 5 {
					wantKey(t, fail(d, login, fmt.Sprintf("198.51.100.%d", i)), "staff.login_failed")
				}
				wantKey(t, fail(d, login, "198.51.100.99"), "staff.login_wait")
			}
			_, err := d.Login(ctx, "hanako", goodPassword, "198.51.100.98")
			wantKey(t, err, "staff.login_wait")
		})
	})
	t.Run("the wait survives a restart, grows, and ends", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			d.add(t, "hanako", actor.Operator)
			for range 5 {
				wantKey(t, fail(d, "hanako", office), "staff.login_failed")
			}
			d.Service = staff.NewService(d.db, lightly)
			wantKey(t, fail(d, "hanako", office), "staff.login_wait")
			for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
				d.now = d.now.Add(wait - time.Second)
				wantKey(t, fail(d, "hanako", office), "staff.login_wait")
				d.now = d.now.Add(time.Second)
				wantKey(t, fail(d, "hanako", office), "staff.login_failed")
			}
			d.now = d.now.Add(15 * time.Minute)
			if _, err := d.Login(ctx, "hanako", goodPassword, office); err != nil {
				t.Errorf("the owner after the wait: %v", err)
			}
			if err := fail(d, "hanako", office); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("after a right login the count starts anew: %v", err)
			}
		})
	})
	t.Run("a guesser elsewhere does not lock the owner out", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			d.add(t, "hanako", actor.Operator)
			_, err := d.Login(ctx, "hanako", goodPassword, office)
			must(t, err)
			for range 20 {
				_ = fail(d, "hanako", "203.0.113.7:1")
			}
			if _, err := d.Login(ctx, "hanako", goodPassword, office); err != nil {
				t.Errorf("the owner at her place: %v", err)
			}
		})
	})
	t.Run("many addresses together reach the hash few times", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			d.add(t, "hanako", actor.Operator)
			_, err := d.Login(ctx, "hanako", goodPassword, office)
			must(t, err)
			if n := spray(d, fail, 400); n > 40 {
				t.Errorf("%d guesses reached the hash", n)
			}
			if _, err := d.Login(ctx, "hanako", goodPassword, office); err != nil {
				t.Errorf("staff at their place: %v", err)
			}
		})
	})
	t.Run("one IPv6 network counts as one address", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			for i := range 10 {
				wantKey(t, fail(d, fmt.Sprintf("user%d", i), fmt.Sprintf("[2001:db8::%d]:80", i+1)), "staff.login_failed")
			}
			wantKey(t, fail(d, "user11", "[2001:db8::99]:80"), "staff.login_wait")
			wantKey(t, fail(d, "user11", "[2001:db8:0:1::99]:80"), "staff.login_failed")
		})
	})
	t.Run("what is no login leaves no trace of it", func(t *testing.T) {
		onEngines(t, func(t *testing.T, d *desk) {
			wantKey(t, fail(d, "09012345678", office), "staff.login_failed")
			wantKey(t, fail(d, "s3cret p@ss", office), "staff.login_failed")
			var n int64
			must(t, d.db.Read(ctx).Raw("SELECT COUNT(*) FROM staff_attempt WHERE name LIKE '%0901%' OR name LIKE '%s3cret%'").Scan(&n).Error)
			if n != 0 {
				t.Error("what was typed stands in the table")
			}
		})
	})
}

// spray guesses n times at once-ish from 200 addresses at many accounts and
// returns how many guesses were looked at.
func spray(d *desk, fail func(*desk, string, string) error, n int) int64 {
	var looked atomic.Int64
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := w; i < n; i += 8 {
				err := fail(d, fmt.Sprintf("user%d", i%50), fmt.Sprintf("127.0.1.%d", i%200))
				if !errs.Is(err, errs.TooMany) {
					looked.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return looked.Load()
}

func TestConfirmAndChangePassword(t *testing.T) {
	onEngines(t, func(t *testing.T, d *desk) {
		a := d.add(t, "hanako", actor.Operator)
		me := actor.With(context.Background(), a.Actor())
		must(t, d.Confirm(me, goodPassword))
		wantKey(t, d.Confirm(me, "wrong"), "staff.login_failed")
		wantKey(t, d.Confirm(admin, goodPassword), "actor.none")
		_, err := d.ChangePassword(me, "wrong", otherPassword)
		wantKey(t, err, "staff.login_failed")
		_, err = d.ChangePassword(me, goodPassword, otherPassword)
		must(t, err)
		_, err = d.Login(me, "hanako", goodPassword, office)
		wantKey(t, err, "staff.login_failed")
		if _, err := d.Login(me, "hanako", otherPassword, office); err != nil {
			t.Error(err)
		}
		for range 5 {
			wantKey(t, d.Confirm(me, "wrong"), "staff.login_failed")
		}
		wantKey(t, d.Confirm(me, otherPassword), "staff.login_wait")
	})
}
