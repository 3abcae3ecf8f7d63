/* npm run flash: the flash that the library takes, by part, folder and construct. */
import { ADDED, buildCensus, type Construct, CONSTRUCTS, type Cost, measureFlash } from "./index.ts";

const SLOT = 16;
const count = (value: number): string => value.toLocaleString("en");

function print(title: string, rows: readonly (readonly [string, ...(string | number)[]])[], heads: readonly string[]): void {
	const cells = [[title, ...heads], ...rows.map(row => row.map(cell => (typeof cell === "number" ? count(cell) : cell)))];
	const widths = cells[0]!.map((_, column) => Math.max(...cells.map(row => row[column]!.length)));
	for (const row of cells) {
		console.log(row.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  "));
	}
	console.log();
}

const HEADS = ["bytes", "stripped", "functions", "bytecode", "slots", "chunks", "names", "keys"];
const row = (name: string, cost: Cost): [string, ...number[]] => [
	name,
	cost.bytes,
	cost.stripped,
	cost.functions,
	cost.bytecode,
	cost.slots,
	cost.chunks,
	cost.names,
	cost.keys,
];

const { reason } = await buildCensus();
if (reason) {
	console.log(`flash cannot be measured here: ${reason}`);
	process.exitCode = 1;
} else {
	const report = await measureFlash();
	const { modem, http, all, folders, constructs } = report;
	const parts = [row("modem", modem), row("modem + HTTP", http), row("all", all)];
	print("part", [...parts, ...ADDED.map(name => row(`${name} adds`, report[name]))], HEADS);
	print(
		"folder",
		folders.map(({ folder, cost }) => row(folder, cost)),
		HEADS,
	);
	const names = Object.keys(CONSTRUCTS) as Construct[];
	print(
		"slots of all",
		names.map(name => [CONSTRUCTS[name], constructs[name], SLOT * constructs[name]]),
		["slots", "bytes"],
	);
}
