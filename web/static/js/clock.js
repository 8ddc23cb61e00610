// The head says until when calls are taken and with which parcels an order
// leaves. It turns at the minute, without a reload: the server has written
// every phase with the seconds until it begins.

const begun = Date.now();
const lines = [...document.querySelectorAll("[data-phases]")];
let timer;

// turn shows the phase of a line that holds now and answers the seconds until
// the line changes next.
function turn(line, at) {
	const phases = [...line.children];
	const shown = phases.findLast((phase) => Number(phase.dataset.in) <= at);
	for (const phase of phases) phase.hidden = phase !== shown;
	const next = phases.find((phase) => Number(phase.dataset.in) > at);
	const wait = next ? Number(next.dataset.in) - at : Infinity;
	return shown?.dataset.left ? Math.min(wait, countDown(shown, Number(shown.dataset.left) - at)) : wait;
}

function countDown(phase, left) {
	const minutes = Math.max(0, Math.floor(left / 60));
	phase.textContent = phase.dataset.text.replace("--:--", `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`);
	return (left % 60) + 0.01;
}

function tick() {
	clearTimeout(timer);
	const at = (Date.now() - begun) / 1000;
	const wait = Math.min(...lines.map((line) => turn(line, at)), 3600);
	timer = setTimeout(tick, Math.max(wait, 0.01) * 1000 + 10);
}

if (lines.length) {
	tick();
	document.addEventListener("visibilitychange", tick); // a sleeping computer's timers sleep too
	addEventListener("pageshow", tick);
}
