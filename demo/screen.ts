import type { TranscriptEntry } from "../simulator/index.ts";
import type { Verdict } from "./scene.ts";

const WIDTH = 32;

/** Shows a session to a person: the dialogue with its reads folded into a progress bar. */
export class Screen {
	readonly #total: number;
	readonly #out: (text: string) => void;
	readonly #live: boolean;
	#reads = 0;
	#shown = -1;
	#folded = false;

	/** `total` bytes are expected. Without a terminal (`live` false) the bar is printed at every tenth. */
	constructor(total: number, out: (text: string) => void, live: boolean) {
		this.#total = total;
		this.#out = out;
		this.#live = live;
	}

	heading(text: string): void {
		this.#out(`\n${text}\n`);
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
		this.#out(`${(time / 1000).toFixed(3).padStart(9)} s  ${arrow} ${text}\n`);
	}

	/** What a scene was to show, and whether it did. */
	verdict(title: string, { seen, detail }: Verdict): void {
		this.#out(`${seen ? "✔" : "✘"} ${title}${detail ? `: ${detail}` : ""}\n`);
	}

	/** `done` bytes have been handed to the application. */
	progress(done: number): void {
		const step = Math.floor((done / this.#total) * (this.#live ? WIDTH * 8 : 10));
		if (step === this.#shown) return;
		this.#shown = step;
		const filled = Math.round((done / this.#total) * WIDTH);
		const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
		const percent = ((100 * done) / this.#total).toFixed(0).padStart(3);
		this.#out(`${this.#live ? "\r" : ""}            ${bar} ${percent} %  ${done.toLocaleString("en")} bytes${this.#live ? "" : "\n"}`);
	}

	#endReads(): void {
		this.#folded = false;
		this.#out(`${this.#live ? "\n" : ""}             AT+HTTPREAD, ${this.#reads} times\n`);
	}
}
