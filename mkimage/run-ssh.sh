# run-ssh.sh - what of run-qemu.sh lets the user in by ssh, and nobody else: the
# guest gets his public keys, and he its host key, by ways of our own.

# In ssh_config's quotes, where % is special, too.
in_quotes() {
	printf %s "$1" | sed 's/[\\"]/\\&/g; s/%/%%/g'
}

# The user's public keys: his agent's and those in his folder, else one of this
# run's own.
ssh_keys() {
	command -v ssh >/dev/null || fail 125 'run ssh: not found'
	{ ssh-add -L | grep -E '^(ssh|ecdsa|sk)-'; } >"$tmp/keys" 2>/dev/null
	identities=''
	for public in "${HOME:-/nowhere}"/.ssh/id_*.pub; do
		[ -r "${public%.pub}" ] || continue
		cat "$public" >>"$tmp/keys"
		identities="$identities
	IdentityFile \"$(in_quotes "${public%.pub}")\""
	done
	[ ! -s "$tmp/keys" ] || return 0
	ssh-keygen -q -t ed25519 -N '' -C guestkit -f "$tmp/id" ||
		fail 125 'make a key: ssh-keygen failed'
	cat "$tmp/id.pub" >"$tmp/keys"
	identities="
	IdentityFile \"$(in_quotes "$tmp/id")\""
}

# Only the key that the guest told is the guest's.
ssh_config() {
	printf 'guest ' | cat - "$tmp/key" >"$tmp/known_hosts"
	cat >"$tmp/ssh_config" <<EOF
Host guest
	HostName 127.0.0.1
	Port $(cat "$tmp/port")
	User root
	HostKeyAlias guest
	UserKnownHostsFile "$(in_quotes "$tmp/known_hosts")"
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking yes
	UpdateHostKeys no
	PreferredAuthentications publickey
	LogLevel ERROR$identities
EOF
}

# When the guest has told its key, connect; when ssh ends, so may the guest.
ssh_session() { # COMMAND...
	wait "$key"
	[ -s "$tmp/key" ] || return
	wait "$asking"
	ssh_config
	[ ! "$verbose" ] ||
		complain "ssh -F $(quoted "$tmp/ssh_config")guest, port $(cat "$tmp/port")"
	ssh -F "$tmp/ssh_config" guest "$@" <&3 3<&- 4>&- 5<&- &
	ssh=$!
	wait $ssh
	ssh_status=$? ssh=''
	: >"$tmp/end" &
	helpers="$helpers $!"
}
