/*
 * A transcript as a source of answers. Two forms are read, line by line:
 *
 *	1234.5   +10.0 -> AT+CSQ              a line of the host, as --trace writes it
 *	1239.5    +5.0 <- +CSQ: 21,0          a line of the modem
 *	1234.5   +10.0 => "AT+CSQ\r"          bytes, as --trace with --raw writes them
 *	1239.5    +5.0 <= "\r\nOK\r\n"
 *
 * Times may be left out. Other lines are passed over.
 */
import type { Modem, Outcome } from "../modem.ts";
import { parseCommands } from "../line/command-line.ts";

interface Step {
	/** ms after the command. */
	readonly after: number;
	/** Bytes of the modem, or how many of the host come next. */
	readonly bytes: Uint8Array | number;
}

interface Exchange {
	readonly command: string;
	readonly start: number;
	readonly steps: Step[];
	/** The form leaves out payload. */
	incomplete: boolean;
	played: boolean;
}

const ENTRY = /^\s*(?:([\d.]+)\s+\+[\d.]+\s+)?(->|<-|=>|<=) (.*)$/;

/** One spelling for a line: commands and values as they are parsed. */
const spelling = (line: string): string => JSON.stringify(parseCommands(line).map(({ name, form, raw }) => [name, form, raw]));

/** Exchanges of a recorded dialogue, each to be said again. */
export class Recording {
	readonly #exchanges: Exchange[] = [];

	constructor(text: string) {
		for (const line of text.split(/\r?\n/)) {
			const match = ENTRY.exec(line);
			if (match) this.#add(Number(match[1] ?? 0), match[2]!, match[3]!);
		}
	}

	/** Throws where a text is no recording. */
	static check(text: string): void {
		if (!new Recording(text).#exchanges.length) throw new Error("no command of a host stands in this recording");
	}

	/** The next exchange of this line, or the last one that there was. */
	find(line: string): Exchange | undefined {
		const wanted = spelling(line);
		const same = this.#exchanges.filter(({ command, incomplete }) => command === wanted && !incomplete);
		const found = same.find(({ played }) => !played) ?? same.at(-1);
		if (found) found.played = true;
		return found;
	}

	#add(time: number, arrow: string, text: string): void {
		const last = this.#exchanges.at(-1);
		const after = last ? Math.max(0, time - last.start) : 0;
		if (arrow === "->") {
			if (/^<\d+ bytes>$/.test(text)) last!.incomplete = true;
			else if (/^at/i.test(text)) this.#begin(time, text.slice(2));
		} else if (arrow === "=>") this.#hostBytes(time, JSON.parse(text) as string);
		else if (arrow === "<=") last?.steps.push({ after, bytes: Buffer.from(JSON.parse(text) as string, "latin1") });
		else if (last) {
			if (/^<\d+ bytes>$/.test(text) || text === ">") last.incomplete = true;
			last.steps.push({ after, bytes: Buffer.from(`\r\n${text}\r\n`, "latin1") });
		}
	}

	#begin(start: number, line: string): void {
		this.#exchanges.push({ command: spelling(line), start, steps: [], incomplete: false, played: false });
	}

	/** A line of the host, or payload for the command before it. */
	#hostBytes(time: number, text: string): void {
		const line = /^\s*at([^\r]*)\r\n?$/i.exec(text);
		const last = this.#exchanges.at(-1);
		if (line) this.#begin(time, line[1]!);
		else if (last) last.steps.push({ after: Math.max(0, time - last.start), bytes: text.length });
	}
}

/** Says an exchange again: bytes for bytes, at the times they had; the echo is the terminal's own. */
export function sayAgain(modem: Modem, { steps }: Exchange, line: string): Outcome {
	return finish => {
		const begun = modem.clock.now;
		const next = (index: number): void => {
			const step = steps[index];
			if (!step) return finish("NONE");
			modem.later(Math.max(0, begun + step.after - modem.settings.latency - modem.clock.now), () => {
				if (typeof step.bytes === "number") return modem.collect({ prompt: "", size: step.bytes }, () => next(index + 1));
				const bytes = withoutEcho(step.bytes, line);
				if (bytes.length) modem.transmit(bytes);
				next(index + 1);
			});
		};
		next(0);
	};
}

function withoutEcho(bytes: Uint8Array, line: string): Uint8Array {
	const text = Buffer.from(bytes).toString("latin1");
	const echo = /^at[^\r]*\r/i.exec(text)?.[0];
	return echo?.slice(2, -1).toLowerCase() === line.toLowerCase() ? bytes.subarray(echo.length) : bytes;
}
