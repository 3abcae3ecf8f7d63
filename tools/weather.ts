/*
	npm run weather: operations under scripts of random faults, as many as you like, on every core. What fails is made as small as it can be and printed
	as a test to paste into weather-kept.ts in host-tests/modem, host-tests/socket or host-tests/messages.

	npm run weather                            1000 from a random seed
	FIRST=1 COUNT=100000 npm run weather       those
	npm run weather -- --minutes 1             as many as fit
	npm run weather -- sockets                 over sockets; over messages
*/
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { FAMILIES, type FamilyName } from "../host-tests/support/weather/families.ts";
import type { Order, Report } from "./weather/worker.ts";

/** Seeds that a worker is given at once. */
const PORTION = 20;
/** ms between two lines of progress. */
const PAUSE = 10_000;
const WORKER = fileURLToPath(new URL("weather/worker.ts", import.meta.url));

const { values, positionals } = parseArgs({ options: { minutes: { type: "string" } }, allowPositionals: true });
const family = (positionals[0] ?? "transfers") as FamilyName;
if (!Object.hasOwn(FAMILIES, family)) throw new Error(`there is weather over ${Object.keys(FAMILIES).join(", ")}, not over ${family}`);
const first = Number(process.env["FIRST"] ?? Math.floor(Math.random() * 1e9));
const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
const count = Number(process.env["COUNT"] ?? (minutes === Infinity ? 1000 : Infinity));
const begun = performance.now();

let next = first;
let played = 0;
let failed = 0;
const kinds = new Map<string, number>();
const ends = new Map<string, number>();

const seconds = (): number => Math.round((performance.now() - begun) / 1000);
const isOver = (): boolean => next >= first + count || seconds() >= minutes * 60;

function tellProgress(): void {
	console.log(`${seconds()} s: ${played}${count === Infinity ? "" : ` of ${count}`}, ${failed} failed`);
}

function take({ seeds, ends: outcomes, failures }: Report): void {
	played += seeds;
	for (const [end, times] of outcomes) ends.set(end, (ends.get(end) ?? 0) + times);
	for (const { seed, kind, text } of failures) {
		failed++;
		const times = (kinds.get(kind) ?? 0) + 1;
		kinds.set(kind, times);
		console.log(text === "" ? `\nseed ${seed}: ${kind}, once more` : `\nseed ${seed}: ${kind}\n${text}`);
	}
}

/** One process that is given seeds until there are no more; the first failures of a kind are shrunk. */
function work(): Promise<void> {
	const worker = fork(WORKER, { execArgv: ["--import", "tsx"] });
	const order = (): void => {
		if (isOver()) return void worker.disconnect();
		const last = Math.min(next + PORTION, first + count);
		const known = [...kinds].filter(([, times]) => times >= 3).map(([kind]) => kind);
		worker.send({ family, first: next, last, known } satisfies Order);
		next = last;
	};
	return new Promise((resolve, reject) => {
		worker.on("message", report => {
			take(report as Report);
			order();
		});
		worker.on("exit", status => (status === 0 ? resolve() : reject(new Error(`a worker has ended with ${status}`))));
		order();
	});
}

console.log(
	`weather from seed ${first} on: FIRST=${first}${count === Infinity ? "" : ` COUNT=${count}`} npm run weather -- ${family} plays the same`,
);
const timer = setInterval(tellProgress, PAUSE);
await Promise.all(Array.from({ length: availableParallelism() }, work));
clearInterval(timer);
console.log(`\n${[...ends].toSorted((a, b) => b[1] - a[1]).map(each => each.join(" "))}`);
for (const [kind, times] of kinds) console.log(`${times} × ${kind}`);
console.log(`${played} trials, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
