/*
 * From bytes to commands. A command line is
 *
 *	"AT" command* CR          command: basic | "&" letter [number] | "S" number ("?" | "=" number) | extended
 *	"A/"                      the line before, at once
 *
 * an extended command ("+NAME", "+NAME?", "+NAME=?", "+NAME=values") ends at ";" or the end of the line. Blanks
 * count only between quotes.
 */

const CR = 0x0d;
const LF = 0x0a;
const BACKSPACE = 0x08;

/** Longest command line, characters after AT. */
export const LINE_LIMIT = 556;

/** One value of a command, without its quotes. */
export interface Argument {
	readonly text: string;
	readonly quoted: boolean;
}

/** How a command was written. */
export type Form = "test" | "read" | "write" | "execute";

/** One command of a line. */
export interface ParsedCommand {
	/** Upper case with its mark: `E`, `&C`, `+CREG`; S registers are `S`, the register the first value. */
	readonly name: string;
	readonly form: Form;
	readonly values: readonly Argument[];
	/** What follows the equals sign, as written. */
	readonly raw: string;
}

/** Where one cannot go on; what stood before it is executed. */
export const BAD_SYNTAX: ParsedCommand = { name: "", form: "execute", values: [], raw: "" };

/** Splits what follows AT into commands. */
export function parseCommands(line: string): ParsedCommand[] {
	const commands: ParsedCommand[] = [];
	let rest = line.trimStart();
	while (rest) {
		const step = parseOne(rest);
		commands.push(step?.command ?? BAD_SYNTAX);
		if (!step) break;
		rest = rest.slice(step.length).replace(/^[ ;]+/, "");
	}
	return commands;
}

interface Step {
	command: ParsedCommand;
	length: number;
}

function parseOne(rest: string): Step | undefined {
	if (/^[+*^#$%]/.test(rest)) return parseExtended(rest);
	const register = /^S *(\d+) *(?:(\?)|= *(\d+|\?))/i.exec(rest);
	if (register) return parseRegister(register);
	// A number to dial reaches to its semicolon or to the end of the line.
	const dial = /^D *([^;]*;?)/i.exec(rest);
	if (dial) {
		const raw = dial[1]!.replaceAll(/[ "()-]/g, "");
		return { command: { name: "D", form: "write", values: [{ text: raw, quoted: false }], raw }, length: dial[0].length };
	}
	const basic = /^(&? *[A-Z]) *(\d*)(?: *(\?|=\??)[^;]*)?/i.exec(rest);
	if (!basic) return undefined;
	const name = basic[1]!.replaceAll(" ", "").toUpperCase();
	const digits = basic[2]!;
	if (basic[3]) return undefined;
	const values = digits ? [{ text: digits, quoted: false }] : [];
	return { command: { name, form: digits ? "write" : "execute", values, raw: digits }, length: basic[0].length };
}

function parseRegister([all, register, read, value]: RegExpExecArray): Step {
	const form: Form = read ? "read" : value === "?" ? "test" : "write";
	const texts = form === "write" ? [register!, value!] : [register!];
	return { command: { name: "S", form, values: texts.map(text => ({ text, quoted: false })), raw: value ?? "" }, length: all!.length };
}

function parseExtended(rest: string): Step | undefined {
	const length = endOfCommand(rest);
	const match = /^([+*^#$%]) *([A-Z][A-Z0-9]*) *(?:(=) *(\?) *|(\?) *|(=)(.*))?$/i.exec(rest.slice(0, length).trimEnd());
	if (!match) return undefined;
	const name = match[1]! + match[2]!.toUpperCase();
	const raw = (match[7] ?? "").trim();
	if (match[4]) return { command: { name, form: "test", values: [], raw }, length };
	if (match[5]) return { command: { name, form: "read", values: [], raw }, length };
	if (!match[6]) return { command: { name, form: "execute", values: [], raw }, length };
	const values = parseValues(raw);
	return values && { command: { name, form: "write", values, raw }, length };
}

function endOfCommand(text: string): number {
	let quoted = false;
	for (let index = 0; index < text.length; index++) {
		if (text[index] === '"') quoted = !quoted;
		else if (text[index] === ";" && !quoted) return index;
	}
	return text.length;
}

function parseValues(raw: string): Argument[] | undefined {
	const values: Argument[] = [];
	let rest = raw;
	for (;;) {
		// A quote that is never closed reaches to the end of the line.
		const match = /^ *(?:"([^"]*)(?:" *|$)|([^,"]*))(,|$)/.exec(rest);
		if (!match) return undefined;
		const quoted = match[1] !== undefined;
		values.push({ text: quoted ? match[1]! : match[2]!.trim(), quoted });
		if (!match[3]) return values;
		rest = rest.slice(match[0].length);
	}
}

/** What a reader makes of the bytes. */
export interface ReaderEvents {
	/** A complete line, without AT and CR. */
	line(text: string): void;
	/** A line longer than the limit. */
	overlong(): void;
}

/** Finds command lines among the bytes of the host. */
export class CommandReader {
	readonly #events: ReaderEvents;
	readonly #anyCase: boolean;
	readonly #lineFeedEnds: boolean;
	#first = 0;
	#text = "";
	#collecting = false;
	#overlong = false;
	#last = "";

	/** `anyCase`: `aT` and `At` begin a line too. `lineFeedEnds`: a line feed without CR ends one. */
	constructor(events: ReaderEvents, anyCase: boolean, lineFeedEnds: boolean) {
		this.#events = events;
		this.#anyCase = anyCase;
		this.#lineFeedEnds = lineFeedEnds;
	}

	/** A line has begun that is not finished. */
	get isCollecting(): boolean {
		return this.#collecting;
	}

	/** One byte in command state. */
	push(byte: number): void {
		if (this.#collecting) this.#collect(byte);
		else this.#search(byte);
	}

	#search(byte: number): void {
		const first = this.#first;
		const character = String.fromCharCode(byte);
		this.#first = character === "A" || character === "a" ? byte : 0;
		if (!first) return;
		if (character === "/") this.#events.line(this.#last);
		else if (character === "T" || character === "t") this.#begin(first, byte);
	}

	#begin(first: number, second: number): void {
		const sameCase = (first ^ second) < 0x20;
		if (!sameCase && !this.#anyCase) return;
		this.#collecting = true;
		this.#overlong = false;
		this.#text = "";
	}

	#collect(byte: number): void {
		if (byte === CR || (byte === LF && this.#lineFeedEnds)) this.#finish();
		else if (byte === BACKSPACE) this.#text = this.#text.slice(0, -1);
		else if (byte < 0x20) return;
		else if (this.#text.length < LINE_LIMIT) this.#text += String.fromCharCode(byte);
		else this.#overlong = true;
	}

	#finish(): void {
		this.#collecting = false;
		const text = this.#text;
		this.#text = "";
		if (this.#overlong) return this.#events.overlong();
		this.#last = text;
		this.#events.line(text);
	}
}
