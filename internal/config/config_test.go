package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func env(m map[string]string) func(string) string { return func(k string) string { return m[k] } }

func TestDefaults(t *testing.T) {
	c, err := Load("var", env(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.OrdersDSN != "sqlite:var/orders.db" || c.Listen != "127.0.0.1:8080" || !c.Embedded() || !c.AutoCut {
		t.Errorf("defaults = %+v", c)
	}
}

func TestEnvironmentBeatsFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), "listen: 127.0.0.1:1\ntls: \"true\"\n")
	c, err := Load(dir, env(map[string]string{"UKETSUKE_LISTEN": "127.0.0.1:2", "UKETSUKE_PROXIES": "10.0.0.0/8, 127.0.0.1"}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:2" || !c.TLS || len(c.Proxies) != 2 {
		t.Errorf("config = %+v", c)
	}
}

func TestDSNFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dsn")
	write(t, path, "postgres://u:p@db/x\n")
	c, err := Load("var", env(map[string]string{"UKETSUKE_VAULT_DSN_FILE": path}))
	if err != nil {
		t.Fatal(err)
	}
	if c.VaultDSN != "postgres://u:p@db/x" || c.Embedded() {
		t.Errorf("vault DSN = %q", c.VaultDSN)
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), "lisen: x\n")
	_, err := Load(dir, env(map[string]string{
		"UKETSUKE_ORDERS_DSN": "mysql://x", "UKETSUKE_LISTEN": "8080", "UKETSUKE_PROXIES": "somewhere",
		"UKETSUKE_TLS": "perhaps", "UKETSUKE_LANG": "fr", "UKETSUKE_AUDIT_DSN": "sqlite:a", "UKETSUKE_AUDIT_DSN_FILE": "b",
	}))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"UKETSUKE_ORDERS_DSN", "UKETSUKE_LISTEN", "UKETSUKE_PROXIES", "UKETSUKE_TLS", "UKETSUKE_LANG", "UKETSUKE_AUDIT_DSN or", "lisen"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not name %s: %v", want, err)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
