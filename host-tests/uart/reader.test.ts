import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CHUNK_START, LINE_LIMIT, Memory } from "../../src/uart/memory.js";
import { Reader } from "../../src/uart/reader.js";
import { ManualRuntime } from "../support/manual-runtime.ts";
import { ScriptedPort } from "../support/scripted-port.ts";

const CHUNK = 1152;

function makeReader(): { reader: Reader; port: ScriptedPort } {
	const reader = new Reader(new Memory(CHUNK), new ManualRuntime(), { received: 0, noise: 0, overlong: 0 });
	return { reader, port: new ScriptedPort() };
}

/** Drains the port as the driver does; a line `*n` announces n payload bytes. */
function drain(reader: Reader, port: ScriptedPort, found: string[]): void {
	while (reader.fill(port)) {
		takePayload(reader, found);
		while (reader.nextLine()) {
			const line = text(reader, reader.start, reader.end);
			found.push(line);
			if (/^\*\d+\r$/.test(line)) {
				pending = Number.parseInt(line.slice(1));
				reader.expectPayload(pending);
				takePayload(reader, found);
			}
		}
	}
}

let pending = 0;

function takePayload(reader: Reader, found: string[]): void {
	if (pending === 0 || reader.payloadDue > 0) return;
	found.push("payload " + text(reader, CHUNK_START, CHUNK_START + pending));
	pending = 0;
}

function text(reader: Reader, start: number, end: number): string {
	return String.fromCharCode(...reader.memory.bytes.subarray(start, end));
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

test("lines do not depend on how their bytes are cut", () => {
	fc.assert(
		fc.property(fc.array(line, { maxLength: 30 }), cuts, (lines, sizes) => {
			const { reader, port } = makeReader();
			const found: string[] = [];
			pending = 0;
			for (const piece of cut(
				lines.flatMap(bytes => [...bytes, 10]),
				sizes,
			)) {
				port.put(piece);
				drain(reader, port, found);
			}
			assert.equal(
				found,
				lines.map(bytes => String.fromCharCode(...bytes)),
			);
		}),
		{ numRuns: 400 },
	);
});

test("payload and the lines around it do not depend on how their bytes are cut", () => {
	const payload = fc.uint8Array({ minLength: 1, maxLength: CHUNK });
	fc.assert(
		fc.property(fc.array(fc.tuple(line, payload), { minLength: 1, maxLength: 5 }), cuts, (exchanges, sizes) => {
			const { reader, port } = makeReader();
			const found: string[] = [];
			pending = 0;
			const sent = exchanges.flatMap(([before, bytes]) => [
				...before,
				10,
				...Array.from(`*${bytes.length}\r\n`, c => c.charCodeAt(0)),
				...bytes,
				10,
			]);
			for (const piece of cut(sent, sizes)) {
				port.put(piece);
				drain(reader, port, found);
			}
			const expected = exchanges.flatMap(([before, bytes]) => [
				String.fromCharCode(...before),
				`*${bytes.length}\r`,
				"payload " + String.fromCharCode(...bytes),
				"",
			]);
			assert.equal(found, expected);
		}),
		{ numRuns: 300 },
	);
});

test("every length of line is found at every place of the ring", () => {
	const { reader, port } = makeReader();
	for (let length = 0; length <= LINE_LIMIT; length++) {
		for (let turn = 0; turn < 3; turn++) {
			const sent = Array.from({ length }, (_, i) => 32 + ((i + length + turn) % 90));
			const found: string[] = [];
			port.put([...sent, 10]);
			drain(reader, port, found);
			assert.equal(found, [String.fromCharCode(...sent)]);
		}
	}
	assert.is(reader.statistics.overlong, 0);
});

test("a line that is too long is dropped and counted once, and the next one is found", () => {
	fc.assert(
		fc.property(fc.integer({ min: LINE_LIMIT + 1, max: 2000 }), cuts, (length, sizes) => {
			const { reader, port } = makeReader();
			const found: string[] = [];
			pending = 0;
			const sent = [...new Array<number>(length).fill(65), 10, 66, 10];
			for (const piece of cut(sent, sizes)) {
				port.put(piece);
				drain(reader, port, found);
			}
			assert.equal(found, ["B"]);
			assert.is(reader.statistics.overlong, 1);
			assert.is(reader.statistics.received, sent.length);
		}),
		{ numRuns: 200 },
	);
});

test("abandoned payload leaves lines that can be found", () => {
	const { reader, port } = makeReader();
	const found: string[] = [];
	pending = 0;
	port.put(Array.from("*500\r\nonly this came", c => c.charCodeAt(0)));
	drain(reader, port, found);
	assert.is(reader.payloadDue, 500 - "only this came".length);
	reader.abandonPayload();
	pending = 0;
	port.put(Array.from("\r\nOK\r\n", c => c.charCodeAt(0)));
	drain(reader, port, found);
	assert.equal(found, ["*500\r", "\r", "OK\r"]);
});

test.run();
