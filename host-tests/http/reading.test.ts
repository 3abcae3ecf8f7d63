import { test } from "uvu";
import * as assert from "uvu/assert";
import { DIFFERENT, ONCE_MORE, Reading, WHOLE } from "../../src/http/reading.js";
import type { ModemCore } from "../../src/modem/core.js";
import { CHUNK_START, Memory } from "../../src/uart/memory.js";
import { ManualRuntime } from "../support/manual-runtime.ts";

function make(verify = false, size = 1152): { reading: Reading; memory: Memory } {
	const memory = new Memory(size);
	return { reading: new Reading({ memory, runtime: new ManualRuntime() } as unknown as ModemCore, verify), memory };
}

test("a burst is halved by a damaged chunk, down to 64, and doubled by eight good ones", () => {
	const { reading } = make();
	const bursts = [1152, 576, 288, 144, 72];
	for (const burst of bursts) {
		assert.is(reading.ask(10_000), burst);
		reading.fail();
		reading.judge();
	}
	assert.is(reading.ask(10_000), 36);
	reading.fail();
	assert.is(reading.ask(10_000), 36);
	for (let i = 0; i < 8; i++) assert.is(reading.judge(), WHOLE);
	assert.is(reading.ask(10_000), 72);
	for (let i = 0; i < 80; i++) reading.judge();
	assert.is(reading.ask(10_000), 1152);
});

test("no more is asked for than there is", () => {
	const { reading } = make();
	assert.is(reading.ask(7), 7);
	assert.is(reading.due, 7);
});

test("a chunk that never comes whole is given up after five tries; a whole one lets them begin anew", () => {
	const { reading } = make();
	for (let i = 0; i < 4; i++) assert.not(reading.fail());
	reading.judge();
	for (let i = 0; i < 4; i++) assert.not(reading.fail());
	assert.ok(reading.fail());
});

test("verified: every chunk is read twice, half of the memory at a time, and both readings must be the same", () => {
	const { reading, memory } = make(true);
	assert.is(reading.ask(10_000), 576);
	memory.bytes.fill(1, CHUNK_START, CHUNK_START + 576);
	assert.is(reading.judge(), ONCE_MORE);
	assert.is(reading.judge(), WHOLE);
	assert.is(reading.judge(), ONCE_MORE);
	memory.bytes[CHUNK_START + 575] = 2;
	assert.is(reading.judge(), DIFFERENT);
	// After a failure the first reading counts for nothing.
	reading.fail();
	assert.is(reading.judge(), ONCE_MORE);
	reading.fail();
	assert.is(reading.judge(), ONCE_MORE);
});

test.run();
