// The form that changes an order goes by the desk's keys: Enter goes on and
// never sends, F3 leads to a free line, "/" to an agreed price. It is sent
// twice: F8 asks what would change, F10 saves what was shown. Anything typed
// after that takes the offer to save away.

import * as lines from "./lines.js";
import { go, next } from "./stops.js";

const form = document.getElementById("revise");
const save = document.getElementById("save");
const check = document.getElementById("check");

const keys = {
	F3: () => go(lines.code(lines.firstFree())),
	F8: () => check.click(),
	F10: () => (save && !save.disabled ? save : check).click(), // nothing is saved unseen
};

addEventListener("keydown", (event) => {
	if (!keys[event.key] || event.isComposing) return;
	event.preventDefault();
	keys[event.key]();
});

// enter goes on; behind the last line to the delivery.
function enter(field) {
	if (!field.matches("input, select")) return false;
	if (!lines.rowOf(field)) next(form, field);
	else if (field.matches("[name^='edition.']")) go(lines.quantity(lines.rowOf(field)));
	else if (!lines.enter(field)) go(form.elements.delivery_date);
	return true;
}

form.addEventListener("keydown", (event) => {
	const field = event.target;
	if (event.isComposing || event.keyCode === 229) return; // the IME's own Enter
	const done = event.key === "Enter" ? enter(field) : event.key === "/" ? lines.reduce(field) : event.key === "Escape" && lines.leave(field);
	if (done) event.preventDefault();
});

form.addEventListener("input", (event) => {
	event.target.removeAttribute("aria-invalid");
	if (save && !event.target.name.startsWith("reason")) save.disabled = true;
});

// What is changed most is a quantity; what is wrong, or to be saved, comes first.
go(form.querySelector("[aria-invalid=true], [autofocus]") || lines.quantity(document.getElementById("lines").rows[0]));
form.dataset.ready = "yes";
