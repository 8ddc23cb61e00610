// The call on the desk: the number that rang, who is on the line, how long it
// has lasted, and how it ends.

import { caller } from "./cti.js";
import { go, next } from "./stops.js";

const byId = (id) => document.getElementById(id);
const form = byId("order"), begun = byId("begun"), panel = byId("ending");

// answer puts the number that rang into an empty desk and says whether one did.
export function answer() {
	const phone = byId("phone");
	if (!caller || phone.value) return false;
	phone.value = byId("caller").value = caller;
	begin();
	return true;
}

// enter sets the tick of the identity check and goes on to the people found.
export function enter(field) {
	const people = field.id === "tick_identity" && field.closest("#hits");
	if (!people) return false;
	if (!field.checked) field.click();
	go(people.querySelector("button"));
	return true;
}

document.body.addEventListener("desk:identity", () => go(byId("tick_identity")));

// --- how long it has lasted: from the first field on

const now = () => Number(begun.dataset.now) + performance.now() / 1000; // the server's clock

function begin() {
	if (!begun.value) begun.value = Math.floor(now());
}

form.addEventListener("input", begin);

const two = (n) => String(n).padStart(2, "0");

function show() {
	const s = begun.value ? Math.max(0, Math.floor(now()) - Number(begun.value)) : 0;
	const hours = Math.floor(s / 3600), minutes = Math.floor(s / 60) % 60;
	byId("call-time").textContent = (hours ? `${hours}:${two(minutes)}` : minutes) + ":" + two(s % 60);
	setTimeout(show, 1000 - (now() * 1000) % 1000 + 5);
}
show();

// part says that the draft is kept for another call: this one's beginning and
// caller are not its own.
export function part(on) {
	byId("parted").value = on ? "yes" : "";
}

// --- how it ends without an order

const inJapan = (seconds) => new Date((seconds + 9 * 3600) * 1000).toISOString().slice(0, 16);
let from = null;

// open shows what to say of a call that ends, and answers whether it did so now.
export function open() {
	if (!panel.hidden) return false;
	if (!byId("call_due").value) byId("call_due").value = inJapan(now() + 3600);
	from = document.activeElement;
	toggle(true);
	go(panel.querySelector("[name=call_outcome]:checked") || panel.querySelector("[name=call_outcome]"));
	return true;
}

// close goes back to the order; what was typed stays.
export function close(field) {
	if (!panel.contains(field)) return false;
	toggle(false);
	go(from?.isConnected ? from : byId("phone"));
	return true;
}

function toggle(on) {
	panel.hidden = !on;
	document.querySelector("[aria-controls=ending]").setAttribute("aria-expanded", String(on));
}

// A call-back needs somebody who makes it.
panel.addEventListener("change", (event) => {
	const mine = panel.querySelector("[name=call_owner][value=self]");
	if (event.target.value === "callback" && !panel.querySelector("[name=call_owner]:not([value='']):checked")) mine.checked = true;
});

// last goes from the panel's last field to its button.
export function last(field) {
	if (!panel.contains(field)) return false;
	next(form, field);
	if (!panel.contains(document.activeElement)) go(byId("end-call"));
	return true;
}

// A draft names its caller: it opens after the identity check.
form.addEventListener("click", (event) => {
	const tick = byId("tick_identity");
	if (!event.target.closest(".waiting") || !tick || tick.checked) return;
	event.preventDefault();
	byId("err-tick_identity").textContent = tick.closest("label").dataset.first;
	go(tick);
});
