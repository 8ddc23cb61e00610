// What the carrier's label can print: said of a field when it is left, with a
// proposal that Ctrl+Enter takes.

const byId = (id) => document.getElementById(id);
const form = byId("order");
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
const checked = (name) => /^(to_)?(name|address1|address2)(\.\d+)?$|^note$/.test(name || "");

// Nothing is said of a field in which somebody is typing.
form.addEventListener("focusin", (event) => { byId("at").value = checked(event.target.name) ? event.target.name : ""; });
form.addEventListener("input", (event) => { if (event.isTrusted && checked(event.target.name)) byId("at").value = event.target.name; }, true);

// left calls back when such a field was changed and left.
export function left(then) {
	form.addEventListener("change", (event) => {
		if (!checked(event.target.name)) return;
		byId("at").value = "";
		then();
	});
}

// take takes the first proposal, or the one of a button, and says whether there was one.
export function take(button = [...document.querySelectorAll(".label-take")].find((b) => b.getClientRects().length)) {
	if (!button) return false;
	byId("at").value = "";
	if (button.dataset.fields) {
		for (const [name, text] of Object.entries(JSON.parse(button.dataset.fields))) form.elements[name].value = text;
		changed(button);
		return true;
	}
	const agreed = document.createElement("input");
	Object.assign(agreed, { type: "hidden", name: button.dataset.field, value: button.dataset.say });
	button.replaceWith(agreed);
	changed(agreed);
	return true;
}
