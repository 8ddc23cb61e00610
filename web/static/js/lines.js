// The rows of the order: code, Enter, quantity, Enter, next row.

import { go } from "./stops.js";

const body = () => document.getElementById("lines");
const part = (row, name) => document.getElementById(`${name}-${row.dataset.row}`);

export const rowOf = (element) => element.closest("tr[data-row]");
export const code = (row) => part(row, "product_code");
export const quantity = (row) => part(row, "quantity");
export const echo = (row) => part(row, "echo");

// unknown says that the server has looked the row's code up in vain.
export function unknown(row) {
	const e = echo(row);
	return e.dataset.known === "false" && e.dataset.for === code(row).value.trim();
}

// A name or reading is looked up before Enter goes on: the next digit chooses
// among what is found. A code goes on at once, and is looked up meanwhile.
const byName = (text) => /[^\x20-\x7e]/.test(text.normalize("NFKC"));
let waiting = null;

// asks says whether Enter has to wait for what the server finds.
export function asks(field) {
	const row = rowOf(field), text = field.value.trim();
	waiting = field === code(row) && byName(text) && echo(row).dataset.for !== text ? row : null;
	return waiting !== null;
}

// answered goes on where Enter waits.
export function answered() {
	const row = waiting;
	if (!row || echo(row).dataset.for !== code(row).value.trim()) return;
	waiting = null;
	if (document.activeElement === code(row)) enter(code(row));
}

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

// enter goes on inside the rows; false lets the desk go on behind them.
export function enter(field) {
	const row = rowOf(field);
	if (field === code(row)) {
		if (!field.value.trim()) return quantity(row).value.trim() !== "" ? (go(quantity(row)), true) : false;
		go(unknown(row) ? proposed(row) || code(row) : quantity(row));
		return true;
	}
	if (unknown(row)) {
		go(proposed(row) || code(row));
	} else if (field.value.trim() === "" && code(row).value.trim() !== "") {
		field.setAttribute("aria-invalid", "true");
	} else {
		go(code(after(row)));
	}
	return true;
}

// take puts a proposed product into its row.
export function take(button) {
	const row = rowOf(button);
	code(row).value = button.dataset.value;
	echo(row).replaceChildren();
	go(quantity(row).value.trim() ? code(after(row)) : quantity(row));
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
}

// clear empties the row of a field.
export function clear(field) {
	const row = rowOf(field);
	if (!row) return;
	code(row).value = quantity(row).value = "";
	echo(row).replaceChildren();
	go(code(row));
	code(row).dispatchEvent(new Event("input", { bubbles: true }));
}

// repeat puts the lines of the customer's last order into free rows.
export function repeat() {
	const last = document.getElementById("last-order");
	if (!last) return;
	for (const item of last.dataset.lines.trim().split(/\s+/)) {
		const [product, count] = item.split("*");
		const row = firstFree();
		code(row).value = product;
		quantity(row).value = count;
	}
	go(code(firstFree()));
	body().dispatchEvent(new Event("input", { bubbles: true }));
}
