/*
	npm run espruino -- esp32=PATH pico=PATH c3=PATH    measures the modules on real engines, and writes bench/espruino.json

	Each engine is Espruino's program for Linux, compiled with the number of variables of a board (docs/espruino.md says how). `c3` has no room for
	everything: it runs HTTP alone or FTP alone, by the smallest program that does.
*/
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "../../tools/build/build.ts";
import { runOnEngine } from "./engine.ts";
import type { Outcome, Report, Step, Task } from "./report.ts";
import { FILE, LENGTH, SERVER, sha256, Site, WRITTEN } from "./site.ts";

/** What each engine has shown. */
export interface Measured {
	readonly engines: readonly EngineFigures[];
}

/** The modules for Storage. */
export const MODULES: readonly string[] = ["sim900", "sim900-http", "sim900-ftp"];

const fileOf = (module: string): string => `dist/espruino/${module}.tokens.js`;

/** Bytes of a module as text and with tokens. */
export const sizesOf = (module: string): [text: number, tokens: number] => [
	statSync(`dist/espruino/${module}.js`).size,
	statSync(fileOf(module)).size,
];

/** Says whether a module is the one that was measured. */
export const digestOf = (module: string): string =>
	createHash("sha256")
		.update(readFileSync(fileOf(module)))
		.digest("hex")
		.slice(0, 16);

/** Blocks of one engine, above those in use before `require`. */
export interface EngineFigures {
	readonly engine: string;
	readonly version: string;
	readonly variables: number;
	readonly module: string;
	/** Of the module that was measured (`digestOf`). */
	readonly digest: string;
	readonly burst: number;
	readonly required: number;
	readonly connected: number;
	/** Most that a callback of the application has seen; 0 where none has looked. */
	readonly peak: number;
	/** After ten downloads, less after the first one. */
	readonly growth: number;
	/** Bytes a second of 20,000, on a tty at 115200 baud: of GET, POST, FTP get and put. */
	readonly rates: Readonly<Record<string, number>>;
}

const KEPT = "bench/espruino.json";
const TIMES = 10;
const GET: Step = { do: "http", options: { url: "http://example.com/file" } };
const POST: Step = { do: "http", options: { method: "POST", url: "http://example.com/post", length: LENGTH } };
const FTP_GET: Step = { do: "get", options: { ...SERVER, path: "/dir/file.bin" } };
const FTP_PUT: Step = { do: "put", options: { ...SERVER, path: "/up.bin", length: LENGTH } };

/** Steps by name; those that a program does one after the other. */
type Steps = readonly (readonly [name: string, step: Step])[];
const DOWNLOADS: Steps = Array.from({ length: TIMES }, () => ["GET", GET] as const);
const STEPS: Readonly<Record<string, readonly Steps[]>> = {
	"sim900-http": [[...DOWNLOADS, ["POST", POST]]],
	"sim900-ftp": [
		[
			["FTP get", FTP_GET],
			["FTP put", FTP_PUT],
		],
	],
	sim900: [
		[
			["GET", GET],
			["FTP get", FTP_GET],
			["FTP put", FTP_PUT],
		],
	],
};
/** The smallest engine, one kind of transfer a program. */
const SMALL = { engine: "c3", burst: 128 };
const SMALL_STEPS: Readonly<Record<string, readonly Steps[]>> = {
	"sim900-http": [DOWNLOADS, [["POST", POST]]],
	"sim900-ftp": [[["FTP get", FTP_GET]], [["FTP put", FTP_PUT]]],
};
/** A method of a modem for each kind of step. */
const METHODS: Readonly<Record<string, readonly [service: string, method: string]>> = {
	http: ["http", "request"],
	get: ["ftp", "get"],
	put: ["ftp", "put"],
};

function checkOutcome(name: string, { end, body }: Outcome): void {
	const isDownload = name === "GET" || name === "FTP get";
	if (end !== "done" || (isDownload && sha256(body) !== sha256(FILE))) throw new Error(`${name}: ${end}, ${body.length} bytes`);
}

function checkSite(site: Site): void {
	for (const written of [...site.posted, site.ftp.files.get("/up.bin")]) {
		if (written && sha256(written) !== sha256(WRITTEN)) throw new Error("what was uploaded is not what was written");
	}
}

/** What `small.js` is told beside what every program is. */
interface SmallTask extends Task {
	readonly service: string;
	readonly method: string;
	readonly step: Step["options"];
	readonly times: number;
}

async function runSteps(path: string, module: string, steps: Steps, burst: number | undefined): Promise<Report> {
	const options = { apn: { name: "internet" }, serial: { baud: 115200 }, ...(burst && { burst }) };
	const task: Task = { module, options, steps: burst ? [] : steps.map(([, step]) => step) };
	const [, { do: what, options: step }] = steps[0]!;
	const [service, method] = METHODS[what]!;
	const small: SmallTask = { ...task, service, method, step: step!, times: steps.length };
	const site = new Site();
	const report = await runOnEngine(path, fileOf(module), burst ? small : task, site, burst ? "small.js" : "program.js");
	steps.forEach(([name], index) => checkOutcome(name, report.outcomes[index]!));
	checkSite(site);
	return report;
}

async function measure(engine: string, path: string, module: string, programs: readonly Steps[]): Promise<EngineFigures> {
	const burst = engine === SMALL.engine ? SMALL.burst : undefined;
	const all: ReturnType<typeof figuresOf>[] = [];
	for (const steps of programs) all.push(figuresOf(await runSteps(path, module, steps, burst), steps));
	const rates = Object.assign({}, ...all.map(figures => figures.rates)) as Record<string, number>;
	return { engine, module, digest: digestOf(module), burst: burst ?? 1152, ...all[0]!, rates };
}

function figuresOf(
	report: Report,
	steps: Steps,
): Pick<EngineFigures, "version" | "variables" | "required" | "connected" | "peak" | "growth" | "rates"> {
	const rates: Record<string, number> = {};
	steps.forEach(([name], index) => (rates[name] = Math.round((LENGTH * 1000) / report.outcomes[index]!.ms)));
	const downloads = report.outcomes.filter((_, index) => steps[index]![0] === "GET").map(({ usage }) => usage);
	const { version, total } = report.engine;
	const { require: required, connect: connected } = report.usage;
	const growth = downloads.length > 1 ? downloads.at(-1)! - downloads[0]! : 0;
	return { version, variables: total, required: required!, connected: report.usage.ready ?? connected!, peak: report.peak, growth, rates };
}

async function main(words: readonly string[]): Promise<void> {
	await build("espruino");
	const engines: EngineFigures[] = [];
	for (const word of words) {
		const [engine, path] = word.split("=") as [string, string];
		for (const [module, programs] of Object.entries(engine === SMALL.engine ? SMALL_STEPS : STEPS)) {
			engines.push(await measure(engine, path, module, programs));
			console.log(JSON.stringify(engines.at(-1)));
		}
	}
	// Of engines that have not been given now, what was measured before.
	const before = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, "utf8")) as Measured).engines : [];
	const kept = [...before.filter(({ engine }) => !engines.some(other => other.engine === engine)), ...engines];
	writeFileSync(KEPT, `${JSON.stringify({ engines: kept } satisfies Measured, undefined, "\t")}\n`);
	process.exit();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
