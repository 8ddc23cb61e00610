#!/bin/sh
# Makes ./secrets for compose.yaml: a random password for each role of each
# database, and the DSNs made of them. It never overwrites.
#
# The folder is closed to everybody else on this machine; the files in it can be
# read because in the containers other users than you read them.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir secrets 2>/dev/null || { echo "secrets/ is there already; nothing was changed" >&2; exit 1; }

password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

database() { # name, service role
	for role in superuser migrator app; do
		printf %s "$(password)" >"secrets/$1_${role}_password"
	done
	# The databases' networks are closed ones, on one machine. For databases on
	# other machines: sslmode=verify-full with sslrootcert.
	printf 'postgres://migrator:%s@%s-db/%s?sslmode=disable' "$(cat "secrets/$1_migrator_password")" "$1" "$1" >"secrets/$1_migrator_dsn"
	printf 'postgres://%s:%s@%s-db/%s?sslmode=disable' "$2" "$(cat "secrets/$1_app_password")" "$1" "$1" >"secrets/$1_app_dsn"
}

database orders desk_app
database vault vault_app
database audit audit_app
chmod 0444 secrets/*
echo "made: $(pwd)/secrets"
