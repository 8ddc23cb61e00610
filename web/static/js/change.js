// The keys of a form that is sent twice: F8 asks what would change, F10 saves
// what was shown. Anything typed after that takes the offer to save away.
const form = document.getElementById("revise");
const save = document.getElementById("save");

addEventListener("keydown", (event) => {
	const button = { F8: document.getElementById("check"), F10: save }[event.key];
	if (!button || event.isComposing) return;
	event.preventDefault();
	if (!button.disabled) button.click();
});

form.addEventListener("input", (event) => {
	if (save && !event.target.name.startsWith("reason")) save.disabled = true;
});
form.dataset.ready = "yes";
