// The call on the desk: the number that rang, and who is on the line.

import { caller } from "./cti.js";
import { go } from "./stops.js";

const byId = (id) => document.getElementById(id);

// answer puts the number that rang into an empty desk and says whether one did.
export function answer() {
	const phone = byId("phone");
	if (!caller || phone.value) return false;
	phone.value = byId("caller").value = caller;
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
