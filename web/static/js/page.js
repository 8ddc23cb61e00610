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

// The time left until today's cut-off runs; after it the line goes.
const cutOff = document.querySelector("[data-left]");

function countDown() {
	const left = Number(cutOff.dataset.left) - performance.now() / 1000;
	if (left <= 0) return cutOff.remove();
	const minutes = Math.floor(left / 60);
	cutOff.textContent = cutOff.dataset.text.replace("--:--", `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`);
	setTimeout(countDown, 10000);
}
if (cutOff) countDown();
