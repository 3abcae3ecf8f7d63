/* Every figure of the README and of budgets.json, each part of them measured once for a state of the sources. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADDED, buildCensus, measureFlash } from "../lab/flash/index.ts";
import type { Cost } from "../lab/flash/index.ts";
import { microcontrollerAvailable } from "../lab/lane/index.ts";
import { type Efficiency, measureEfficiency } from "./efficiency.ts";
import { type Heap, measureHeap, measureSocketHeap } from "./heap.ts";
import { type Instructions, measureFloods, measureInstructions, measureNaive } from "./instructions.ts";
import { measureStacks } from "./stack.ts";
import { CHUNKS, type Flood, measureFlood, measureRead, measureUpload, type Read } from "./wire.ts";

type FlashPart = "modem" | "http" | "all" | (typeof ADDED)[number];

/** What `npm run bench -- --json` prints in its last line; shared with budgets.json by name. */
export interface Figures {
	readonly instructions: Instructions;
	readonly floods: Readonly<Record<string, number>>;
	readonly naive: Readonly<Record<"slice" | "split", readonly [ring: number, cmti: number]>>;
	/** Bytes as the linker writes them, and functions of `all`. */
	readonly flash: Readonly<Record<FlashPart, number>> & { readonly functions: number; readonly parts: Readonly<Record<FlashPart, Cost>> };
	readonly heap: Heap;
	/** Of each further socket. */
	readonly socketHeap: Heap & { readonly bytes: number };
	/** Slots below the port's callback. `worst` is of everything but the fetch client. */
	readonly stack: { readonly get: number; readonly worst: number; readonly operations: Readonly<Record<string, number>> };
	/** Times what the payload alone takes on the wire, by bytes asked for at once. */
	readonly wire: Readonly<Record<string, number>>;
	readonly stalled: Readonly<Record<string, Read>>;
	readonly flood: Flood;
	readonly upload: Readonly<Record<"post" | "put" | "extendedPut", number>>;
	readonly efficiency: Efficiency;
}

const CACHE = ".cache/bench";
/** What the figures depend on. */
const FOLDERS = ["src", "lab", "simulator", "bench", "moddable", "tools/build"];
const FILES = ["package-lock.json", "tsconfig.json", "manifest.json", "rollup.config.mjs"];

/** Progress on standard error, where nothing else is read. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function stateOfSources(): string {
	const hash = createHash("sha256").update(process.env.CC ?? "");
	const files = FOLDERS.flatMap(folder =>
		readdirSync(folder, { recursive: true, encoding: "utf8" }).map(name => join(folder, name)),
	).filter(file => /\.(ts|js|c|h)$/.test(file));
	for (const file of [...files.toSorted(), ...FILES]) hash.update(`\0${file}\0`).update(readFileSync(file));
	return hash.digest("hex").slice(0, 16);
}

/** What the figures need that this machine has not, or "". */
export async function missing(): Promise<string> {
	const mcu = await microcontrollerAvailable();
	return mcu === "mcu" ? ((await buildCensus()).reason ?? "") : mcu;
}

async function measureProcessor(): Promise<Pick<Figures, "instructions" | "floods" | "naive">> {
	const floods = await measureFloods();
	return { floods, instructions: await measureInstructions(floods), naive: await measureNaive() };
}

async function measureLinked(): Promise<Pick<Figures, "flash">> {
	const report = await measureFlash();
	const { modem, http, all } = report;
	const added = ADDED.map(name => [name, report[name]] as const);
	return {
		flash: {
			modem: modem.bytes,
			http: http.bytes,
			all: all.bytes,
			...(Object.fromEntries(added.map(([name, { bytes }]) => [name, bytes])) as Record<(typeof ADDED)[number], number>),
			functions: all.functions,
			parts: { modem, http, all, ...(Object.fromEntries(added) as Record<(typeof ADDED)[number], Cost>) },
		},
	};
}

async function measureMemory(): Promise<Pick<Figures, "heap" | "socketHeap" | "stack">> {
	const operations = await measureStacks();
	return {
		heap: await measureHeap(),
		socketHeap: await measureSocketHeap(),
		stack: { get: operations["get"]!, worst: Math.max(...Object.values(operations)), operations },
	};
}

async function measureTransfers(): Promise<Pick<Figures, "wire" | "stalled" | "flood" | "upload">> {
	const wire: Record<string, number> = {};
	const stalled: Record<string, Read> = {};
	for (const chunk of CHUNKS) {
		wire[chunk] = (await measureRead(chunk)).ratio;
		stalled[chunk] = await measureRead(chunk, true);
	}
	return {
		wire,
		stalled,
		flood: await measureFlood(),
		upload: { post: await measureUpload("post"), put: await measureUpload("put"), extendedPut: await measureUpload("putExtended") },
	};
}

async function measureLine(): Promise<Pick<Figures, "efficiency">> {
	return { efficiency: await measureEfficiency() };
}

const MEASURES = {
	instructions: measureProcessor,
	flash: measureLinked,
	memory: measureMemory,
	transfers: measureTransfers,
	efficiency: measureLine,
};

type Part = keyof typeof MEASURES;
type Measured<Name extends Part> = Awaited<ReturnType<(typeof MEASURES)[Name]>>;

/** What this process has begun to measure, or has read. */
const begun = new Map<Part, Promise<Partial<Figures>>>();

async function load(part: Part): Promise<Partial<Figures>> {
	const file = join(CACHE, `${stateOfSources()}-${part}.json`);
	if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Partial<Figures>;
	say(part);
	const measured = await MEASURES[part]();
	mkdirSync(CACHE, { recursive: true });
	writeFileSync(file, JSON.stringify(measured));
	return measured;
}

/** The figures of one table for these sources: measured now, or as they were measured for the same state before. */
export function loadPart<Name extends Part>(part: Name): Promise<Measured<Name>> {
	const figures = begun.get(part) ?? load(part);
	begun.set(part, figures);
	return figures as Promise<Measured<Name>>;
}

/** All figures, one part after the other. */
export async function loadFigures(): Promise<Figures> {
	return {
		...(await loadPart("instructions")),
		...(await loadPart("flash")),
		...(await loadPart("memory")),
		...(await loadPart("transfers")),
		...(await loadPart("efficiency")),
	};
}
