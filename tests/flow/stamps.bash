# shellcheck shell=bash
# For flows with timestamps: authorities, which are "openssl ts".

# authority NAME [DAYS]: a root NAME.root.pem, and one under it that stamps.
authority() {
	mkdir "$1"
	openssl req -x509 -newkey rsa:2048 -nodes -days "${2:-3650}" \
		-subj "/CN=$1 root (synthetic)" -keyout "$1/root.key" \
		-out "$1/root.pem"
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$1 stamps (synthetic)" \
		-keyout "$1/key.pem" -out "$1/req.pem"
	printf '%s\n' 'extendedKeyUsage = critical,timeStamping' >"$1/ext"
	openssl x509 -req -in "$1/req.pem" -CA "$1/root.pem" \
		-CAkey "$1/root.key" -CAcreateserial -days "${2:-3650}" \
		-extfile "$1/ext" -out "$1/cert.pem"
	echo 01 >"$1/serial"
	cat >"$1/conf" <<-END
		[tsa]
		default_tsa = here
		[here]
		serial = $1/serial
		signer_cert = $1/cert.pem
		signer_key = $1/key.pem
		signer_digest = sha256
		default_policy = 1.2.3.4.1
		digests = sha256,sha384,sha512
		accuracy = secs:1
		clock_precision_digits = 3
		ess_cert_id_chain = yes
		ess_cert_id_alg = sha256
	END
} 2>/dev/null

# stamped AUTHORITY QUERY ANSWER
stamped() {
	openssl ts -reply -config "$1/conf" -section here -queryfile "$2" \
		-out "$3" 2>/dev/null
}

# print_of CERTIFICATE: its SHA-256.
print_of() {
	openssl x509 -in "$1" -outform DER | sha256sum | cut -d' ' -f1
}

# trust_stamps STORE AUTHORITY
trust_stamps() {
	accepted sealbag timestamp pin "$1" "$2/root.pem" \
		--fingerprint "$(print_of "$2/root.pem")"
}
