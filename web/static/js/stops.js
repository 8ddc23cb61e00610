// Where Enter goes: the fields of a form in reading order, then what sends it.

const fields = "input:not([type=hidden]):not([data-skip]), select:not([data-skip]), #check, #save";

function visible(element) {
	return element.checkVisibility(); // neither hidden nor in something closed
}

// isStop leaves one stop for a group of radio buttons: the chosen one, or the first.
function isStop(element, form) {
	if (element.disabled || !visible(element)) return false;
	if (element.type !== "radio") return true;
	const group = [...form.elements].filter((other) => other.name === element.name && visible(other));
	return element === (group.find((other) => other.checked) || group[0]);
}

// stops lists them.
export function stops(form) {
	return [...form.querySelectorAll(fields)].filter((element) => isStop(element, form));
}

// go puts the focus on an element and selects what stands in it.
export function go(element) {
	if (!element) return;
	element.focus();
	if (element.select && element.type !== "radio" && element.type !== "checkbox") element.select();
}

// next goes on from an element.
export function next(form, from) {
	const all = stops(form);
	let at = all.indexOf(from);
	if (at < 0 && from.type === "radio") at = all.findIndex((element) => element.name === from.name);
	if (at < 0) at = all.findIndex((element) => from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) - 1;
	go(all[at + 1]);
}
