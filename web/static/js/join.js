// The sign-up: the reading follows the name, and code and address each other,
// as on the desk.

import { follow } from "./kana.js";
import * as places from "./places.js";

const form = document.getElementById("join");

follow(document);

form.addEventListener("input", (event) => {
	const field = event.target;
	if (event.isTrusted) places.narrow(field);
	const number = field.value.normalize("NFKC").replace(/[^0-9]/g, "");
	if (field.dataset.postal === undefined || number.length !== 7 || number === field.dataset.asked) return;
	field.dataset.asked = number;
	htmx.trigger(field, "desk:postal");
});

form.addEventListener("change", (event) => { places.check(event.target); });

document.body.addEventListener("htmx:afterRequest", (event) => {
	if (event.detail.elt.dataset.postal !== undefined) places.arrived(event.detail.elt);
});

form.addEventListener("click", (event) => {
	const button = event.target.closest(".places button");
	if (button) places.take(button);
});

form.addEventListener("keydown", (event) => {
	const button = event.target.closest(".places button") && form.querySelector(`.places [data-digit="${CSS.escape(event.key)}"]`);
	if (!button) return;
	event.preventDefault();
	button.click();
});
