import "./clock.js";
import "./cti.js";

// What every page does: the focus goes to the first thing that is wrong.
for (const alert of document.querySelectorAll("[aria-invalid=true]")) {
	alert.focus();
	break;
}

// A form that must not be sent twice by an impatient second click.
document.addEventListener("submit", (event) => {
	const form = event.target;
	if (form.dataset.once === undefined) return;
	if (form.dataset.sent) event.preventDefault();
	form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
	for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
