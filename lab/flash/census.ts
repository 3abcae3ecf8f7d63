/* Loads modules into a machine of their own (flash.c) and says what each has added to flash. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Built, buildFlashCounter } from "../xs/build.ts";
import type { Source } from "./modules.ts";

/** Bytes on a 32-bit microcontroller. */
const SLOT = 16;
const KEY = 4;

/** The SDK's module, as large as it is there. It belongs to the image that everything is compared with. */
const TIMER: Source = {
	name: "timer",
	text: "class Timer { static set() {} static repeat() {} static schedule() {} static clear() {} static delay() {} } export default Timer;",
};

/** What slots are there for; flash.c says how each is recognised. */
export const CONSTRUCTS = {
	function: "functions: instance, code, home object",
	label: "`length` and `name` of functions",
	static: "`prototype` and static members of classes",
	prototype: "prototypes, a slot a method or accessor",
	environment: "what functions and modules refer to, a slot a name",
	variable: "the values of those names",
	export: "export tables",
	module: "modules themselves",
	object: "objects, a slot a property",
	array: "arrays, a slot an item",
	buffer: "typed arrays, views and buffers",
	key: "names",
	other: "anything else",
} as const;
export type Construct = keyof typeof CONSTRUCTS;

/** What something takes of flash once it is preloaded. */
export interface Cost {
	/** All of it: bytecode, slots of 16 bytes, chunks, names and 4 bytes a key. */
	readonly bytes: number;
	/** The same in a firmware whose manifest has `"strip": "*"`: no `length` and `name` of functions, home objects shared. */
	readonly stripped: number;
	readonly functions: number;
	/** Bytes of the functions' code; a module's own is gone once it has run. */
	readonly bytecode: number;
	readonly slots: number;
	/** Bytes of strings, buffers and regular expressions. */
	readonly chunks: number;
	/** Bytes of names. */
	readonly names: number;
	/** Names. */
	readonly keys: number;
	readonly constructs: Readonly<Record<Construct, number>>;
}

/** A line of flash.c: what lives in the machine when a module has been loaded. */
interface Census {
	readonly functions: number;
	readonly code: number;
	readonly chunks: number;
	readonly labels: number;
	readonly homes: number;
	readonly listed: number;
	readonly names: number;
	readonly keys: number;
	readonly slots: Readonly<Record<Construct, number>>;
}

/** Builds flash.c, or says why it cannot be: slots have 16 bytes on a 32-bit build only. */
export async function buildCensus(): Promise<Built> {
	const built = await buildFlashCounter();
	return built.bits === 64 ? { reason: "needs the compiler's 32-bit libraries (Debian: gcc-multilib)" } : built;
}

function takeCensus(binary: string, sources: readonly Source[]): Census[] {
	const folder = mkdtempSync(join(tmpdir(), "flash-"));
	try {
		const lines = sources.map(({ name, text }, index) => {
			const file = join(folder, `${index}.js`);
			writeFileSync(file, text);
			return `${name}\t${file}\n`;
		});
		const list = join(folder, "list");
		writeFileSync(list, lines.join(""));
		const { status, stdout, stderr, error } = spawnSync(binary, [list], { encoding: "utf8" });
		if (error) throw error;
		if (status !== 0) throw new Error(stderr.trim() || `flash ended with status ${status}`);
		return stdout
			.trim()
			.split("\n")
			.map(line => JSON.parse(line) as Census);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function mapConstructs(count: (construct: Construct) => number): Record<Construct, number> {
	const names = Object.keys(CONSTRUCTS) as Construct[];
	return Object.fromEntries(names.map(construct => [construct, count(construct)])) as Record<Construct, number>;
}

function difference(after: Census, before: Census): Cost {
	const of = (field: Exclude<keyof Census, "slots">): number => after[field] - before[field];
	const constructs = mapConstructs(construct => after.slots[construct] - before.slots[construct]);
	const slots = sum(Object.values(constructs));
	const bytes = of("code") + SLOT * slots + of("chunks") + of("names") + KEY * of("keys");
	return {
		bytes,
		stripped: bytes - SLOT * (constructs.label + of("homes") + of("listed")) - of("labels"),
		functions: of("functions"),
		bytecode: of("code"),
		slots,
		chunks: of("chunks"),
		names: of("names"),
		keys: of("keys"),
		constructs,
	};
}

/** What each module adds to an image that has `timer` and the modules before it. */
export async function measureSources(sources: readonly Source[]): Promise<Cost[]> {
	const { binary, reason } = await buildCensus();
	if (!binary) throw new Error(reason);
	const censuses = takeCensus(binary, [TIMER, ...sources]);
	return sources.map((_, index) => difference(censuses[index + 1]!, censuses[index]!));
}

/** What parts take together. */
export function addCosts(costs: readonly Cost[]): Cost {
	const of = (field: Exclude<keyof Cost, "constructs">): number => sum(costs.map(cost => cost[field]));
	return {
		bytes: of("bytes"),
		stripped: of("stripped"),
		functions: of("functions"),
		bytecode: of("bytecode"),
		slots: of("slots"),
		chunks: of("chunks"),
		names: of("names"),
		keys: of("keys"),
		constructs: mapConstructs(construct => sum(costs.map(({ constructs }) => constructs[construct]))),
	};
}
