// The order desk by keyboard: Enter goes on and never sends, digits choose,
// F-keys jump, Esc never loses anything. What the server says arrives as
// fragments (htmx) that never replace a field in which somebody may be typing.

import * as call from "./call.js";
import * as card from "./card.js";
import { follow } from "./kana.js";
import * as label from "./label.js";
import * as lines from "./lines.js";
import * as parcels from "./parcels.js";
import * as places from "./places.js";
import * as repeat from "./repeat.js";
import { go, next } from "./stops.js";

const form = document.getElementById("order");
const byId = (id) => document.getElementById(id);
const named = (name) => byId(name.replace(".", "-"));
const trigger = (element, event) => element && htmx.trigger(element, event);

follow(form);

// --- what follows from typing: preview at once, draft soon after

let previewTimer, saveTimer;

// preview asks what follows. A choice asks at once, before an older answer can
// arrive and undo it.
function preview(delay) {
	clearTimeout(previewTimer);
	previewTimer = delay ? setTimeout(ask, delay) : ask();
}

function ask() {
	previewTimer = 0;
	trigger(form, "desk:preview");
}

// What is read back must be what was typed: the read-back is entered when no
// answer is under way that could change its words.
let asking = 0, toRead = false;

const settled = () => !previewTimer && !asking;

function read() {
	toRead = !settled();
	if (toRead && previewTimer) preview(0);
	if (!toRead) go(document.querySelector("#readback input:not(:checked)") || byId("save"));
}

byId("preview").addEventListener("htmx:beforeRequest", () => { asking++; });

label.left(() => preview(0));

function save(delay) {
	clearTimeout(saveTimer);
	saveTimer = setTimeout(() => trigger(form, "desk:save"), delay);
}

form.addEventListener("input", (event) => {
	const field = event.target;
	if (field.id === "find") return;
	forgive(field);
	parcels.noted(field);
	parcels.fill();
	const choice = field.type === "radio" || field.type === "checkbox" || field.tagName === "SELECT";
	preview(choice ? 0 : 200);
	save(800);
	if (field.id === "phone") phoneTyped(field);
	if (field.dataset.postal !== undefined) postalTyped(field);
	if (event.isTrusted) places.narrow(field);
});

form.addEventListener("change", (event) => { places.check(event.target); });

// keep saves what stands on the page now and then goes on. A save that was
// under way before knows less than the page, and is not waited for.
let asked = 0, going = 0, kept = null;

function keep(then) {
	clearTimeout(saveTimer);
	asked++;
	kept = then;
	trigger(form, "desk:save");
}

function draftAnswered(answer) {
	byId("draft-version").value = byId("draft-state").dataset.version;
	if (!kept || going < asked) return;
	const then = kept;
	kept = null;
	then(answer);
}

byId("draft").addEventListener("htmx:beforeRequest", () => { going = asked; });
form.addEventListener("htmx:sendError", () => { byId("draft-state").textContent = form.dataset.offline; });

document.body.addEventListener("desk:saved", (event) => {
	if (location.pathname !== event.detail.value) history.replaceState(null, "", event.detail.value);
	document.querySelector("form[action='/lang'] [name=back]").value = event.detail.value;
	document.querySelector("#notice .bad")?.remove(); // what failed before goes again
});

// forgive takes back the complaint about a field that is being corrected.
function forgive(field) {
	if (!field.name) return;
	field.removeAttribute("aria-invalid");
	byId("err-" + field.name.replace(".", "-"))?.replaceChildren();
}

// accuse marks the fields about which the server has said something.
function accuse() {
	for (const row of document.querySelectorAll("#lines tr")) {
		const bad = (lines.echo(row).dataset.bad || "").split(" ");
		for (const field of lines.fields(row)) {
			field.toggleAttribute("data-wrong", bad.includes(field.name) && field.value.trim() !== "");
		}
	}
}

function previewArrived() {
	asking--;
	accuse();
	lines.answered();
	if (toRead && settled()) read();
}

// --- the customer

const digits = (text) => text.normalize("NFKC").replace(/[^0-9]/g, "");
let searched = byId("customer_id").value ? digits(byId("phone").value) : "", wait = "";

function phoneTyped(field) {
	const number = digits(field.value);
	const whole = number.length === 11 || (number.length === 10 && !/^0[5-9]0/.test(number));
	if (number !== searched) byId("hits")?.replaceChildren();
	if (!whole || number === searched) {
		if (!whole) searched = "";
		return;
	}
	searched = number;
	byId("find").value = "";
	trigger(field, "desk:phone");
	wait = "phone";
}

// hitsArrived moves on if Enter was pressed before the answer came.
function hitsArrived() {
	const moved = wait === "enter";
	wait = "";
	if (moved) leavePhone();
}

function leavePhone() {
	const first = byId("hits").querySelector("input, button");
	go(first || byId("name"));
}

document.body.addEventListener("desk:filled", (event) => {
	searched = digits(byId("phone").value);
	go(named(event.detail.value));
	save(0);
});

function postalTyped(field) {
	const number = digits(field.value);
	if (number.length === 7 && number !== field.dataset.asked) {
		field.dataset.asked = number;
		field.dataset.wait = "answer";
		trigger(field, "desk:postal");
	}
}

function placesArrived(field) {
	const moved = field.dataset.wait === "enter";
	field.dataset.wait = "";
	places.arrived(field);
	if (moved) places.leave(field);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
	const source = event.detail.elt;
	if (source.id === "phone" || source.id === "find") hitsArrived();
	else if (source.dataset.postal !== undefined) placesArrived(source);
	else if (source.id === "last-order") event.detail.successful && repeat.arrived();
	else if (source.id === "preview") previewArrived();
	else if (source.id === "further" && event.detail.successful) parcels.dropped(Number(event.detail.requestConfig.parameters.drop));
	else if (source.id === "draft") draftAnswered(event.detail);
});

// --- keys

function enter(field) {
	if (field.id === "save") return true; // F10 or a click sends, Enter never
	if (field.tagName === "BUTTON" || field.tagName === "A") return false;
	if (field.id === "find") {
		wait = "enter";
		trigger(field, "desk:find");
	} else if (field.id === "phone") {
		if (wait === "phone") wait = "enter";
		else leavePhone();
	} else if (field.dataset.postal !== undefined) {
		if (field.dataset.wait === "answer") field.dataset.wait = "enter";
		else places.leave(field);
	} else if (call.enter(field) || call.last(field) || places.enter(field)) {
		return true;
	} else if (field.id === "campaign") {
		go(lines.code(lines.firstFree()));
	} else if (lines.rowOf(field)) {
		if (lines.asks(field)) preview(0);
		else if (!lines.enter(field)) section("F4");
		else if (previewTimer && lines.hastens()) preview(0);
	} else {
		if (field.type === "checkbox" && !field.checked) field.click();
		next(form, byId(field.id) || field);
	}
	return true;
}

function section(key) {
	const checked = (name) => form.querySelector(`[name=${name}]:checked`);
	if (key === "F2") go(document.activeElement.id === "phone" ? checked("channel") : byId("phone"));
	const at = document.activeElement;
	if (key === "F3") go(parcels.several() && lines.rowOf(at) && !at.matches(".into") ? lines.parcels() : lines.code(lines.firstFree()));
	if (key === "F4") at.closest("#delivery .parcel") && parcels.several() ? parcels.following(at) : go(checked("to"));
	if (key === "F8") read();
}

// disputed goes to the comparison when the draft was changed or taken over by
// somebody else: what is typed here is saved nowhere yet.
function disputed() {
	const compare = byId("compare");
	if (compare) go(compare);
	return compare !== null;
}

function park() {
	call.part(true);
	keep((answer) => {
		call.part(false);
		if (answer.successful && !disputed()) location.assign("/orders/new");
	});
}

let sent = false;

// send places the order, or does what another button of the form is for. What
// is typed is kept as a draft first: if the session has ended or the line is
// down, the page stays as it is and says so.
function send(button) {
	if (sent) return;
	sent = true;
	byId("draft-state").textContent = form.dataset.saving;
	const late = setTimeout(() => form.requestSubmit(button), 5000); // no draft is no reason to wait for ever
	keep((answer) => {
		clearTimeout(late);
		call.part(false);
		if (disputed()) return void (sent = false);
		if (answer.xhr.status !== 401 && answer.xhr.status !== 0) return form.requestSubmit(button);
		sent = false;
		if (answer.xhr.status) byId("draft-state").textContent = ""; // the notice above says why
	});
}
form.addEventListener("focusin", (event) => parcels.noted(event.target));
addEventListener("pageshow", () => { sent = false; });

// help opens the list of the keys over the page, or closes it; the browser then
// gives the focus back to where it was.
function help() {
	const keys = byId("keys");
	keys.open ? keys.close() : keys.showModal();
}

const asks = (key) => key === "?" || key === "\uff1f";

// Where nobody types a question mark it opens the list as F1 does; an input
// method may have made it a wide one.
const unasked = (field) => !field.matches("input:not([type=radio]):not([type=checkbox]), select") || field.matches("#phone, [data-postal], #lines input");

// ending asks how a call ends that is no order, and ends it the second time.
function ending() {
	if (call.open()) return;
	call.part(true);
	send(byId("end-submit"));
}

const actions = { F1: help, F6: repeat.ask, F7: card.history, Insert: parcels.add, F9: park, "Shift+F9": ending, F10: () => send() };

function press(key) {
	if (actions[key]) actions[key]();
	else section(key);
}

// digit chooses among the choices or radio buttons in which the focus is.
function digit(field, key) {
	const group = field.closest(".choices, fieldset");
	const choice = group?.querySelector(`[data-digit="${key}"]:not([hidden])`);
	if (!choice) return false;
	if (choice.type !== "radio" && choice.type !== "checkbox") choice.focus();
	choice.click();
	if (choice.type === "radio") choice.focus();
	return true;
}

// back leaves a list of choices for the field that it belongs to.
function back(field) {
	const group = field.closest(".choices");
	if (call.close(field)) return;
	if (!group) return;
	if (lines.rowOf(group)) go(lines.home(group));
	else if (card.owns(group)) card.back(group);
	else if (repeat.owns(group)) repeat.back();
	else go(byId(group.id === "hits" ? "phone" : group.id.replace("places", "postal_code")));
}

// typeOn lets a letter typed on a list go to the field that the list is about.
function typeOn(field) {
	const group = field.closest(".choices");
	if (lines.rowOf(group)) go(lines.home(group));
	else if (group.matches(".places")) places.typeOn(group);
	return group.id === "hits";
}

function arrow(field, step) {
	const all = [...field.closest(".choices").querySelectorAll("button:not([hidden])")];
	go(all[(all.indexOf(field) + step + all.length) % all.length]);
}

// listed closes the list of the keys; the others do nothing beneath it.
function listed(event) {
	const opener = event.key === "F1" || asks(event.key);
	if (opener) help();
	if (opener || /^F[0-9]+$/.test(event.key)) event.preventDefault();
}

form.addEventListener("keydown", (event) => {
	const field = event.target, key = event.key;
	if (event.isComposing || event.keyCode === 229) return; // the IME's own Enter
	if (byId("keys").open) return listed(event);
	const choosing = field.matches(".choices button"), text = field.matches("input:not([type=radio]):not([type=checkbox])");
	let done = true;
	if (key === "Enter" && event.ctrlKey) label.take();
	else if (key === "Enter") done = enter(field);
	else if (/^F([1-46-9]|10)$/.test(key)) press(key === "F9" && event.shiftKey ? "Shift+F9" : key);
	else if (key === "Insert" && !event.ctrlKey && !event.shiftKey) parcels.add();
	else if (key === "Delete" && event.ctrlKey) lines.rowOf(field) ? lines.clear(field) : parcels.drop(field);
	else if (/^Arrow(Up|Down)$/.test(key) && field.matches("#lines .into")) lines.upDown(field, key === "ArrowDown" ? 1 : -1);
	else if (key === "Escape") lines.leave(field) || back(field);
	else if (key === "%" && lines.rowOf(field) && text) go(byId("campaign"));
	else if (key === "+" && lines.propose(field)) done = true;
	else if (key === "/" && lines.reduce(field)) done = true;
	else if (asks(key) && unasked(field)) help();
	else if (/^[0-9]$/.test(key) && (choosing || field.dataset.digit !== undefined)) done = digit(field, key) || choosing;
	else if (/^[1-9]$/.test(key) && card.saved(field, key)) done = true;
	else if (choosing && key === "ArrowDown") arrow(field, 1);
	else if (choosing && key === "ArrowUp") arrow(field, -1);
	else if (choosing && key.length === 1 && key !== " " && !event.ctrlKey) done = typeOn(field);
	else done = false;
	if (done) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
	if (byId("keys").open || event.target.closest("#order") || !/^(F([1-46-9]|10)|Insert)$/.test(event.key)) return;
	event.preventDefault();
	press(event.key === "F9" && event.shiftKey ? "Shift+F9" : event.key);
});

form.addEventListener("click", (event) => {
	const button = event.target.closest("button");
	if (!button) return;
	if (button.matches(".label-take")) label.take(button);
	else if (button.dataset.key) press(button.dataset.key);
	else if (button.matches("#lines .choices button")) lines.take(button);
	else if (repeat.owns(button)) repeat.press(button);
	else if (button.matches(".places button")) places.take(button);
	else if (button.dataset.drop) parcels.drop(button);
	else card.press(button);
});

// The page may have come back with complaints: start at the first.
if (form.dataset.first) go(named(form.dataset.first) || form.querySelector(`[name="${form.dataset.first}"]`));
// A resumed order goes on at its first free line; without a phone number it
// begins there, by autofocus.
else if (byId("phone").defaultValue) go([...form.querySelectorAll("[name^='product_code.']")].find((code) => !code.value));
accuse();

// What was typed while the scripts were loading counts too; htmx listens from here on.
document.addEventListener("DOMContentLoaded", () => {
	if ([...form.elements].some((field) => field.type === "text" && field.value !== field.defaultValue)) {
		preview(0);
		save(800);
	}
	const rang = call.answer();
	if (byId("phone").value) phoneTyped(byId("phone"));
	if (rang) enter(byId("phone"));
	form.dataset.ready = "yes";
});
