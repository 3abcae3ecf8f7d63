import type { Clock } from "./clock.ts";

/** Who did something: the host wrote, the modem wrote, a pin changed, or a remark. */
export type Direction = "host" | "modem" | "pin" | "note";

/** One thing that happened. */
export interface TranscriptEntry {
	/** ms since the start of the clock. */
	readonly time: number;
	readonly direction: Direction;
	/** A line without its line end, `<n bytes>` for payload, `DCD low` for a pin. */
	readonly text: string;
}

const SECRETS: readonly [RegExp, string][] = [
	[/(\+\s*CPIN\s*[=:]\s*)(?!\s*(?:READY|SIM |PH_|NOT |\?))("[^"]*"?(?:\s*,\s*"[^"]*"?)?|[^;]+)/gi, "$1***"],
	[/(\+\s*FTPPW\s*=\s*)(?!\?)("[^"]*"?|[^;]+)/gi, "$1***"],
	[/^(\+FTPPW: ).+/g, "$1***"],
	[/(\+\s*CSTT\s*=[^,]*,\s*("[^"]*"?|[^,;]*)\s*,)("[^"]*"?|[^;]+)/gi, "$1***"],
	[/("?PWD"?\s*,\s*)("[^"]*"?|[^;]+)/gi, "$1***"],
	[/^(PWD: ).+/g, "$1***"],
	[/(\/\/)[^/@\s"]+@/g, "$1***@"],
];

/** A line without passwords and PINs. */
export function maskSecrets(line: string): string {
	return SECRETS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

const printable = (line: string): string => line.replace(/[^\x20-\x7e]/g, each => `\\x${each.charCodeAt(0).toString(16).padStart(2, "0")}`);

const ARROWS: Readonly<Record<Direction, string>> = { host: "->", modem: "<-", pin: "--", note: "  " };

/** What was said on the line, for people. Echo is left out, payload is a count, secrets are stars. */
export class Transcript {
	/** All entries so far; at most `limit`, the oldest are forgotten. */
	readonly entries: TranscriptEntry[] = [];
	readonly #clock: Clock;
	readonly #limit: number;
	#watchers: ((entry: TranscriptEntry) => void)[] = [];

	constructor(clock: Clock, limit = 10_000) {
		this.#clock = clock;
		this.#limit = limit;
	}

	/** Adds a line. */
	add(direction: Direction, line: string): void {
		const entry = { time: this.#clock.now, direction, text: printable(maskSecrets(line)) };
		if (this.entries.length >= this.#limit) this.entries.splice(0, this.#limit >> 3);
		this.entries.push(entry);
		for (const watcher of [...this.#watchers]) watcher(entry);
	}

	/** Calls back with each new entry; returns the function that ends it. */
	watch(watcher: (entry: TranscriptEntry) => void): () => void {
		this.#watchers.push(watcher);
		return () => {
			this.#watchers = this.#watchers.filter(each => each !== watcher);
		};
	}

	/** The last `count` entries as text, one a line: ms since the start, ms since the entry before, arrow, line. */
	format(count = Infinity): string {
		const start = Math.max(0, this.entries.length - count);
		return this.entries
			.slice(start)
			.map((entry, index) => formatEntry(entry, this.entries[start + index - 1]))
			.join("\n");
	}
}

/** One entry as text. */
export function formatEntry(entry: TranscriptEntry, previous?: TranscriptEntry): string {
	const since = previous ? entry.time - previous.time : 0;
	const times = `${entry.time.toFixed(1).padStart(10)} ${`+${since.toFixed(1)}`.padStart(9)}`;
	return `${times} ${ARROWS[entry.direction]} ${entry.text}`;
}

/** Lines of the transcript that a failure shows. */
const LAST_LINES = 30;

/** Runs part of a test; what it throws has the end of the modem's transcript added to its message. */
export async function withTranscript<T>(modem: { readonly transcript: Transcript }, run: () => T | Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof Error) error.message += `\n\nthe end of the transcript:\n${modem.transcript.format(LAST_LINES)}`;
		throw error;
	}
}
