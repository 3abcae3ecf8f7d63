import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ModemCore } from "../../src/modem/core.js";
import type { Operation } from "../../src/modem/operation.js";
import { Body } from "../../src/transfer/body.js";
import { CHUNK_START, Memory } from "../../src/uart/memory.js";
import { ManualRuntime } from "../support/manual-runtime.ts";

const SIZE = 64;

interface Parts {
	body: Body;
	memory: Memory;
	operation: { healthy: boolean };
	upload: { wanted: number };
	/** What happened: ranges that were supplied, and calls of the listener. */
	log: string[];
}

function make(length: number): Parts {
	const log: string[] = [];
	const memory = new Memory(SIZE);
	const upload = {
		wanted: 0,
		supply: (start: number, end: number) => {
			upload.wanted -= end - start;
			log.push(`supply ${start - CHUNK_START} ${end - CHUNK_START}`);
		},
	};
	const modem = { memory, runtime: new ManualRuntime(), machine: { upload } } as unknown as ModemCore;
	const operation = { healthy: true, name: "test", modem };
	class Upload extends Body {
		protected override listener = { onWritten: () => void log.push("written") };
	}
	const body = new Upload(operation as unknown as Operation);
	body.expect(length);
	return { body, memory, operation, upload, log };
}

const bytes = (count: number, first = 0): Uint8Array => Uint8Array.from({ length: count }, (_, index) => first + index);

test("nothing can be written before the modem takes anything, and nothing into a data phase that is over", () => {
	const { body, upload } = make(10);
	assert.is(body.writable, 0);
	assert.throws(() => body.write(bytes(1)), /0 bytes can be written now, not 1/);
	upload.wanted = 10;
	assert.is(body.writable, 0);
	body.stream();
	assert.is(body.writable, 10);
	upload.wanted = 0;
	assert.is(body.writable, 0);
});

test("streamed: what is written goes to the modem at once, and the chunk is free when it has been taken", () => {
	const { body, memory, upload, log } = make(100);
	upload.wanted = 100;
	body.stream();
	assert.is(body.writable, SIZE);
	body.write(bytes(40));
	body.write(bytes(24, 40));
	assert.is(body.writable, 0);
	assert.equal(log, ["supply 0 40", "supply 40 64"]);
	assert.equal(memory.bytes.slice(CHUNK_START, CHUNK_START + 64), bytes(64));
	body.stream();
	assert.is(body.writable, 36);
	body.write(bytes(36));
	assert.ok(body.isComplete);
	assert.is(body.writable, 0);
	assert.is(body.written, 100);
});

test("in portions: what the modem has not taken stays, in front", () => {
	const { body, memory, log } = make(-1);
	body.take(0);
	body.write(bytes(50));
	assert.equal(log, ["written"]);
	body.take(20);
	assert.is(body.filled, 30);
	assert.equal(memory.bytes.slice(CHUNK_START, CHUNK_START + 30), bytes(30, 20));
	assert.is(body.writable, SIZE - 30);
	assert.is(body.left, -1);
});

test("the declared length is the limit, and completes the body", () => {
	const { body, log } = make(10);
	body.take(0);
	body.write(bytes(6));
	assert.is(body.writable, 4);
	assert.throws(() => body.write(bytes(5)), /4 bytes can be written now, not 5/);
	assert.throws(() => body.finish(), /4 bytes of length have not been written/);
	body.write(bytes(4));
	assert.ok(body.isComplete);
	assert.equal(log, ["written", "written"]);
});

test("without a length finish() completes it", () => {
	const { body, log } = make(-1);
	body.take(0);
	body.write(bytes(6));
	body.finish();
	assert.ok(body.isComplete);
	assert.is(body.writable, 0);
	assert.equal(log, ["written", "written"]);
});

test("an operation that ends, well or not, takes no more", () => {
	const { body, operation } = make(10);
	body.take(0);
	operation.healthy = false;
	assert.is(body.writable, 0);
	assert.throws(() => body.write(bytes(1)));
});

test("an empty body is complete from the beginning", () => {
	assert.ok(make(0).body.isComplete);
});

test.run();
