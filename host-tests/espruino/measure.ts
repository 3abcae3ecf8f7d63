/*
	npm run espruino -- esp32=PATH pico=PATH c3=PATH    measures the modules on real engines, and writes bench/espruino.json

	Each engine is Espruino's program for Linux, compiled with the number of variables of a board (docs/espruino.md says how). `c3` runs HTTP alone.
*/
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { build } from "../../tools/build/build.ts";
import { runOnEngine } from "./engine.ts";
import type { Outcome, Report, Step, Task } from "./report.ts";
import { FILE, LENGTH, SERVER, sha256, Site, WRITTEN } from "./site.ts";

/** The modules' bytes, and what each engine has shown. */
export interface Measured {
	/** Bytes of a module as text and with tokens. */
	readonly modules: Readonly<Record<string, readonly [text: number, tokens: number]>>;
	readonly engines: readonly EngineFigures[];
}

/** Blocks of one engine, above those in use before `require`. */
export interface EngineFigures {
	readonly engine: string;
	readonly version: string;
	readonly variables: number;
	readonly module: string;
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
const STEPS: Readonly<Record<string, readonly (readonly [name: string, step: Step])[]>> = {
	"sim900-http": [
		...Array.from({ length: TIMES }, () => ["GET", GET] as const),
		["POST", { do: "http", options: { method: "POST", url: "http://example.com/post", length: LENGTH } }],
	],
	sim900: [
		["GET", GET],
		["FTP get", { do: "get", options: { ...SERVER, path: "/dir/file.bin" } }],
		["FTP put", { do: "put", options: { ...SERVER, path: "/up.bin", length: LENGTH } }],
	],
};
/** The smallest engine has no room for the long program. */
const SMALL = { engine: "c3", burst: 128 };

function checkOutcome(name: string, { end, body }: Outcome): void {
	const isDownload = name === "GET" || name === "FTP get";
	if (end !== "done" || (isDownload && sha256(body) !== sha256(FILE))) throw new Error(`${name}: ${end}, ${body.length} bytes`);
}

function checkSite(site: Site): void {
	for (const written of [...site.posted, site.ftp.files.get("/up.bin")]) {
		if (written && sha256(written) !== sha256(WRITTEN)) throw new Error("what was uploaded is not what was written");
	}
}

async function measure(engine: string, path: string, module: string): Promise<EngineFigures> {
	const isSmall = engine === SMALL.engine;
	const steps = isSmall ? STEPS[module]!.slice(0, TIMES) : STEPS[module]!;
	const options = { apn: { name: "internet" }, serial: { baud: 115200 }, ...(isSmall && { burst: SMALL.burst }) };
	const task: Task & { url: string; times: number } = {
		module,
		options,
		steps: steps.map(([, step]) => step),
		url: "http://example.com/file",
		times: TIMES,
	};
	const site = new Site();
	const report = await runOnEngine(path, `dist/espruino/${module}.tokens.js`, task, site, isSmall ? "download.js" : "program.js");
	steps.forEach(([name], index) => checkOutcome(name, report.outcomes[index]!));
	checkSite(site);
	return { engine, module, burst: isSmall ? SMALL.burst : 1152, ...figuresOf(report, steps) };
}

function figuresOf(report: Report, steps: readonly (readonly [string, Step])[]): Omit<EngineFigures, "engine" | "module" | "burst"> {
	const rates: Record<string, number> = {};
	steps.forEach(([name], index) => (rates[name] = Math.round((LENGTH * 1000) / report.outcomes[index]!.ms)));
	const downloads = report.outcomes.filter((_, index) => steps[index]![0] === "GET").map(({ usage }) => usage);
	const { version, total } = report.engine;
	const { require: required, connect: connected } = report.usage;
	const growth = downloads.length > 1 ? downloads.at(-1)! - downloads[0]! : 0;
	return { version, variables: total, required: required!, connected: report.usage.ready ?? connected!, peak: report.peak, growth, rates };
}

await build("espruino");
const sizeOf = (file: string): number => statSync(`dist/espruino/${file}`).size;
const engines: EngineFigures[] = [];
for (const word of process.argv.slice(2)) {
	const [engine, path] = word.split("=") as [string, string];
	for (const module of Object.keys(STEPS)) {
		if (engine === SMALL.engine && module !== "sim900-http") continue;
		engines.push(await measure(engine, path, module));
		console.log(JSON.stringify(engines.at(-1)));
	}
}
const names = ["sim900", "sim900-http", "sim900-ftp"];
const modules = Object.fromEntries(names.map(name => [name, [sizeOf(`${name}.js`), sizeOf(`${name}.tokens.js`)] as const]));
// Of engines that have not been given now, what was measured before.
const before = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, "utf8")) as Measured).engines : [];
const kept = [...before.filter(({ engine }) => !engines.some(other => other.engine === engine)), ...engines];
writeFileSync(KEPT, `${JSON.stringify({ modules, engines: kept } satisfies Measured, undefined, "\t")}\n`);
process.exit();
