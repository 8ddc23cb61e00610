// The addresses that a postal code may stand for, and the codes that an address
// may have.

import { go } from "./stops.js";

const byId = (id) => document.getElementById(id);
const boxOf = (field) => byId(field.id.replace("postal_code", "places"));
const isAddress = (field) => /address1(-\d+)?$/.test(field.id);
const addressOf = (box) => byId(box.id.replace("places", "address1"));
const buttons = (box) => [...box.querySelectorAll("button")];
const visible = (box) => buttons(box).filter((button) => !button.hidden);

const placesOf = (target) => byId(target.id.replace("address1", "places"));
const codeOf = (target) => byId(target.id.replace("address1", "postal_code"));

// number gives the digits to the first nine that are to be seen.
function number(box) {
	for (const button of buttons(box)) delete button.dataset.digit;
	visible(box).forEach((button, i) => {
		if (i < 9) button.dataset.digit = i + 1;
		button.querySelector("b").textContent = i < 9 ? i + 1 : "";
	});
}

function fill(target, value) {
	target.value = target.dataset.filled = value;
	target.dispatchEvent(new Event("input", { bubbles: true }));
}

// common is what all the addresses begin with.
function common(values) {
	let start = values[0];
	for (const value of values) while (!value.startsWith(start)) start = start.slice(0, -1);
	return start;
}

// fits says that the address typed is one of the code's, and cannot become
// another of them.
function fits(box, target) {
	const text = target.value.trim(), values = buttons(box).map((button) => button.dataset.value).filter(Boolean);
	return values.some((value) => text.startsWith(value)) && !values.some((value) => value.length > text.length && value.startsWith(text));
}

// arrived fills what is certain into an address that nobody has typed, and
// shows the addresses when there is something to choose or to correct.
export function arrived(field) {
	const box = boxOf(field), target = addressOf(box), values = buttons(box).map((button) => button.dataset.value);
	const own = target.value.trim() !== "" && target.value !== target.dataset.filled;
	if (!own && values.length) fill(target, common(values));
	else if (!own && target.value) fill(target, "");
	if (!own) box.querySelector("p")?.remove(); // the address that the code gave before
	for (const button of buttons(box)) button.hidden = fits(box, target);
	number(box);
}

// leave goes on from the postal code: to the list, or behind an address that fits.
export function leave(field) {
	const box = boxOf(field), target = addressOf(box);
	if (target.value.trim() && (fits(box, target) || !buttons(box).length)) go(byId(field.id.replace("postal_code", "address2")));
	else go(visible(box)[0] || target);
}

// narrow leaves of the list what begins as the address typed.
export function narrow(target) {
	if (!isAddress(target)) return;
	const box = placesOf(target);
	box.querySelector("p")?.remove();
	if (!buttons(box).length) return;
	if (buttons(box)[0].dataset.code) return box.replaceChildren();
	const text = target.value.trim();
	for (const button of buttons(box)) button.hidden = !button.dataset.value.startsWith(text) || button.dataset.value === text;
	number(box);
}

// typeOn goes from the list to the end of the address.
export function typeOn(box) {
	const target = addressOf(box);
	target.focus();
	target.setSelectionRange(target.value.length, target.value.length);
}

// take puts an address, or a postal code, into its field and goes on with the street.
export function take(button) {
	const box = button.closest(".choices"), target = addressOf(box);
	if (button.dataset.code) takeCode(box, target, button.dataset.code);
	else fill(target, button.dataset.value);
	go(byId(target.id.replace("address1", "address2")));
	for (const other of buttons(box)) other.hidden = true;
}

function takeCode(box, target, code) {
	const field = codeOf(target);
	box.querySelector("p")?.remove();
	field.dataset.asked = code.replace("-", "");
	target.dataset.checked = question(target, code);
	fill(field, code);
}

const question = (target, code) => code + " " + target.value.trim();

// check asks about an address that was typed, once for each address and code.
export function check(target) {
	if (!isAddress(target)) return false;
	const text = question(target, codeOf(target).value);
	if (!target.value.trim() || target.dataset.checked === text) return false;
	target.dataset.checked = text;
	const values = { places_of: codeOf(target).name };
	htmx.ajax("POST", "/orders/new/address", { source: target, target: placesOf(target), swap: "outerHTML", values }).then(() => checked(target));
	return true;
}

// checked shows the codes, and goes on to them if Enter was pressed before.
function checked(target) {
	const box = placesOf(target), moved = target.dataset.wait === "enter";
	target.dataset.wait = "";
	number(box);
	if (moved) go(visible(box)[0] || byId(target.id.replace("address1", "address2")));
}

// enter leaves an address that has no code yet: to the codes that it may have.
export function enter(target) {
	if (!isAddress(target) || codeOf(target).value.trim() || !target.value.trim()) return false;
	const first = visible(placesOf(target))[0];
	if (first) return go(first), true;
	if (!check(target)) return false;
	target.dataset.wait = "enter";
	return true;
}
