// The secret of the one-time link stands in the fragment, which browsers never
// send: it goes from there into the form, and out of the address bar.
const secret = location.hash.slice(1);
if (secret) {
	document.getElementById("token").value = secret;
	history.replaceState(null, "", location.pathname);
	document.getElementById("login").focus();
}
