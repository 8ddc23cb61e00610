// Package config reads the settings of one process from the environment and
// an optional file into one struct, once, and refuses what is wrong in
// sentences. Only cmd reads it; everything else is handed what it needs.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Config is everything that can be set.
type Config struct {
	Data      string // folder of the embedded default: databases, keys, artefacts
	OrdersDSN string
	VaultDSN  string
	AuditDSN  string

	VaultKeyFile string
	AuditKeyFile string
	SiteKeyFile  string

	Listen  string         // host:port
	Proxies []netip.Prefix // reverse proxies whose X-Forwarded-For counts
	TLS     bool           // TLS ends in front: __Host- cookie, Secure
	AutoCut bool           // cut a batch at the shop's cut-off time
	Lang    string         // language of commands
}

// An option is one setting: its name in the environment and what it does with
// a value. In the file the name is written in lower case without UKETSUKE_.
type option struct {
	name string
	set  func(*Config, string) error
}

var options = []option{
	{"UKETSUKE_ORDERS_DSN", func(c *Config, v string) error { return dsn(&c.OrdersDSN, v) }},
	{"UKETSUKE_VAULT_DSN", func(c *Config, v string) error { return dsn(&c.VaultDSN, v) }},
	{"UKETSUKE_AUDIT_DSN", func(c *Config, v string) error { return dsn(&c.AuditDSN, v) }},
	{"UKETSUKE_VAULT_KEY_FILE", func(c *Config, v string) error { c.VaultKeyFile = v; return nil }},
	{"UKETSUKE_AUDIT_KEY_FILE", func(c *Config, v string) error { c.AuditKeyFile = v; return nil }},
	{"UKETSUKE_SITE_KEY_FILE", func(c *Config, v string) error { c.SiteKeyFile = v; return nil }},
	{"UKETSUKE_LISTEN", func(c *Config, v string) error { return listen(c, v) }},
	{"UKETSUKE_PROXIES", func(c *Config, v string) error { return proxies(c, v) }},
	{"UKETSUKE_TLS", func(c *Config, v string) error { return boolean(&c.TLS, v) }},
	{"UKETSUKE_AUTO_CUT", func(c *Config, v string) error { return boolean(&c.AutoCut, v) }},
	{"UKETSUKE_LANG", func(c *Config, v string) error { return lang(c, v) }},
}

// Load reads the settings: defaults below data, then the file named by
// UKETSUKE_CONFIG (or data/config.yaml if it exists), then the environment. A
// database setting may come from a file named by the same name with _FILE.
// Every wrong setting is named.
func Load(data string, getenv func(string) string) (Config, error) {
	c := defaults(data, getenv)
	var bad []string
	fromFile, err := readFile(data, getenv("UKETSUKE_CONFIG"))
	if err != nil {
		return Config{}, err
	}
	for _, o := range options {
		v, ok := fromFile[strings.ToLower(strings.TrimPrefix(o.name, "UKETSUKE_"))]
		delete(fromFile, strings.ToLower(strings.TrimPrefix(o.name, "UKETSUKE_")))
		if env, set, err := fromEnv(o.name, getenv); err != nil {
			bad = append(bad, err.Error())
			continue
		} else if set {
			v, ok = env, true
		}
		if !ok {
			continue
		}
		if err := o.set(&c, strings.TrimSpace(v)); err != nil {
			bad = append(bad, o.name+": "+err.Error())
		}
	}
	for name := range fromFile {
		bad = append(bad, "the configuration file has an unknown setting "+name)
	}
	if len(bad) > 0 {
		sort.Strings(bad)
		return Config{}, fmt.Errorf("%s", strings.Join(bad, "; "))
	}
	return c, nil
}

func defaults(data string, getenv func(string) string) Config {
	at := func(name string) string { return filepath.Join(data, name) }
	return Config{
		Data: data, OrdersDSN: "sqlite:" + at("orders.db"), VaultDSN: "sqlite:" + at("vault.db"), AuditDSN: "sqlite:" + at("audit.db"),
		VaultKeyFile: at("vault.key"), AuditKeyFile: at("audit.key"), SiteKeyFile: at("site.key"),
		Listen: "127.0.0.1:8080", AutoCut: true, Lang: defaultLang(getenv("LC_ALL"), getenv("LANG")),
	}
}

func defaultLang(locales ...string) string {
	for _, l := range locales {
		if strings.HasPrefix(l, "ja") {
			return "ja"
		}
	}
	return "en"
}

// Embedded reports whether all three databases are the default files.
func (c Config) Embedded() bool {
	d := defaults(c.Data, func(string) string { return "" })
	return c.OrdersDSN == d.OrdersDSN && c.VaultDSN == d.VaultDSN && c.AuditDSN == d.AuditDSN
}

func fromEnv(name string, getenv func(string) string) (v string, ok bool, err error) {
	path := getenv(name + "_FILE")
	v = getenv(name)
	switch {
	case path != "" && strings.HasSuffix(name, "_DSN"):
		if v != "" {
			return "", false, fmt.Errorf("set %s or %s_FILE, not both", name, name)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return "", false, fmt.Errorf("%s_FILE cannot be read: %w", name, err)
		}
		return strings.TrimSpace(string(b)), true, nil
	case v != "":
		return v, true, nil
	}
	return "", false, nil
}

func readFile(data, path string) (map[string]string, error) {
	named := path != ""
	if !named {
		path = filepath.Join(data, "config.yaml")
	}
	b, err := os.ReadFile(path)
	if os.IsNotExist(err) && !named {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the configuration file cannot be read: %w", err)
	}
	out := map[string]string{}
	if err := yaml.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("the configuration file %s is not a list of `name: value`: %w", path, err)
	}
	return out, nil
}

func dsn(to *string, v string) error {
	if !strings.HasPrefix(v, "sqlite:") && !strings.HasPrefix(v, "postgres://") && !strings.HasPrefix(v, "postgresql://") {
		return fmt.Errorf("write the database as sqlite:PATH or postgres://…")
	}
	*to = v
	return nil
}

func listen(c *Config, v string) error {
	if _, _, err := net.SplitHostPort(v); err != nil {
		return fmt.Errorf("write the address as HOST:PORT, for example 127.0.0.1:8080")
	}
	c.Listen = v
	return nil
}

func proxies(c *Config, v string) error {
	c.Proxies = nil
	for part := range strings.SplitSeq(v, ",") {
		part = strings.TrimSpace(part)
		if addr, err := netip.ParseAddr(part); err == nil {
			c.Proxies = append(c.Proxies, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", part)
		}
		c.Proxies = append(c.Proxies, p)
	}
	return nil
}

func boolean(to *bool, v string) error {
	switch strings.ToLower(v) {
	case "1", "true", "yes", "on":
		*to = true
	case "0", "false", "no", "off":
		*to = false
	default:
		return fmt.Errorf("write true or false, not %q", v)
	}
	return nil
}

func lang(c *Config, v string) error {
	if v != "ja" && v != "en" {
		return fmt.Errorf("the language is ja or en, not %q", v)
	}
	c.Lang = v
	return nil
}
