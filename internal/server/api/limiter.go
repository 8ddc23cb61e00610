package api

import (
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// Wrong tokens that an address may send at once, and how long it takes until
// it may send one more. A token has too many bits to be guessed; the limit
// keeps guessing from costing the database anything.
const (
	missBurst = 10
	missEvery = 6 * time.Second
	maxSource = 10_000 // addresses remembered
)

// limiter counts misses by address in memory: a leaky bucket each. It is full
// when the time at which the bucket would be empty lies a whole burst ahead.
type limiter struct {
	now   func() time.Time
	mu    sync.Mutex
	empty map[string]time.Time // when the address's bucket is empty again
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, empty: map[string]time.Time{}}
}

// wait is how long the address must wait; 0 when it may try.
func (l *limiter) wait(from string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	free, now := l.empty[from].Add(-(missBurst-1)*missEvery), l.now()
	if !free.After(now) {
		return 0
	}
	return free.Sub(now)
}

// miss counts one wrong token.
func (l *limiter) miss(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	at := l.empty[from]
	if at.Before(now) {
		at = now
	}
	if len(l.empty) >= maxSource {
		l.forget(now)
	}
	l.empty[from] = at.Add(missEvery)
}

// forget drops the addresses whose bucket is empty, and all of them when that
// frees nothing: memory is bounded before anything else.
func (l *limiter) forget(now time.Time) {
	for from, at := range l.empty {
		if !at.After(now) {
			delete(l.empty, from)
		}
	}
	if len(l.empty) >= maxSource {
		clear(l.empty)
	}
}

// source is the address that a limit counts: of IPv6 the network of one
// household (/64), within which addresses cost nothing.
func source(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if addr = addr.Unmap(); addr.Is6() {
		p, err := addr.WithZone("").Prefix(64)
		if err == nil {
			return p.String()
		}
	}
	return addr.String()
}

// seconds rounds a wait up to whole seconds.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
