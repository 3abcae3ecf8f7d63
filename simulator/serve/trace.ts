import { appendFileSync, writeFileSync } from "node:fs";
import type { SIM900Simulator } from "../sim900.ts";
import { formatEntry, type TranscriptEntry } from "../transcript.ts";

/** ms of silence after which bytes are a row of their own. */
const PAUSE = 20;

/** Writes what is said as it comes: entries of the transcript, or with `raw` every byte besides. */
export class Trace {
	readonly #file: string | undefined;
	readonly #raw: boolean;
	#previous: { readonly time: number } | undefined;

	/** `-` is the standard error output. */
	constructor(file: string | undefined, raw: boolean) {
		this.#file = file;
		this.#raw = raw;
		if (file !== undefined && file !== "-") writeFileSync(file, "");
	}

	/** Follows a modem. */
	follow(modem: SIM900Simulator): void {
		if (this.#file === undefined) return;
		if (this.#raw) this.#followBytes(modem);
		else modem.transcript.watch(entry => this.#write(entry));
	}

	/** Bytes of one direction without a pause are one row; pins and notes stand between. */
	#followBytes(modem: SIM900Simulator): void {
		const { clock } = modem;
		let row: { arrow: "=>" | "<="; start: number; last: number; bytes: number[] } | undefined;
		const flush = (): void => {
			if (!row) return;
			const { arrow, start, bytes } = row;
			row = undefined;
			this.#line(start, `${arrow} ${JSON.stringify(Buffer.from(bytes).toString("latin1")).replace(/[\u007F-\u00FF]/g, escape)}`);
		};
		const pass = (arrow: "=>" | "<=", byte: number): void => {
			if (row && (row.arrow !== arrow || clock.now - row.last > PAUSE)) flush();
			row ??= { arrow, start: clock.now, last: clock.now, bytes: [] };
			row.last = clock.now;
			if (row.bytes.push(byte) === 1) clock.schedule(PAUSE * 2, flush);
		};
		modem.rxd.watch(byte => pass("=>", byte));
		modem.txd.watch(byte => pass("<=", byte));
		modem.transcript.watch(entry => {
			if (entry.direction === "host" || entry.direction === "modem") return;
			flush();
			this.#write(entry);
		});
	}

	#write(entry: TranscriptEntry): void {
		this.#append(formatEntry(entry, this.#previous as TranscriptEntry | undefined));
		this.#previous = entry;
	}

	#line(time: number, text: string): void {
		const since = this.#previous ? time - this.#previous.time : 0;
		this.#append(`${time.toFixed(1).padStart(10)} ${`+${since.toFixed(1)}`.padStart(9)} ${text}`);
		this.#previous = { time };
	}

	#append(line: string): void {
		if (this.#file === "-") process.stderr.write(`${line}\n`);
		else appendFileSync(this.#file!, `${line}\n`);
	}
}

const escape = (character: string): string => `\\u00${character.charCodeAt(0).toString(16)}`;
