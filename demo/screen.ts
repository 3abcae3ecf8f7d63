import { type Colour, colouring } from "../cli/colour.ts";
import type { TranscriptEntry } from "../simulator/index.ts";
import type { Verdict } from "./scene.ts";

const WIDTH = 32;
/** Real ms between two looks of the live line. */
const PAUSE = 80;

/** Where a screen is: the standard output, or a test's. */
export interface Terminal {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

const count = (bytes: number): string => bytes.toLocaleString("en");

/** Shows a session to a person: the dialogue with its reads folded, verdicts, and on a terminal one line that moves. */
export class Screen {
	readonly #total: number;
	readonly #terminal: Terminal;
	readonly #isLive: boolean;
	readonly #colour: (name: Colour, text: string) => string;
	#reads = 0;
	#folded = false;
	#hasLine = false;
	#looked = 0;
	#tenth = -1;

	/** `total` bytes are expected. Without a terminal there is no colour, and progress is printed at every tenth. */
	constructor(total: number, terminal: Terminal) {
		this.#total = total;
		this.#terminal = terminal;
		this.#isLive = terminal.isTTY === true;
		this.#colour = colouring(terminal);
	}

	heading(text: string): void {
		this.#print(`\n${this.#colour("bold", text)}\n`);
	}

	/** One entry of the dialogue. The reads and their answers are counted, not shown. */
	entry({ time, direction, text }: TranscriptEntry): void {
		if (text.startsWith("AT+HTTPREAD")) {
			this.#folded = true;
			this.#reads++;
			return;
		}
		if (this.#folded && direction !== "host") return;
		if (this.#folded) this.#endReads();
		const arrow = { host: "→", modem: "←", pin: "⎍", note: " " }[direction];
		const colour = ({ host: "blue", modem: "green", pin: "yellow", note: "dim" } as const)[direction];
		this.#print(`${this.#colour("dim", `${(time / 1000).toFixed(3).padStart(9)} s`)}  ${this.#colour(colour, arrow)} ${text}\n`);
	}

	/** What a scene was to show, and whether it did. */
	verdict(title: string, { seen, detail }: Verdict): void {
		this.#print(`${this.tick(seen)} ${title}${detail ? this.#colour("dim", `: ${detail}`) : ""}\n`);
	}

	tick(seen: boolean): string {
		return seen ? this.#colour("green", "✔") : this.#colour("red", "✘");
	}

	/** `done` bytes of the main scene have been handed to the application. */
	progress(done: number): void {
		const share = done / this.#total;
		if (this.#isLive) return this.live(`${bar(share)} ${(100 * share).toFixed(0).padStart(3)} %  ${count(done)} bytes`);
		const tenth = Math.floor(share * 10);
		if (tenth === this.#tenth) return;
		this.#tenth = tenth;
		this.#print(`            ${bar(share)} ${(100 * share).toFixed(0).padStart(3)} %  ${count(done)} bytes\n`);
	}

	/** Replaces the line that moves; elsewhere than on a terminal there is none. */
	live(text: string, now: number = performance.now()): void {
		if (!this.#isLive || now - this.#looked < PAUSE) return;
		this.#looked = now;
		this.#hasLine = true;
		const room = (this.#terminal.columns ?? 80) - 1;
		this.#terminal.write(`\r\x1b[K${this.#colour("dim", text.length > room ? `${text.slice(0, room - 1)}…` : text)}`);
	}

	/** The closing words: a name and what is to be said of it. */
	summary(rows: readonly (readonly [name: string, value: string])[]): void {
		const width = Math.max(...rows.map(([name]) => name.length));
		const lines = rows.map(([name, value]) => `  ${this.#colour("dim", name.padEnd(width))}  ${value}`);
		this.#print(`\n${this.#colour("bold", "In short")}\n${lines.join("\n")}\n`);
	}

	#print(text: string): void {
		if (this.#hasLine) this.#terminal.write("\r\x1b[K");
		this.#hasLine = false;
		this.#terminal.write(text);
	}

	#endReads(): void {
		this.#folded = false;
		this.#print(`             ${this.#colour("dim", `AT+HTTPREAD, ${this.#reads} times`)}\n`);
	}
}

function bar(share: number): string {
	const filled = Math.min(WIDTH, Math.round(share * WIDTH));
	return "█".repeat(filled) + "░".repeat(WIDTH - filled);
}
