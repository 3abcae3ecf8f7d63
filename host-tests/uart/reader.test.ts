import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Receiver, type ReceiverStatistics } from "../../src/at/receiver.js";
import { Scanner } from "../../src/at/scanner.js";
import { word } from "../../src/at/words.js";
import { CHUNK_START, LINE_LIMIT, Memory } from "../../src/uart/memory.js";
import { TransmitPump } from "../../src/uart/pump.js";
import { bytesOf, ScriptedPort } from "../support/scripted-port.ts";

const CHUNK = 1152;

/** The receiver, and the lines and payload that it has told of. A line `*n` announces n payload bytes. */
function makeReceiver(afterLine: () => void = () => {}): {
	receiver: Receiver;
	abandon: () => void;
	port: ScriptedPort;
	found: string[];
	lengths: number[];
	statistics: ReceiverStatistics;
	drain: () => void;
} {
	const memory = new Memory(CHUNK);
	const scanner = new Scanner(memory);
	const statistics = { received: 0, noise: 0, overlong: 0 };
	const found: string[] = [];
	const lengths: number[] = [];
	const port = new ScriptedPort();
	let pending = 0;
	function takePayload(): void {
		if (pending === 0 || receiver.payloadDue > 0) return;
		found.push("payload " + text(memory, CHUNK_START, CHUNK_START + pending));
		pending = 0;
	}
	function take(): void {
		takePayload();
		const line = text(memory, scanner.start, scanner.end);
		found.push(line);
		assert.is(scanner.word, word(line.split(":", 1)[0]!));
		lengths.push(scanner.rawLength);
		afterLine();
		if (!/^\*\d+$/.test(line)) return;
		pending = Number.parseInt(line.slice(1));
		receiver.expectPayload(pending);
		takePayload();
	}
	const target = {
		scanner,
		pump: new TransmitPump(memory),
		state: 1,
		due: false,
		onBurst() {
			takePayload();
			while (receiver.takeLine()) take();
		},
		// In one piece, the same as its two lines.
		onPayloadClosed() {
			takePayload();
			found.push("", "OK");
			lengths.push(1, 3);
		},
		onRoom() {},
	};
	const receiver: Receiver = new Receiver(target, {
		statistics,
		listener: {},
		onUnsolicited() {},
		onOther() {},
		onPortError() {},
	});
	receiver.attach(port);
	function drain(): void {
		receiver.onReadable.call({ target: receiver }, port.waitingCount);
		takePayload();
	}
	function abandon(): void {
		receiver.abandonPayload();
		pending = 0;
	}
	return { receiver, abandon, port, found, lengths, statistics, drain };
}

function text(memory: Memory, start: number, end: number): string {
	return String.fromCharCode(...memory.bytes.subarray(start, end));
}

function cut(bytes: number[], cuts: number[]): number[][] {
	const pieces = [];
	let at = 0;
	for (let i = 0; at < bytes.length; i++) {
		const size = cuts.length > 0 ? cuts[i % cuts.length]! : bytes.length;
		pieces.push(bytes.slice(at, at + size));
		at += size;
	}
	return pieces;
}

const line = fc.array(
	fc.integer({ min: 0, max: 255 }).filter(byte => byte !== 10 && byte !== 42),
	{ maxLength: LINE_LIMIT },
);
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 });

/** The line by its grammar: without what ends it, the last part between CRs, without noise before it. */
function trimmed(bytes: readonly number[]): string {
	let end = bytes.length;
	while (end > 0 && bytes[end - 1]! <= 32) end--;
	let start = bytes.lastIndexOf(13, end - 1) + 1;
	if (end === 0) start = 0;
	while (start < end && (bytes[start]! <= 32 || bytes[start] === 255)) start++;
	return String.fromCharCode(...bytes.slice(start, end));
}

const isText = (line: string): boolean => line.length > 0;

test("lines do not depend on how their bytes are cut", () => {
	fc.assert(
		fc.property(fc.array(line, { maxLength: 30 }), cuts, (lines, sizes) => {
			const { port, found, lengths, drain } = makeReceiver();
			for (const piece of cut(
				lines.flatMap(bytes => [...bytes, 10]),
				sizes,
			)) {
				port.put(piece);
				drain();
			}
			assert.equal(found, lines.map(trimmed).filter(isText));
			assert.equal(
				lengths,
				lines.filter(bytes => isText(trimmed(bytes))).map(bytes => bytes.length),
			);
		}),
		{ numRuns: 400 },
	);
});

test("payload and the lines around it do not depend on how their bytes are cut", () => {
	const payload = fc.uint8Array({ minLength: 1, maxLength: CHUNK });
	const closing = fc.constantFrom("\n", "\r\nOK\r\n", "\r\nOK \r\n", "\r\nOJ\r\n", "\r\nOK \n");
	fc.assert(
		fc.property(fc.array(fc.tuple(line, payload, closing), { minLength: 1, maxLength: 5 }), cuts, (exchanges, sizes) => {
			const { port, found, lengths, drain } = makeReceiver();
			const sent = exchanges.flatMap(([before, bytes, after]) => [
				...before,
				10,
				...Array.from(`*${bytes.length}\r\n`, c => c.charCodeAt(0)),
				...bytes,
				...bytesOf(after),
			]);
			for (const piece of cut(sent, sizes)) {
				port.put(piece);
				drain();
			}
			const expected = exchanges.flatMap(([before, bytes, after]) => [
				trimmed(before),
				`*${bytes.length}`,
				"payload " + String.fromCharCode(...bytes),
				"",
				after.trim(),
			]);
			// The blank line after payload is told, others are not.
			const told = expected.filter((line, i) => isText(line) || expected[i - 1]?.startsWith("payload "));
			assert.equal(found, told);
			assert.is(lengths.filter(length => length === 0).length, exchanges.filter(([, , after]) => after === "\n").length);
		}),
		{ numRuns: 300 },
	);
});

test("every length of line is found at every place of the memory", () => {
	const { port, found, statistics, drain } = makeReceiver();
	for (let length = 0; length <= LINE_LIMIT; length++) {
		for (let turn = 0; turn < 3; turn++) {
			const sent = Array.from({ length }, (_, i) => 33 + ((i + length + turn) % 90));
			found.length = 0;
			port.put([...sent, 10]);
			drain();
			assert.equal(found, length > 0 ? [String.fromCharCode(...sent)] : []);
		}
	}
	assert.is(statistics.overlong, 0);
});

test("a line that is too long is dropped and counted once, and the next one is found", () => {
	fc.assert(
		fc.property(fc.integer({ min: LINE_LIMIT + 1, max: 2000 }), cuts, (length, sizes) => {
			const { port, found, statistics, drain } = makeReceiver();
			const sent = [...new Array<number>(length).fill(65), 10, 66, 10];
			for (const piece of cut(sent, sizes)) {
				port.put(piece);
				drain();
			}
			assert.equal(found, ["B"]);
			assert.is(statistics.overlong, 1);
			assert.is(statistics.received, sent.length);
		}),
		{ numRuns: 200 },
	);
});

test("abandoned payload leaves lines that can be found", () => {
	const { receiver, abandon, port, found, drain } = makeReceiver();
	port.put(Array.from("*500\r\nonly this came", c => c.charCodeAt(0)));
	drain();
	assert.is(receiver.payloadDue, 500 - "only this came".length);
	abandon();
	assert.equal(found, ["*500"]);
	port.put(Array.from("\r\nOK\r\n", c => c.charCodeAt(0)));
	drain();
	assert.equal(found, ["*500", "", "OK"]);
});

test("a callback that throws loses none of the lines behind it, and never more than those", () => {
	const fuse = { lines: 1 };
	const { port, found, statistics, drain } = makeReceiver(() => {
		if (fuse.lines-- > 0) throw new Error("thrown by a callback");
	});
	const receive = (text: string): void => {
		port.put(Array.from(text, c => c.charCodeAt(0)));
		drain();
	};
	assert.throws(() => receive("A\r\nB\r\nC"), /thrown/);
	receive("D\r\n");
	assert.equal(found, ["A", "B", "CD"]);
	// As many as there is room for, and what follows is read as if nothing had been.
	fuse.lines = 3;
	const full = "E\r\n".repeat(42);
	for (let burst = 0; burst < 3; burst++) assert.throws(() => receive(full), /thrown/);
	found.length = 0;
	receive("F\r\n");
	assert.is(found.at(-1), "F");
	assert.ok(found.slice(0, -1).every(line => line === "E"));
	assert.is(statistics.overlong, 1);
});

test.run();
