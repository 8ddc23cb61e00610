package staff

import (
	"os"
	"os/user"
	"strconv"
	"strings"

	"uketsuke/internal/actor"
)

// CLI is the actor of a command: the operating-system user, as administrator.
// Whoever may run the program on its data may read that data anyhow; the
// evidence says under which name it was done.
func CLI() actor.Actor {
	name := strconv.Itoa(os.Getuid())
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	ascii := strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, name)
	return actor.Actor{ID: "cli:" + ascii[:min(len(ascii), 64)], Name: name, Role: actor.Admin}
}
