// The parcels of the order: Insert adds one, F4 goes from one to the next,
// Ctrl+Del takes one out, and every line says by number into which it goes.

import * as lines from "./lines.js";
import { go } from "./stops.js";

const byId = (id) => document.getElementById(id);
const blocks = () => [...document.querySelectorAll("#delivery .parcel")];
const blockOf = (field) => field.closest?.("#delivery .parcel");
const number = (block) => Number(block.dataset.parcel);
const entry = (block) => block.querySelector("input[name=to]:checked, input[name^='to_name.']");
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
let current = 1; // the parcel that was worked on last: lines go into it

// several says that the order has more than one parcel.
export const several = () => blocks().length > 1;

// noted keeps in mind which parcel is being worked on.
export function noted(field) {
	const block = blockOf(field);
	if (block) current = number(block);
	else if (field.matches("#lines .into") && field.value.trim()) current = Number(field.value.normalize("NFKC")) || current;
}

// fill says into which parcel lines go for which nobody has said it yet.
export function fill() {
	if (several()) lines.into(Math.min(current, blocks().length));
}

// add makes the next parcel.
export function add() {
	const template = byId("parcel-template"), no = blocks().length + 1;
	if (no > Number(template.dataset.max)) {
		byId("err-parcels").innerHTML = "<span></span>";
		byId("err-parcels").firstChild.textContent = template.dataset.full;
		return;
	}
	fillFirst(no);
	byId("drop").insertAdjacentHTML("beforebegin", template.innerHTML.replaceAll("__N__", no));
	const block = blocks()[no - 1];
	htmx.process(block);
	current = no;
	go(entry(block));
	changed(block);
}

// fillFirst leaves the lines that are there already in the first parcel.
function fillFirst(no) {
	if (no === 2) lines.into(1);
}

// following goes to the parcel after the one in which a field is.
export function following(field) {
	const all = blocks();
	go(entry(all[(all.indexOf(blockOf(field)) + 1) % all.length]));
}

// name is the field of the recipient's name of the parcel that a field is in,
// else of the first.
export const name = (field) => (field && blockOf(field)?.querySelector("input[name^='to_name.']")) || byId("to_name");

// drop takes the parcel of a field out; the server gives the others their new
// numbers.
export function drop(field) {
	const block = blockOf(field);
	if (!block || number(block) === 1) return;
	byId("drop").value = number(block);
	htmx.trigger(byId("further"), "desk:drop");
}

// dropped moves the lines along once the parcel is gone.
export function dropped(no) {
	lines.moved(no, several());
	current = Math.min(no, blocks().length);
	go(entry(blocks()[current - 1]));
	changed(byId("further"));
}
