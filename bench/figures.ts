/* Every figure of the README and of budgets.json, measured once for a state of the sources. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCensus, measureFlash } from "../lab/flash/index.ts";
import type { Cost } from "../lab/flash/index.ts";
import { microcontrollerAvailable } from "../lab/lane/index.ts";
import { type Heap, measureHeap, measureSocketHeap } from "./heap.ts";
import { type Instructions, measureFloods, measureInstructions, measureNaive } from "./instructions.ts";
import { measureStacks } from "./stack.ts";
import { CHUNKS, type Flood, measureFlood, measureRead, measureUpload, type Read } from "./wire.ts";

type FlashPart = "modem" | "http" | "all" | "fetch" | "socket" | "udp" | "network";

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

async function measure(): Promise<Figures> {
	say("instructions");
	const floods = await measureFloods();
	const instructions = await measureInstructions(floods);
	const naive = await measureNaive();
	say("flash");
	const { modem, http, all, fetch, socket, udp, network } = await measureFlash();
	say("heap and stack");
	const heap = await measureHeap();
	const operations = await measureStacks();
	say("transfers");
	const wire: Record<string, number> = {};
	const stalled: Record<string, Read> = {};
	for (const chunk of CHUNKS) {
		wire[chunk] = (await measureRead(chunk)).ratio;
		stalled[chunk] = await measureRead(chunk, true);
	}
	return {
		instructions,
		floods,
		naive,
		flash: {
			modem: modem.bytes,
			http: http.bytes,
			all: all.bytes,
			fetch: fetch.bytes,
			socket: socket.bytes,
			udp: udp.bytes,
			network: network.bytes,
			functions: all.functions,
			parts: { modem, http, all, fetch, socket, udp, network },
		},
		heap,
		socketHeap: await measureSocketHeap(),
		stack: { get: operations["get"]!, worst: Math.max(...Object.values(operations)), operations },
		wire,
		stalled,
		flood: await measureFlood(),
		upload: { post: await measureUpload("post"), put: await measureUpload("put"), extendedPut: await measureUpload("putExtended") },
	};
}

let figures: Promise<Figures> | undefined;

async function load(): Promise<Figures> {
	const file = join(CACHE, `${stateOfSources()}.json`);
	if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Figures;
	const measured = await measure();
	mkdirSync(CACHE, { recursive: true });
	writeFileSync(file, JSON.stringify(measured));
	return measured;
}

/** The figures of these sources: measured now, or as they were measured for the same state before. */
export function loadFigures(): Promise<Figures> {
	return (figures ??= load());
}
