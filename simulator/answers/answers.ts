import type { Modem, Outcome } from "../modem.ts";
import type { ResultCode } from "../line/results.ts";

/**
 * What the modem says to a command of one's own: lines, of which one may be a result code. Without one OK follows; `-` alone
 * is no answer at all. A line that begins with `@500 ` comes 500 ms after the one before it.
 */
export type Reply = string | readonly string[];

/** Makes a reply of what the dots of a command stood for. */
export type Replier = (...dots: string[]) => Reply;

interface Entry {
	readonly pattern: RegExp;
	readonly reply: Reply | Replier;
}

const CODES: readonly string[] = ["OK", "CONNECT", "NO CARRIER", "ERROR", "NO DIALTONE", "BUSY", "NO ANSWER"] satisfies ResultCode[];
const NOTHING = "-";

/** Blanks outside quotes do not count, and neither does AT. */
const bare = (line: string): string => line.replace(/^\s*at/i, "").replaceAll(/("[^"]*"?)| +/g, "$1");

/** A whole command line: its dots, `…` or `...`, stand for anything. */
function patternOf(command: string): RegExp {
	const parts = bare(command).split(/…|\.\.\./);
	return new RegExp(`^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join("(.*)")}$`, "is");
}

/** Answers to commands of one's own, which come before those of the module. */
export class Answers {
	readonly #entries: Entry[] = [];

	/** Adds an answer to a whole line, with AT or without; the last one added counts. Returns the function that takes it back. */
	add(command: string | RegExp, reply: Reply | Replier): () => void {
		const entry: Entry = { pattern: typeof command === "string" ? patternOf(command) : command, reply };
		this.#entries.unshift(entry);
		return () => void this.#entries.splice(this.#entries.indexOf(entry), 1);
	}

	/** The lines that answer a line without AT; undefined where nobody has one. */
	find(line: string): readonly string[] | undefined {
		for (const { pattern, reply } of this.#entries) {
			const match = pattern.exec(bare(line));
			if (match) return linesOf(typeof reply === "function" ? reply(...match.slice(1)) : reply);
		}
		return undefined;
	}
}

const linesOf = (reply: Reply): readonly string[] => (typeof reply === "string" ? reply.split("\n") : reply);

/** Says the lines of a reply. */
export function sayReply(modem: Modem, lines: readonly string[]): Outcome {
	if (lines.length === 1 && lines[0] === NOTHING) return "NONE";
	return finish => {
		let ended = false;
		const say = (text: string): void => {
			if (ended) modem.unsolicited(text);
			else if (CODES.includes(text)) finish(text as ResultCode);
			else if (/^\+CM[ES] ERROR: /.test(text)) {
				modem.say(text);
				finish("NONE");
			} else return modem.information(text);
			ended = true;
		};
		const next = (index: number): void => {
			if (index === lines.length) {
				if (!ended) finish("OK");
				return;
			}
			const [, delay, text = ""] = /^(?:@(\d+) )?(.*)$/s.exec(lines[index]!)!;
			const proceed = (): void => {
				say(text);
				next(index + 1);
			};
			// What follows the result follows it on the wire too.
			if (delay) modem.later(Number(delay), proceed);
			else if (ended) modem.afterSent(proceed);
			else proceed();
		};
		next(0);
	};
}

/** Reads `AT+X=…:reply`: the first colon outside quotes separates, `\n` begins a line. Throws where there is none. */
export function parseAnswer(text: string): [command: string, reply: string] {
	let quoted = false;
	for (let index = 0; index < text.length; index++) {
		if (text[index] === '"') quoted = !quoted;
		else if (text[index] === ":" && !quoted && index) return [text.slice(0, index), text.slice(index + 1).replaceAll(String.raw`\n`, "\n")];
	}
	throw new Error(`--answer needs COMMAND:REPLY, not "${text}"`);
}
