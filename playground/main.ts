import { diagnoseModem } from "../cli/steps.ts";
import { parseFault } from "../simulator/faults/script.ts";
import { STYLE } from "../simulator/timeline/draw.ts";
import { pageOf } from "../simulator/timeline/page.ts";
import { Recorder } from "../simulator/timeline/recorder.ts";
import { timelineOf } from "../simulator/timeline/timeline.ts";
import { waveformsOf } from "../simulator/timeline/vcd.ts";
import viewerProgram from "../dist/simulator/timeline/viewer.txt";
import { openEditor, replaceText } from "./editor.ts";
import { EXAMPLES } from "./examples.ts";
import { SerialLink, SimulatedLink, type WebSerialPort } from "./links.ts";
import { Station } from "./modem.ts";
import { RatePlot } from "./rate.ts";
import { openTerminal, shown } from "./terminal.ts";
import { Viewer } from "./viewer.ts";

/** What the buttons of faults say and do, in the words of `--fault`. */
const FAULTS: readonly (readonly [name: string, fault: string])[] = [
	["Lose 40 bytes of the next chunk", "drop@count=40,on=+HTTPREAD:,after=20"],
	["Flip a bit", "flip"],
	["A call (RING)", "code:RING"],
	["A message", "message:+4912345 hello"],
	["Silent for 3 s", "silence:3000"],
	["Lose the bearer", "bearer"],
	["Supply fails", "dip"],
	["Server answers nothing", "stall"],
];

/** ms; a picture is drawn again at most this often, and not more than a fifth of the time. */
const REDRAW = 400;
const SHARE = 5;
/** ms that are seen while the timeline follows. */
const WINDOW = 30_000;

const get = <Element extends HTMLElement>(id: string): Element => document.getElementById(id) as Element;
const source = get<HTMLSelectElement>("source");
const baud = get<HTMLSelectElement>("baud");
const example = get<HTMLSelectElement>("example");
const [run, stop] = [get<HTMLButtonElement>("run"), get<HTMLButtonElement>("stop")];
const output = get("output");

let recorder = new Recorder();
let running: AbortController | undefined;

const say = (text: string): void => void (get("status").textContent = text);
const print = (...values: unknown[]): void => {
	output.textContent += `${values.map(value => (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)))).join(" ")}\n`;
	output.scrollTop = output.scrollHeight;
};

const terminal = openTerminal(get("terminal"), text => {
	if (running) return say("a program is running: Stop ends it");
	void station.link?.write(Uint8Array.from(text, each => each.charCodeAt(0)));
});
const station = new Station(
	(bytes, isSent) => terminal.write(isSent ? `\x1b[34m${shown(bytes).replaceAll("\r", "\r\n")}\x1b[0m` : shown(bytes)),
	error => say(`the modem is gone: ${error.message}`),
);

// The modem

async function connect(): Promise<void> {
	const rate = Number(baud.value);
	begin();
	if (source.value === "simulated") {
		await station.use(new SimulatedLink(recorder, rate));
		say("a simulated SIM900 is connected");
	} else {
		const { serial } = navigator as { serial?: { requestPort(): Promise<WebSerialPort> } };
		if (!serial) return say("this browser has no Web Serial: Chromium, Chrome and Edge have it");
		const link = new SerialLink(await serial.requestPort(), recorder, rate);
		await station.use(link);
		await link.open();
		say("the serial port is open");
	}
	for (const button of get("faults").querySelectorAll("button")) button.disabled = station.link?.strike === undefined;
}

/** A recording of its own from now on. */
function begin(): void {
	recorder = new Recorder();
	station.trace.length = 0;
}

// Programs

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map(each => each.toString(16).padStart(2, "0")).join("");
}

/** Whatever drives the modem: one thing at a time, which Stop ends. */
async function drive(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
	if (running) return;
	running = new AbortController();
	[run.disabled, stop.disabled] = [true, false];
	output.textContent = "";
	say(`${name} is running`);
	try {
		await work(running.signal);
		say(`${name} has ended`);
	} catch (error) {
		print(`${(error as Error).name}: ${(error as Error).message}`);
		say(`${name} has failed`);
	} finally {
		running = undefined;
		[run.disabled, stop.disabled] = [false, true];
	}
}

type Program = (modem: ReturnType<Station["drive"]>, show: typeof print, digest: typeof sha256) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => Program;

const runProgram = (): Promise<void> =>
	drive("the program", async signal => {
		const program = new AsyncFunction("modem", "print", "sha256", editor.state.doc.toString());
		const modem = station.drive(Number(baud.value));
		signal.addEventListener("abort", () => modem.close());
		await program(modem, print, sha256).finally(() => modem.close());
	});

const diagnose = (): Promise<void> =>
	drive("diagnose", signal =>
		diagnoseModem({
			connect: listeners => {
				const modem = station.drive(Number(baud.value), listeners);
				signal.addEventListener("abort", () => modem.close());
				return modem;
			},
			baud: baud.value,
			apn: "internet",
			url: "http://example.com/",
			signal,
			report: ({ step, ok, saw }) => print(`${ok ? "ok  " : "FAIL"}  ${step.padEnd(16)}  ${saw}`),
		}),
	);

// The timeline

const viewer = new Viewer(timelineOf(recorder, "Timeline"));
const rate = new RatePlot(get("rate"));
let drawn = -1;

function redraw(): void {
	const begun = performance.now();
	if (recorder.end !== drawn) {
		drawn = recorder.end;
		const timeline = timelineOf(recorder, "Timeline");
		const from = get<HTMLInputElement>("follow").checked ? Math.max(0, timeline.duration - WINDOW) : 0;
		viewer.show(timeline);
		if (get<HTMLInputElement>("follow").checked) viewer.look(from, timeline.duration, false);
		rate.show(recorder, from, timeline.duration);
	}
	setTimeout(redraw, Math.max(REDRAW, (performance.now() - begun) * SHARE));
}

function save(name: string, type: string, text: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// What can be pressed

for (const name of Object.keys(EXAMPLES)) example.add(new Option(name));
const editor = openEditor(get("editor"), EXAMPLES[example.value]!);
example.addEventListener("change", () => replaceText(editor, EXAMPLES[example.value]!));
for (const [name, fault] of FAULTS) {
	const button = document.createElement("button");
	button.textContent = name;
	button.addEventListener("click", () => station.link?.strike?.(parseFault(fault)));
	get("faults").append(button);
}
const style = document.createElement("style");
style.textContent = STYLE;
document.head.append(style);
get("timeline").replaceChildren(...viewer.parts);
const pressed: Readonly<Record<string, () => unknown>> = {
	connect: () => connect().catch((error: Error) => say(error.message)),
	diagnose,
	run: runProgram,
	stop: () => running?.abort(new Error("stopped")),
	clear: () => {
		begin();
		station.link?.record(recorder);
	},
	"save-trace": () => save("sim900-trace.txt", "text/plain", `${station.trace.join("\n")}\n`),
	"save-timeline": () => save("sim900-timeline.html", "text/html", pageOf(timelineOf(recorder, "Dialogue with the modem"), viewerProgram)),
	"save-waveforms": () => save("sim900.vcd", "text/plain", waveformsOf(recorder)),
};
for (const [id, act] of Object.entries(pressed)) get(id).addEventListener("click", act);
void connect().finally(redraw);
