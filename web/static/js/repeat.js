// "The same as last time" (F6): what is as it was goes into free rows; what has
// changed is asked about, one digit each.

import * as lines from "./lines.js";
import { go } from "./stops.js";

const byId = (id) => document.getElementById(id);
const changed = () => byId("lines").dispatchEvent(new Event("input", { bubbles: true }));

// ask sends for the comparison, or goes on where answers are due.
export function ask() {
	const last = byId("last-order"), due = document.querySelector("#asked button");
	if (due) go(due);
	else if (last) htmx.trigger(last, "desk:repeat");
}

// put fills a free row with CODE*quantity@edition.
function put(item) {
	const [, product, count, edition] = item.match(/^(.*)\*(\d+)@(.*)$/);
	const row = lines.firstFree();
	lines.code(row).value = product;
	lines.quantity(row).value = count;
	lines.edition(row).value = edition;
	return row;
}

// arrived fills what needs no question and goes to the first that does.
export function arrived() {
	const fill = byId("asked").dataset.fill;
	if (fill) for (const item of fill.split(" ")) put(item);
	byId("asked").dataset.fill = "";
	onward();
	changed();
}

const onward = () => go(document.querySelector("#asked button") || lines.code(lines.firstFree()));

// owns says that a button answers a question.
export const owns = (button) => button.closest("#asked") !== null;

// press takes an answer; what cannot be ordered as it is leads to its row.
export function press(button) {
	const row = button.dataset.line ? put(button.dataset.line) : null;
	if (button.dataset.wait) lines.wait(row, button.dataset.wait);
	button.closest(".question").remove();
	if (!document.querySelector("#asked button")) byId("asked").replaceChildren();
	if (row && button.dataset.seek !== undefined) go(lines.code(row));
	else onward();
	if (row) changed();
}

// back leaves the questions for the rows; they stay to be answered.
export const back = () => go(lines.code(lines.firstFree()));
