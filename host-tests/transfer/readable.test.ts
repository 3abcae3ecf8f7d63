import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import type { Task } from "../../src/at/script.js";
import type { ModemCore } from "../../src/modem/core.js";
import type { Operation } from "../../src/modem/operation.js";
import { Readable } from "../../src/transfer/readable.js";
import { CHUNK_START, Memory } from "../../src/uart/memory.js";
import { ManualRuntime } from "../support/manual-runtime.ts";

const SIZE = 1152;

const OFFSET = 5000;

/** A download whose chunk has no two neighbours that are the same. */
function make(): { chunk: Readable; memory: Memory; emptied: () => number } {
	const memory = new Memory(SIZE);
	let count = 0;
	const modem = { memory, runtime: new ManualRuntime(), machine: { hold() {}, wait() {} } } as unknown as ModemCore;
	class Download extends Readable {
		readonly operation = { healthy: true, modem } as unknown as Operation;
		protected readonly task = {} as Task;
		onEmptied(): void {
			count++;
		}
	}
	const chunk = new Download(modem, OFFSET, OFFSET, { onReadable() {} });
	for (let i = 0; i < SIZE; i++) memory.bytes[CHUNK_START + i] = (i * 7) & 255;
	return { chunk, memory, emptied: () => count };
}

test("whatever is read or skipped in whatever portions, every byte comes once and in order", () => {
	const portion = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 400 }));
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 300 }), fc.array(portion, { maxLength: 30 }), (known, portions) => {
			const { chunk, emptied } = make();
			chunk.deliver(SIZE - known, known);
			let at = known;
			for (const [reads, size] of portions) {
				const left = SIZE - at;
				const buffer = new Uint8Array(size + 1).fill(255);
				const count = reads ? chunk.read(buffer.subarray(0, size)) : chunk.skip(size);
				assert.is(count, Math.min(size, left));
				if (reads) for (let i = 0; i < count; i++) assert.is(buffer[i], ((at + i) * 7) & 255);
				if (reads) assert.is(buffer[size], 255);
				at += count;
				assert.is(chunk.readable, SIZE - at);
				assert.is(chunk.checkpoint, OFFSET + at - known);
				assert.is(emptied(), at === SIZE ? 1 : 0);
			}
		}),
	);
});

test("an empty chunk gives nothing and tells nobody", () => {
	const { chunk, emptied } = make();
	assert.is(chunk.read(new Uint8Array(10)), 0);
	assert.is(chunk.skip(10), 0);
	assert.is(emptied(), 0);
});

test("what is no buffer or no count is refused, and nothing is read", () => {
	const { chunk } = make();
	chunk.deliver(10, 0);
	const isArgument = (error: { code: string }): boolean => error.code === "argument";
	for (const wrong of [undefined, null, [], "text", new ArrayBuffer(4)]) assert.throws(() => chunk.read(wrong as never), isArgument);
	for (const wrong of [undefined, -1, 0.5, NaN, "1"]) assert.throws(() => chunk.skip(wrong as never), isArgument);
	assert.is(chunk.readable, 10);
});

test.run();
