// The customer's card by keyboard: F7 goes to the last orders, a digit opens
// one, a digit takes a line of it; a digit in an empty recipient's name takes
// a saved recipient.

import * as lines from "./lines.js";
import * as parcels from "./parcels.js";
import { go } from "./stops.js";

const byId = (id) => document.getElementById(id);
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
let from = null; // where the clerk was before F7

// history goes to the customer's orders, or to the saved recipients of one who
// has none.
export function history() {
	const first = document.querySelector("#history button, #saved button");
	if (!first) return;
	if (!document.activeElement.closest("#card")) from = document.activeElement;
	go(first);
}

// owns says that a list of choices is the card's.
export const owns = (group) => group.closest("#card") !== null;

// back leaves the lines for their order, and the orders for where the clerk was.
export function back(group) {
	if (!group.matches(".picks")) return go(from?.isConnected ? from : lines.code(lines.firstFree()));
	const order = document.querySelector(`[aria-controls="${group.id}"]`);
	show(order, false);
	go(order);
}

function show(order, open) {
	order.setAttribute("aria-expanded", String(open));
	byId(order.getAttribute("aria-controls")).hidden = !open;
}

// put adds lines of an older order to this one.
function put(button) {
	for (const item of button.dataset.lines.trim().split(/\s+/)) {
		const [product, count] = item.split("*");
		const row = lines.firstFree();
		lines.code(row).value = product;
		lines.quantity(row).value = count;
	}
	changed(byId("lines"));
	if (button.dataset.all === undefined) return;
	show(document.querySelector(`[aria-controls="${button.parentElement.id}"]`), false);
	go(lines.code(lines.firstFree()));
}

// fill puts texts into the fields of those names.
function fill(texts, prefix, suffix) {
	for (const [name, text] of Object.entries(JSON.parse(texts))) {
		const field = byId("order").querySelector(`[name="${prefix}${name}${suffix}"]`);
		if (field) field.value = text;
	}
}

// saved takes the saved recipient of a digit typed into an empty recipient's name.
export function saved(field, digit) {
	const button = byId("saved")?.querySelector(`[data-digit="${digit}"]`);
	if (!button || field.value || !/^to_name(\.\d+)?$/.test(field.name || "")) return false;
	send(button, field);
	return true;
}

function send(button, name) {
	const suffix = name.name.slice("to_name".length);
	fill(button.dataset.fields, "to_", suffix);
	changed(name);
	go(byId("order").querySelector(`[name="to_address2${suffix}"]`));
}

// choose takes the customer whose card is open already.
function choose(button) {
	fill(button.dataset.fields, "", "");
	byId("hits").replaceChildren();
	byId("places").replaceChildren();
	changed(byId("name"));
	document.body.dispatchEvent(new CustomEvent("desk:filled", { detail: { value: "product_code.0" } }));
}

// press does what a button of the card or of the customers found offers.
export function press(button) {
	if (button.matches("#hits [data-fields]")) return choose(button);
	if (button.matches(".picks button")) return put(button);
	if (button.matches("#saved button")) {
		const name = parcels.name(from), other = document.querySelector("[name=to][value=other]");
		if (name.id === "to_name" && !other.checked) other.click();
		return send(button, name);
	}
	if (!button.matches("#history button")) return;
	for (const order of document.querySelectorAll("#history button")) show(order, order === button);
	go(byId(button.getAttribute("aria-controls")).querySelector("button"));
}
