import { test } from "uvu";
import * as assert from "uvu/assert";
import { SIM900 } from "../../src/index.js";
import type { SerialOptions } from "../../src/uart/port.js";
import { ManualRuntime } from "../support/manual-runtime.ts";

/** Bytes of each of the three kinds that are fed. */
const BYTES = 3_400_000;

/** xorshift32: the same numbers on every machine. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}

/** A port that is fed blocks and forgets what is written. */
class FuzzPort {
	static last: FuzzPort;
	/** The last command line, as far as it has been written. */
	command = "";
	private block: Uint8Array = new Uint8Array(0);
	private at = 0;
	private readonly options: any;

	constructor(options: object) {
		this.options = options;
		FuzzPort.last = this;
	}

	feed(block: Uint8Array): void {
		this.block = block;
		this.at = 0;
		this.options.onReadable.call(this.options, block.length);
	}

	room(): void {
		this.options.onWritable.call(this.options, 128);
	}

	read(view: Uint8Array): number | undefined {
		const count = Math.min(view.length, this.block.length - this.at);
		view.set(this.block.subarray(this.at, this.at + count));
		this.at += count;
		return count || undefined;
	}

	write(view: Uint8Array): void {
		if (this.command.endsWith("\r")) this.command = "";
		this.command += String.fromCharCode(...view);
	}

	close(): void {}
}

const WORDS = (
	"OK|ERROR|+CME ERROR: 3|+CME ERROR: unknown|+CMS ERROR: 500|0|4|DOWNLOAD|+CPIN: READY|+CPIN: SIM PIN|+CREG: 0,1|+CREG: 5|" +
	'+SAPBR: 1,1,"10.0.0.1"|+SAPBR: 1,3,"0.0.0.0"|+SAPBR 1: DEACT|+CMEE: 1|+CMEE: 0|+IPR: 115200|Revision:1137B11SIM900M64_ST|' +
	"+HTTPACTION:0,200,5000|+HTTPACTION: 0,601,0|+HTTPREAD:1152|+HTTPREAD: 64|+HTTPREAD:99999999|+HTTPSTATUS: GET,1,1,1|+FTPGET:1,1|" +
	'+FTPGET:2,96|+FTPPUT:1,1,1280|+FTPPUT:2,100|+CMTI: "SM",1|RING|RDY|NORMAL POWER DOWN|Call Ready|*PSUTTZ: 1, 2, 3|AT+CREG?'
).split("|");

function noise(next: () => number): Uint8Array {
	const block = new Uint8Array(1 + (next() % 200));
	for (let i = 0; i < block.length; i++) block[i] = next() >>> 13;
	return block;
}

/** Lines that the modem might say, whole, cut short, glued or with a byte changed, and runs of payload. */
function grammar(next: () => number): Uint8Array {
	let text = "";
	for (let lines = next() % 4; lines >= 0; lines--) {
		const word = WORDS[next() % WORDS.length]!;
		const end = next() % 5 === 0 ? "" : "\r\n";
		text += next() % 7 === 0 ? word.slice(0, next() % word.length) : `\r\n${word}${end}`;
		if (next() % 9 === 0) text += "x".repeat(next() % 300);
	}
	const block = Buffer.from(text, "latin1");
	if (block.length && next() % 11 === 0) block[next() % block.length] = next() & 255;
	return block.length ? block : Uint8Array.of(13);
}

const ANSWERS: [RegExp, string][] = [
	[/CMEE\?/, "\r\n+CMEE: 1\r\n\r\nOK\r\n"],
	[/CPIN\?/, "\r\n+CPIN: READY\r\n\r\nOK\r\n"],
	[/CREG\?/, "\r\n+CREG: 0,1\r\n\r\nOK\r\n"],
	[/SAPBR=2/, '\r\n+SAPBR: 1,1,"10.0.0.1"\r\n\r\nOK\r\n'],
	[/IPR\?/, "\r\n+IPR: 115200\r\n\r\nOK\r\n"],
	[/HTTPACTION/, "\r\nOK\r\n\r\n+HTTPACTION:0,200,5000\r\n"],
];

/** What a modem that works would answer, in one case of eight damaged. */
function answers(next: () => number): Uint8Array {
	const command = FuzzPort.last.command;
	const read = /HTTPREAD=\d+,(\d+)\r/.exec(command);
	let text = ANSWERS.find(([pattern]) => pattern.test(command))?.[1] ?? "\r\nOK\r\n";
	if (read) text = `\r\n+HTTPREAD:${read[1]}\r\n${"p".repeat(Number(read[1]))}\r\nOK\r\n`;
	if (next() % 8 > 0) return Buffer.from(text, "latin1");
	const at = next() % text.length;
	const stray = WORDS[next() % WORDS.length]!;
	return Buffer.from(text.slice(0, at) + (next() & 1 ? stray : "") + text.slice(at + (next() % 9)), "latin1");
}

/** A modem with work to do that is fed `make`'s blocks; time passes, and the application goes on asking. */
function fuzz(make: (next: () => number) => Uint8Array, seed: number): { ended: number; asked: number; modem: SIM900 } {
	const next = random(seed);
	const runtime = new ManualRuntime();
	const serial = { io: FuzzPort, baud: 115200 } as unknown as SerialOptions;
	const modem = new SIM900({ serial, apn: { name: "a" }, runtime });
	const count = { asked: 0, ended: 0, modem };
	let size = 0;
	const ask = (): void => {
		count.asked++;
		const { memory } = modem.http.request({ url: "http://x/", onDone: () => count.ended++ });
		size ||= memory.length;
		assert.is(memory.length, size);
	};
	for (let fed = 0; fed < BYTES;) {
		if (count.asked === count.ended) ask();
		const block = make(next);
		fed += block.length;
		FuzzPort.last.feed(block);
		if (make === answers || next() % 3 === 0) FuzzPort.last.room();
		if (next() % 50 === 0 || FuzzPort.last.command === "") runtime.expire();
	}
	for (let i = 0; i < 10_000 && count.ended < count.asked; i++) {
		FuzzPort.last.room();
		if (!runtime.expire()) break;
	}
	return count;
}

for (const [name, make] of [
	["random bytes", noise],
	["bytes of the modem's own lines, damaged", grammar],
	["bytes of answers, some of them damaged", answers],
] as const) {
	test(`${BYTES.toLocaleString("en")} ${name}: nothing throws, no buffer grows, every request ends once`, () => {
		const { ended, asked, modem } = fuzz(make, 0x5eed);
		assert.is(ended, asked);
		assert.ok(asked > 5 && modem.statistics.commands > 100);
		if (make === answers) assert.ok(modem.statistics.healed > 50, "chunks are read, and read again");
	});
}

test.run();
