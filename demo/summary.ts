import type { Report } from "./report.ts";
import type { Screen } from "./screen.ts";

/** What the run has cost beyond the report. */
export interface Cost {
	/** Seconds of the modem's time, and of this computer's. */
	readonly simulated: number;
	readonly real: number;
	/** Files that were written. */
	readonly files: readonly string[];
}

/** Names on a line of 80 columns. */
const NAMES = 6;

/** Rows of the names of scenes, each with whether it was seen. */
function sceneRows(screen: Screen, service: string, seen: Readonly<Record<string, boolean>>): [name: string, value: string][] {
	const names = Object.entries(seen).map(([name, isSeen]) => `${screen.tick(isSeen)} ${name}`);
	const rows = Array.from({ length: Math.ceil(names.length / NAMES) }, (_, row) => names.slice(row * NAMES, (row + 1) * NAMES).join("  "));
	return rows.map((row, index) => [index === 0 ? service : "", row]);
}

/** One screen: what was shown, the digests, what it cost, where it can be seen again. */
export function summaryOf(report: Report, cost: Cost, screen: Screen): [name: string, value: string][] {
	const { engine, http, ftp, stalls, sha256, wire, bytes, allocated } = report;
	const isSame = sha256.sent === sha256.received;
	return [
		...sceneRows(screen, "HTTP", http),
		...sceneRows(screen, "FTP", ftp),
		["stalls", `${screen.tick(stalls.whole)} ${stalls.healed} chunks read again, and the file is whole`],
		["sent", sha256.sent],
		["received", `${sha256.received} ${screen.tick(isSame)}`],
		[
			"wire",
			`${bytes.toLocaleString("en")} bytes in ${wire.seconds.toFixed(2)} s; the bytes alone take ${wire.limitSeconds.toFixed(2)} s: ${((100 * wire.limitSeconds) / wire.seconds).toFixed(0)} % of what the rate allows`,
		],
		[
			"allocated",
			allocated
				? `${allocated.slots} slots, ${allocated.chunkBytes} chunk bytes, ${allocated.blocks} C blocks while it ran, on ${engine.toUpperCase()}`
				: "not measured on Node",
		],
		["time", `${minutes(cost.simulated)} of the modem's in ${cost.real.toFixed(0)} s of this computer's`],
		...cost.files.map((file): [string, string] => [file.endsWith(".vcd") ? "waveforms" : "timeline", file]),
	];
}

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`;
