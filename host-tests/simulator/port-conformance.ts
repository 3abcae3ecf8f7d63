import * as assert from "uvu/assert";
import type { VirtualClock } from "../../simulator/clock.ts";
import { byteTime, type Line } from "../../simulator/line.ts";
import type { SerialOptions } from "../../simulator/port.ts";
import {
	checksOn,
	refusal,
	type Register,
	sequence,
	type SerialCallbacks,
	serialConformance,
	type SerialRig,
	type SerialUnderTest,
} from "../support/serial-conformance.ts";

/** Callbacks and options that the port is opened with. */
export interface OpenOptions extends Omit<SerialOptions, "onReadable" | "onWritable">, SerialCallbacks {}

/** A port under test: more of it than the driver uses. */
export interface PortUnderTest extends SerialUnderTest {
	/** `read()` without an argument. */
	readAll(): Promise<number[] | undefined>;
}

/** Everything one check needs, fresh for each check. */
export interface Rig {
	clock: VirtualClock;
	/** The far end sends into this line, */
	toPort: Line;
	/** and has received this. */
	received: readonly number[];
	/** Keeps the firmware's CPU busy. */
	stall(duration: number): void;
	/** Bytes lost in the receive FIFO. */
	dropped(): number;
	/** Rejects with what the constructor threw. */
	open(options: OpenOptions): Promise<PortUnderTest>;
	close(): Promise<void>;
}

const BAUD = 115200;
const BYTE = byteTime(BAUD);
const wired = { port: 2, transmit: 17, receive: 16, baud: BAUD, format: "buffer" };
/** Longer than 256 bytes take at this rate. */
const SETTLED = 30;

function asSerial(rig: Rig): SerialRig {
	return {
		capacity: 128,
		send: bytes => rig.toPort.send(bytes),
		received: rig.received,
		settle: () => rig.clock.advance(SETTLED),
		open: callbacks => rig.open({ ...wired, ...callbacks }),
		close: () => rig.close(),
	};
}

/** Registers the checks that any port claiming to be Moddable's ESP32 port must pass. */
export function portConformance(name: string, register: Register, createRig: () => Promise<Rig>): void {
	serialConformance(name, register, async () => asSerial(await createRig()));
	const check = checksOn(name, register, createRig);

	check("onWritable comes at once after construction", async rig => {
		const port = await rig.open({ ...wired, readable: true, writable: true });
		await rig.clock.advance(20);
		assert.ok(port.events[0]!.time < 1);
	});

	check("onWritable comes when 10 bytes are left, and again only after a write", async rig => {
		const port = await rig.open({ ...wired, writable: true });
		await rig.clock.advance(1);
		const start = rig.clock.now;
		await port.write(sequence(128));
		await rig.clock.advance(30);
		const [, refill, ...more] = port.events;
		assert.is(more.length, 0);
		assert.ok(refill!.count >= 118 && refill!.count <= 119, `count ${refill!.count}`);
		assert.ok(Math.abs(refill!.time - start - 118 * BYTE) < 0.2);
		await port.write([1]);
		await rig.clock.advance(1);
		assert.is(port.events.length, 3);
	});

	check("bytes leave back to back at the baud rate", async rig => {
		const port = await rig.open({ ...wired, writable: true });
		const start = rig.clock.now;
		await port.write(sequence(50));
		await rig.clock.advance(0.5 * BYTE + 49 * BYTE);
		assert.is(rig.received.length, 49);
		await rig.clock.advance(BYTE);
		assert.equal(rig.received, sequence(50));
		assert.ok(rig.clock.now - start < 52 * BYTE);
	});

	check("the receive FIFO holds 128 bytes; what comes then is lost and nobody is told", async rig => {
		const port = await rig.open({ ...wired });
		rig.toPort.send(sequence(140));
		await rig.clock.advance(140 * BYTE + 1);
		assert.is(rig.dropped(), 12);
		assert.equal(await port.readAll(), sequence(128));
		assert.is(await port.readAll(), undefined);
		assert.equal(port.events, []);
	});

	check("onReadable comes at 96 bytes while the line is busy", async rig => {
		const port = await rig.open({ ...wired, readable: true, drain: true });
		const start = rig.clock.now;
		rig.toPort.send(sequence(110));
		await rig.clock.advance(96 * BYTE + 0.2);
		assert.is(port.events.length, 1);
		assert.ok(port.events[0]!.count >= 96 && port.events[0]!.count <= 98);
		assert.ok(port.events[0]!.time - start >= 96 * BYTE - 1e-6);
		await rig.clock.advance(10);
		assert.equal(port.drained, sequence(110));
		assert.is(port.events.length, 2);
	});

	check("onReadable comes four idle symbols after the last of a few bytes", async rig => {
		const port = await rig.open({ ...wired, readable: true, drain: true });
		const start = rig.clock.now;
		rig.toPort.send([1, 2, 3]);
		await rig.clock.advance(7 * BYTE - 0.01);
		assert.equal(port.events, []);
		await rig.clock.advance(0.5);
		assert.is(port.events.length, 1);
		assert.is(port.events[0]!.count, 3);
		assert.ok(port.events[0]!.time - start < 7 * BYTE + 0.2);
	});

	check("data left in the FIFO call back again and again", async rig => {
		const port = await rig.open({ ...wired, readable: true });
		rig.toPort.send([1, 2, 3]);
		await rig.clock.advance(2);
		assert.ok(port.events.length > 3);
		assert.ok(port.events.every(({ kind, count }) => kind === "readable" && count === 3));
		const { count, view } = await port.readInto(2);
		assert.is(count, 2);
		assert.equal(view, [1, 2]);
	});

	check("what happens while the CPU is busy becomes one callback a direction", async rig => {
		const port = await rig.open({ ...wired, readable: true, writable: true, drain: true });
		rig.stall(15);
		rig.toPort.send(sequence(10));
		await rig.clock.advance(3);
		rig.toPort.send(sequence(10, 10));
		await rig.clock.advance(3);
		assert.equal(port.events, []);
		await rig.clock.advance(10);
		assert.equal(
			port.events.map(({ kind, count }) => [kind, count]),
			[
				["readable", 20],
				["writable", 128],
			],
		);
		assert.equal(port.drained, sequence(20));
	});

	check("a CPU that is busy for longer than the FIFO lasts loses the bytes in between, never the first", async rig => {
		const port = await rig.open({ ...wired, readable: true, drain: true });
		rig.stall(200 * BYTE);
		rig.toPort.send(sequence(250));
		await rig.clock.advance(250 * BYTE + 2);
		assert.equal(port.drained.slice(0, 128), sequence(128));
		assert.is(port.drained.length + rig.dropped(), 250);
		assert.ok(rig.dropped() > 60);
	});

	check("after close the port sends and receives nothing, and its pins are free again", async rig => {
		const port = await rig.open({ ...wired, readable: true });
		await port.close();
		rig.toPort.send([1]);
		await rig.clock.advance(2);
		assert.equal(port.events, []);
		const again = await rig.open({ ...wired, readable: true });
		assert.is((await again.readInto(1)).count, undefined);
	});

	const refused: [string, OpenOptions, string][] = [
		["no pins", { port: 2, baud: BAUD }, "Error: invalid"],
		["an undefined pin", { ...wired, transmit: undefined as never }, "Error: invalid"],
		["a negative pin", { ...wired, receive: -1 }, "RangeError: negative"],
		["a pin that does not exist", { ...wired, receive: 28 }, "Error: in use"],
		["a port that does not exist", { ...wired, port: 3 }, "RangeError: invalid port"],
		["the console's port", { transmit: 17, receive: 16, baud: BAUD }, "RangeError: port in use"],
		["no baud rate", { port: 2, transmit: 17, receive: 16 }, "RangeError: invalid baud"],
		["too high a baud rate", { ...wired, baud: 20_000_001 }, "RangeError: invalid baud"],
		["an unknown format", { ...wired, format: "string" }, "RangeError: invalid format"],
	];
	for (const [title, options, message] of refused) {
		check(`${title} is refused: ${message}`, async rig => {
			assert.is(await refusal(rig.open(options)), message);
			await rig.open(wired);
		});
	}

	check("a pin in use is refused", async rig => {
		await rig.open(wired);
		assert.is(await refusal(rig.open({ ...wired, port: 1 })), "Error: in use");
	});
}
