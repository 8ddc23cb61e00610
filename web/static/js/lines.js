// The rows of the order: code, Enter, quantity, Enter, next row.

import { go } from "./stops.js";

const body = () => document.getElementById("lines");
const part = (row, name) => document.getElementById(`${name}-${row.dataset.row}`);

export const rowOf = (element) => element.closest("tr[data-row]");
export const code = (row) => part(row, "product_code");
export const quantity = (row) => part(row, "quantity");
export const edition = (row) => part(row, "edition");
export const parcel = (row) => part(row, "parcel");
export const echo = (row) => part(row, "echo");

const override = (row) => part(row, "override");
const why = (row) => part(row, "override_reason");

// fields are those of a row about which the server may complain.
export const fields = (row) => [code(row), quantity(row), parcel(row), override(row), why(row)].filter(Boolean);

// unknown says that the server has looked the row's code up in vain.
export function unknown(row) {
	const e = echo(row);
	return e.dataset.known === "false" && e.dataset.for === code(row).value.trim();
}

// A name or reading is looked up before Enter goes on: the next digit chooses
// among what is found. A code goes on at once, and is looked up meanwhile.
const byName = (text) => /[^\x20-\x7e]/.test(text.normalize("NFKC")) || /^[a-z ]{3,}$/i.test(text);
let waiting = null;

// left is the row whose code Enter has just gone on from, and the quantity that
// stood there: if the code turns out to be none, Enter comes back.
let left = null;

// usual is a quantity that needs no second look; any other may be a slip.
const usual = (text) => /^[1-9][0-9]*$/.test(text.normalize("NFKC")) && Number(text.normalize("NFKC")) < (Number(body().dataset.warn) || Infinity);

// fresh says that the echo is about what stands in the field.
function fresh(field) {
	const row = rowOf(field), about = echo(row).dataset;
	return about.for === code(row).value.trim() && (field === code(row) || about.quantity === field.value.trim());
}

// asks says whether Enter has to wait for what the server finds.
export function asks(field) {
	const row = rowOf(field), text = field.value.trim();
	const unsure = field === code(row) ? byName(text) : field === quantity(row) && text !== "" && !usual(text);
	waiting = unsure && !fresh(field) ? field : null;
	return waiting !== null;
}

// answered goes on where Enter waits.
export function answered() {
	comeBack();
	const field = waiting;
	if (!field || !fresh(field)) return;
	waiting = null;
	if (document.activeElement === field) enter(field);
}

// comeBack leads to what is proposed for a code that is none, else to the code,
// unless a quantity has been typed meanwhile.
function comeBack() {
	if (!left || !fresh(code(left.row))) return;
	const { row, count } = left, field = quantity(row);
	left = null;
	if (unknown(row) && document.activeElement === field && field.value === count) go(proposed(row) || code(row));
}

// hastens says whether a code that Enter has gone on from is still to be looked up.
export const hastens = () => left !== null;

// guarded stops at goods that are not there yet, and at a quantity that may be a slip: a product's code leads to the
// choice of what it is, a large number wants Enter twice.
function guarded(row) {
	const waits = echo(row).querySelector(".wait button");
	if (waits && echo(row).dataset.for === code(row).value.trim()) return go(waits), true;
	const field = quantity(row), choice = echo(row).querySelector(".guard button"), tick = echo(row).querySelector(".guard input");
	if (!fresh(field) || tick?.checked || !(choice || tick)) return false;
	if (choice) go(choice);
	else if (field.dataset.asked !== field.value) field.dataset.asked = field.value;
	else return !confirm(tick);
	return true;
}

function confirm(tick) {
	tick.checked = true;
	tick.dispatchEvent(new Event("input", { bubbles: true }));
	return true;
}

// home is the field that a list of choices in a row is about.
export const home = (group) => (group.matches(".guard, .wait") ? quantity : code)(rowOf(group));

// proposed is the first product proposed for a code that is none.
export const proposed = (row) => echo(row).querySelector("button");

// after is the next row, made when there is none.
export function after(row) {
	if (row.nextElementSibling) return row.nextElementSibling;
	const n = Number(row.dataset.row) + 1;
	const html = document.getElementById("line-template").innerHTML.replaceAll("__N__", n).replaceAll("__L__", n + 1);
	body().insertAdjacentHTML("beforeend", html);
	return row.nextElementSibling;
}

// firstFree is the first row without a code.
export function firstFree() {
	const rows = [...body().rows];
	return rows.find((row) => code(row).value.trim() === "") || after(rows.at(-1));
}

const rows = () => [...body().children];
const filled = (row) => code(row).value.trim() !== "";

// onward is where a quantity leads: to the line's parcel where there are
// several, else to the next row.
const onward = (row) => (parcel(row)?.getClientRects().length ? parcel(row) : code(after(row)));

// below is where a parcel's number leads: to that of the next line, or to a
// free row.
const below = (row) => (filled(after(row)) ? parcel : code)(after(row));

// parcels is the first line's parcel, to say of one line after another where
// it goes.
export const parcels = () => parcel(rows()[0]);

// upDown goes through the numbers of the parcels.
export function upDown(field, step) {
	const all = rows(), to = all[all.indexOf(rowOf(field)) + step];
	if (to) go(parcel(to));
}

// into puts a parcel's number to lines that have none.
export function into(no) {
	for (const row of rows()) if (filled(row) && !parcel(row).value.trim() && document.activeElement !== parcel(row)) parcel(row).value = no;
}

// moved renumbers after a parcel was taken out; its lines go into the first.
export function moved(no, several) {
	for (const row of rows()) {
		const field = parcel(row), n = Number(field.value.normalize("NFKC"));
		if (!several) field.value = "";
		else if (n === no) field.value = 1;
		else if (n > no) field.value = n - 1;
	}
}

// enter goes on inside the rows; false lets the desk go on behind them.
export function enter(field) {
	const row = rowOf(field);
	if (field === override(row)) return go(why(row)), true;
	if (field === why(row)) return go(quantity(row).value.trim() ? onward(row) : quantity(row)), true;
	if (field.type === "checkbox") return confirm(field) && (go(onward(row)), true);
	if (field === parcel(row)) return go(below(row)), true;
	if (field === code(row)) {
		if (!field.value.trim()) return quantity(row).value.trim() !== "" ? (go(quantity(row)), true) : false;
		left = fresh(field) ? null : { row, count: quantity(row).value };
		go(unknown(row) ? proposed(row) || code(row) : quantity(row));
		return true;
	}
	if (unknown(row)) {
		go(proposed(row) || code(row));
	} else if (field.value.trim() === "" && code(row).value.trim() !== "") {
		field.setAttribute("aria-invalid", "true");
	} else if (!guarded(row)) {
		go(onward(row));
	}
	return true;
}

// move takes the code out of the quantity's box into the next free row.
function move(row, product, count) {
	quantity(row).value = count;
	const to = code(after(row)).value.trim() ? firstFree() : after(row);
	code(to).value = product;
	go(quantity(count ? to : row));
	code(to).dispatchEvent(new Event("input", { bubbles: true }));
}

// wait notes that the customer waits for the goods.
export function wait(row, mark) {
	part(row, "backorder").value = mark;
	go(quantity(row).value.trim() ? onward(row) : quantity(row));
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
}

// take does what a button in a row offers: a proposed product, or what a
// suspicious quantity is.
export function take(button) {
	const row = rowOf(button), tick = echo(row).querySelector(".guard input");
	if (button.dataset.without !== undefined) return clear(button);
	if (button.dataset.wait) return wait(row, button.dataset.wait);
	if (button.dataset.move) return move(row, button.dataset.move, button.dataset.keep);
	if (button.dataset.really !== undefined) return confirm(tick) && go(onward(row));
	code(row).value = button.dataset.value;
	echo(row).replaceChildren();
	go(quantity(row).value.trim() ? code(after(row)) : quantity(row));
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
}

// reduce opens the fields of an agreed price in the row of a code or quantity.
export function reduce(field) {
	const row = rowOf(field), price = row && override(row);
	if (!price || (field !== code(row) && field !== quantity(row))) return false;
	price.parentElement.hidden = false;
	go(price);
	return true;
}

// propose marks the row as proposed by staff, or takes the mark back.
export function propose(field) {
	const row = rowOf(field);
	if (!row || (field !== code(row) && field !== quantity(row)) || !code(row).value.trim()) return false;
	const mark = part(row, "proposed");
	mark.value = mark.value ? "" : "yes";
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
	return true;
}

// leave goes back from an agreed price to the quantity; an empty one is put away.
export function leave(field) {
	const row = rowOf(field), price = row && override(row);
	if (!price || (field !== price && field !== why(row))) return false;
	price.parentElement.hidden = !price.value.trim() && !why(row).value;
	go(quantity(row));
	return true;
}

// clear empties the row of a field.
export function clear(field) {
	const row = rowOf(field);
	if (!row) return;
	code(row).value = quantity(row).value = parcel(row).value = part(row, "backorder").value = part(row, "proposed").value = "";
	if (override(row)) {
		override(row).value = why(row).value = "";
		override(row).parentElement.hidden = true;
	}
	echo(row).replaceChildren();
	go(code(row));
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
}
