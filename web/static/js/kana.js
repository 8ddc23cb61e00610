// The reading follows the name: what the IME shows before it is converted is
// the reading of what it becomes.

const kanaOnly = /^[ぁ-ゖァ-ヺー・]+$/;

// katakana turns hiragana into katakana.
export function katakana(text) {
	return text.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
}

// reading takes the kana out of a composition that ends in letters still being
// typed ("たなk" → "たな").
function reading(composition) {
	const kana = composition.normalize("NFKC").replace(/[a-zA-Z]+$/, "");
	return kanaOnly.test(kana) ? kana : "";
}

// follow makes the reading follow every field that names its reading in
// data-kana, until the reading is edited by hand.
export function follow(root) {
	let last = "";
	const target = (field) => field.dataset && field.dataset.kana && document.getElementById(field.dataset.kana);

	root.addEventListener("compositionstart", () => { last = ""; });
	root.addEventListener("compositionupdate", (event) => {
		if (target(event.target)) last = reading(event.data) || last;
	});
	root.addEventListener("compositionend", (event) => {
		const kana = target(event.target);
		if (!kana || !last || !event.data || kana.dataset.own) return;
		const gap = kana.value && /[ 　]$/.test(event.target.value.slice(0, -event.data.length)) ? " " : "";
		kana.value = kana.value.trimEnd() + gap + katakana(last);
		last = "";
		kana.dispatchEvent(new Event("input", { bubbles: true }));
	});
	root.addEventListener("input", (event) => {
		if (event.isTrusted && event.target.id && root.querySelector(`[data-kana="${event.target.id}"]`)) {
			event.target.dataset.own = event.target.value ? "yes" : "";
		}
		const kana = target(event.target);
		if (kana && !event.isComposing && event.target.value === "" && !kana.dataset.own) kana.value = "";
	});
}
