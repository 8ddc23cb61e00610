// The sign-up: the reading follows the name, and code and address each other,
// as on the desk, where Enter goes on and never sends; F10 does.

import { follow } from "./kana.js";
import * as places from "./places.js";
import { next } from "./stops.js";

const form = document.getElementById("join");

follow(document);

form.addEventListener("input", (event) => {
	const field = event.target;
	if (event.isTrusted) places.narrow(field);
	const number = field.value.normalize("NFKC").replace(/[^0-9]/g, "");
	if (field.dataset.postal === undefined || number.length !== 7 || number === field.dataset.asked) return;
	field.dataset.asked = number;
	field.dataset.wait = "answer";
	htmx.trigger(field, "desk:postal");
});

form.addEventListener("change", (event) => { places.check(event.target); });

document.body.addEventListener("htmx:afterRequest", (event) => {
	const field = event.detail.elt;
	if (field.dataset.postal === undefined) return;
	const moved = field.dataset.wait === "enter";
	field.dataset.wait = "";
	places.arrived(field);
	if (moved) places.leave(field);
});

form.addEventListener("click", (event) => {
	const button = event.target.closest(".places button");
	if (button) places.take(button);
});

// enter goes on from a field; from a postal code when its address has come.
function enter(field) {
	if (!field.matches("input, select")) return false;
	if (field.dataset.postal === undefined) places.enter(field) || next(form, field);
	else if (field.dataset.wait === "answer") field.dataset.wait = "enter";
	else places.leave(field);
	return true;
}

function digit(field, key) {
	const button = field.closest(".places button") && form.querySelector(`.places [data-digit="${CSS.escape(key)}"]`);
	button?.click();
	return Boolean(button);
}

form.addEventListener("keydown", (event) => {
	if (event.isComposing || event.keyCode === 229) return; // the IME's own Enter
	if (event.key === "Enter" ? enter(event.target) : digit(event.target, event.key)) event.preventDefault();
});

addEventListener("keydown", (event) => {
	if (event.key !== "F10") return;
	event.preventDefault();
	document.getElementById("save").click();
});
