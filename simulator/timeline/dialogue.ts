/* From bytes to what was said: commands, answers, and payload as counts. */
import { maskSecrets } from "../transcript.ts";
import type { Recorder, Run, Wire } from "./recorder.ts";

/** What a stretch of a wire is. */
export type UtteranceKind = "command" | "echo" | "answer" | "report" | "failure" | "payload" | "broken" | "prompt" | "noise";

/** A stretch of a wire that means something. */
export interface Utterance {
	readonly wire: Wire;
	kind: UtteranceKind;
	/** ms: its first start bit, and the end of its last stop bit. */
	readonly start: number;
	end: number;
	/** A line without secrets; of payload what it belongs to. */
	text: string;
	/** Of payload: bytes that have come, and that were announced. */
	count?: number;
	announced?: number;
	/** A read of what an earlier one has not brought whole. */
	healing?: true;
}

const CR = 13;
const LF = 10;
const ESCAPE = 26;
const LINE_LENGTH = 400;
/** ms without a byte after which what has come of a line is a line. */
const PAUSE = 1000;

/** Lines that announce payload of the modem: `n` bytes after the line end. */
const HEADER = /^\+(?:HTTPREAD: *(\d+)|FTP(?:GET|LIST): *2, *(\d+)|CIPRXGET: *2,(?:\d,)? *(\d+), *\d+.*|RECEIVE,\d,(\d+):)$/;
/** Commands that announce payload of the host, and the lines after which it comes. */
const DATA = /^AT\+(?:HTTPDATA=|FTPEXTPUT=2,\d+,|CIPSEND=(?:\d,)?)(\d+)/i;
const GO = /^(?:DOWNLOAD|\+FTPEXTPUT: *\d+, *\d+|> )$/;
const PUT = /^\+FTPPUT: *2, *(\d+)$/;
const FINAL = /^(?:OK|ERROR|\+CM[ES] ERROR.*|SEND OK|SEND FAIL|SHUT OK|CONNECT|NO CARRIER|BUSY|NO ANSWER|0|4)$/;
const FAILURE = /^(?:ERROR|\+CM[ES] ERROR.*|SEND FAIL|NO CARRIER)$/;
/** Lines that nobody has asked for. */
const REPORT =
	/^(?:RDY|RING|Call Ready|SMS Ready|NORMAL POWER DOWN|(?:UNDER|OVER)-VOLTAGE.*|\+CFUN: 1|\+CPIN: .*|\+HTTPACTION:.*|\+FTP\w+: *1,.*|\+SAPBR \d: DEACT|\+PDP: DEACT|\+CMTI:.*|\+CIPRXGET: *1,.*|\*PSUTTZ.*|DST: .*|\d, [A-Z ]+)$/;

const printable = (line: string): string => line.replace(/[^\x20-\x7e]/g, each => `\\x${each.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** One wire: the line or the payload that is coming. */
class Side {
	current: Utterance | undefined;
	/** Bytes of payload that are due now, and after the next LF. */
	due = 0;
	announced = 0;
	/** What announced them. */
	source = "";
	private text = "";
	private readonly wire: Wire;
	private readonly add: (utterance: Utterance) => void;
	private readonly onLine: (line: string, utterance: Utterance) => void;

	constructor(wire: Wire, add: (utterance: Utterance) => void, onLine: (line: string, utterance: Utterance) => void) {
		this.wire = wire;
		this.add = add;
		this.onLine = onLine;
	}

	expect(count: number, source: string): void {
		this.due = count;
		this.source = source;
	}

	byte(byte: number, start: number, end: number): void {
		if (this.current && start - this.current.end > PAUSE) this.finish();
		if (this.due > 0) return this.take(start, end);
		if (byte === LF && this.announced > 0) {
			this.finish();
			this.expect(this.announced, this.source);
			this.announced = 0;
		} else if (byte === CR || byte === LF || byte === ESCAPE) this.finish();
		else this.grow(byte, start, end);
	}

	/** A line ends here, or payload breaks off. */
	finish(): void {
		const { current, text } = this;
		this.current = undefined;
		this.text = "";
		if (!current) return;
		if (current.count !== undefined) {
			if (current.count < current.announced!) current.kind = "broken";
			this.due = 0;
			return;
		}
		current.text = printable(maskSecrets(text));
		this.onLine(text, current);
	}

	private take(start: number, end: number): void {
		this.current ??= this.begin({ wire: this.wire, kind: "payload", start, end, text: this.source, count: 0, announced: this.due });
		this.current.end = end;
		this.current.count!++;
		if (--this.due === 0) this.current = undefined;
	}

	private grow(byte: number, start: number, end: number): void {
		this.current ??= this.begin({ wire: this.wire, kind: this.wire === "TX" ? "command" : "answer", start, end, text: "" });
		this.current.end = end;
		if (this.text.length < LINE_LENGTH) this.text += String.fromCharCode(byte);
		// The prompt of a socket or a message has no line end.
		if (this.wire === "RX" && this.text === "> ") this.finish();
	}

	private begin(utterance: Utterance): Utterance {
		this.add(utterance);
		return utterance;
	}
}

/** Follows both wires and says what passes. */
class Dialogue {
	readonly utterances: Utterance[] = [];
	private readonly sides: { readonly [wire in Wire]: Side };
	private announced = 0;
	private command = "";
	/** Of the last HTTPREAD: where it began, and whether the host has looked what has become of the modem since. */
	private read: { start: string; probed: boolean } | undefined;
	/** What the modem has sent last. */
	private payload: Utterance | undefined;
	/** An FTP download is being read. */
	private isReading = false;

	constructor() {
		const add = (utterance: Utterance): void => {
			this.utterances.push(utterance);
			if (utterance.wire === "RX" && utterance.kind === "payload") this.payload = utterance;
		};
		this.sides = {
			TX: new Side("TX", add, (line, utterance) => this.onCommand(line, utterance)),
			RX: new Side("RX", add, (line, utterance) => this.onAnswer(line, utterance)),
		};
	}

	byte(wire: Wire, byte: number, start: number, end: number): void {
		// What follows payload that has not come whole is a command: nothing more will come.
		if (wire === "TX" && this.sides.TX.due === 0 && this.sides.RX.due > 0 && this.sides.RX.current) this.sides.RX.finish();
		this.sides[wire].byte(byte, start, end);
	}

	end(): void {
		this.sides.TX.finish();
		this.sides.RX.finish();
	}

	private onCommand(line: string, utterance: Utterance): void {
		if (!/^a[t/]/i.test(line)) utterance.kind = "noise";
		this.command = line;
		this.announced = Number(DATA.exec(line)?.[1] ?? 0);
		const [, start] = /^AT\+HTTPREAD=(\d+),/i.exec(line) ?? [];
		const [, offset] = /^AT\+FTPREST=(\d+)$/i.exec(line) ?? [];
		if (start !== undefined) {
			if (this.read?.start === start && this.read.probed) this.heal(utterance);
			this.read = { start, probed: false };
		} else if (line === "AT+CMEE?" && this.read) this.read.probed = true;
		else if (/^AT\+HTTPINIT/i.test(line)) this.read = undefined;
		else if (/^AT\+FTPGET=2/i.test(line)) this.isReading = true;
		else if (this.isReading && Number(offset) > 0) this.heal(utterance);
	}

	/** What the wire has brought whole may have been lost behind it. */
	private heal(utterance: Utterance): void {
		utterance.healing = true;
		if (this.payload) this.payload.kind = "broken";
		this.payload = undefined;
	}

	private onAnswer(line: string, utterance: Utterance): void {
		const { TX, RX } = this.sides;
		utterance.kind = this.kindOf(line);
		if (/^\+FTPGET: *1,(?:0|[2-9]\d)$/.test(line)) this.isReading = false;
		const header = HEADER.exec(line);
		const prompt = PUT.exec(line);
		if (header) {
			RX.announced = Number(header.slice(1).find(Boolean));
			RX.source = this.command;
		} else if (prompt) TX.expect(Number(prompt[1]), this.command);
		else if (GO.test(line) && this.announced > 0) TX.expect(this.announced, this.command);
		else if (FINAL.test(line) || line === "RDY") {
			TX.finish();
			TX.due = 0;
			this.announced = 0;
		}
	}

	private kindOf(line: string): UtteranceKind {
		if (line === this.command && /^at/i.test(line)) return "echo";
		if (FAILURE.test(line)) return "failure";
		if (GO.test(line) || PUT.test(line)) return "prompt";
		if (/[^\x20-\x7e]/.test(line)) return "noise";
		return REPORT.test(line) ? "report" : "answer";
	}
}

/** Where a reader stands in the runs of one wire. */
class Cursor {
	private readonly runs: readonly Run[];
	private run = 0;
	private at = 0;

	constructor(runs: readonly Run[]) {
		this.runs = runs;
	}

	get time(): number {
		const run = this.runs[this.run];
		return run ? run.start + this.at * run.step : Infinity;
	}

	next(dialogue: Dialogue): void {
		const run = this.runs[this.run]!;
		const start = this.time;
		dialogue.byte(run.wire, run.bytes[this.at]!, start, start + run.step);
		if (++this.at < run.bytes.length) return;
		this.at = 0;
		this.run++;
	}
}

/** What was said, in the order in which it began. */
export function utterancesOf({ runs }: Pick<Recorder, "runs">): Utterance[] {
	const dialogue = new Dialogue();
	const [tx, rx] = (["TX", "RX"] as const).map(wire => new Cursor(runs.filter(run => run.wire === wire)));
	while (tx!.time < Infinity || rx!.time < Infinity) (tx!.time <= rx!.time ? tx! : rx!).next(dialogue);
	dialogue.end();
	return dialogue.utterances.filter(({ text, count }) => text !== "" || count !== undefined);
}
