import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CHUNK_START, LINE_START, Memory } from "../../src/uart/memory.js";
import { TransmitPump } from "../../src/uart/pump.js";
import { ScriptedPort } from "../support/scripted-port.ts";

function makePump(): { pump: TransmitPump; port: ScriptedPort; memory: Memory } {
	const memory = new Memory(1152);
	const pump = new TransmitPump(memory);
	const port = new ScriptedPort();
	port.space = 0;
	pump.attach(port, 115200);
	return { pump, port, memory };
}

/** The port says that it has room for `count` bytes. */
function offer(pump: TransmitPump, port: ScriptedPort, count: number): void {
	port.space = count;
	pump.take(count);
}

test("every byte is written once and in order, whatever room the port offers", () => {
	const credits = fc.array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 20 });
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 560 }), credits, (sent, rooms) => {
			const { pump, port, memory } = makePump();
			memory.bytes.set(sent, LINE_START);
			pump.put(LINE_START, LINE_START + sent.length);
			for (let i = 0; !pump.idle; i++) offer(pump, port, rooms[i % rooms.length]!);
			assert.equal(port.written, [...sent]);
		}),
	);
});

test("nothing is written before the port has said how much fits", () => {
	const { pump, port } = makePump();
	pump.put(LINE_START, LINE_START + 20);
	assert.equal(port.writes, []);
	assert.not(pump.idle);
});

test("what is left of the room serves the next command", () => {
	const { pump, port } = makePump();
	offer(pump, port, 128);
	pump.put(LINE_START, LINE_START + 100);
	pump.put(LINE_START, LINE_START + 100);
	assert.is(port.written.length, 128);
	offer(pump, port, 118);
	assert.is(port.written.length, 200);
});

test("zeros follow what is being sent, and touch nothing that could still be wanted", () => {
	const { pump, port, memory } = makePump();
	memory.bytes.fill(7, CHUNK_START, CHUNK_START + 300);
	pump.put(CHUNK_START, CHUNK_START + 20);
	pump.sendZeros(200);
	assert.not(pump.idle);
	while (!pump.idle) offer(pump, port, 64);
	assert.equal(port.written, [...new Array<number>(20).fill(7), ...new Array<number>(200).fill(0)]);
	assert.ok(memory.bytes.subarray(CHUNK_START, CHUNK_START + 300).every(byte => byte === 7));
	pump.sendZeros(10);
	pump.cancel();
	assert.ok(pump.idle);
});

test("views are written in falling sizes, those that there are", () => {
	const { pump, port } = makePump();
	offer(pump, port, 128);
	pump.put(LINE_START, LINE_START + 107);
	assert.equal(port.writes, [32, 32, 32, 4, 4, 2, 1]);
});

test("what was cancelled is not written", () => {
	const { pump, port } = makePump();
	pump.put(LINE_START, LINE_START + 10);
	pump.cancel();
	offer(pump, port, 128);
	assert.equal(port.written, []);
	assert.ok(pump.idle);
});

test.run();
