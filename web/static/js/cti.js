// The telephone system opens /cti#tel=NUMBER. The number stays in the fragment,
// which browsers never send and hand on through redirects; it is taken out of
// the address, and so of the history, as soon as a page of ours is there.

function read(hash) {
	try {
		return decodeURIComponent(hash.replace(/^#tel=/, ""));
	} catch {
		return "";
	}
}

// national is a number as it is dialled within the country.
function national(text) {
	const number = text.normalize("NFKC").replace(/[^0-9+]/g, "").replace(/^\+81/, "0");
	return /^\d{1,15}$/.test(number) ? number : "";
}

const rang = location.hash.startsWith("#tel=");

// caller is the number that rang; empty for none, or one that was withheld.
export const caller = rang ? national(read(location.hash)) : "";

if (rang) {
	// A login in between answers with a redirect, too.
	const login = document.querySelector("form[action='/login']");
	if (login) login.action += location.hash;
	history.replaceState(null, "", location.pathname + location.search);
}
