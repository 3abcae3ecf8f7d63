import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../simulator/clock.ts";
import { Line } from "../../simulator/line.ts";
import { createIO, DEVKIT, type IO, type ModemPins } from "../../simulator/port.ts";
import { Signal } from "../../simulator/signal.ts";
import type { SeenEvent } from "../support/serial-conformance.ts";
import { type OpenOptions, portConformance, type PortUnderTest, type Rig } from "./port-conformance.ts";

function createPins(clock: VirtualClock): ModemPins {
	const high = (name: string): Signal => new Signal(name, 1);
	return {
		txd: new Line(clock, 115200),
		rxd: new Line(clock, 115200),
		dcd: high("DCD"),
		ri: high("RI"),
		status: new Signal("STATUS", 0),
		dtr: high("DTR"),
		pwrkey: high("PWRKEY"),
		nreset: high("NRESET"),
	};
}

function open(clock: VirtualClock, io: IO, { readable, writable, drain, ...options }: OpenOptions): PortUnderTest {
	const memory = new Uint8Array(256);
	const events: SeenEvent[] = [];
	const drained: number[] = [];
	const note = (kind: SeenEvent["kind"], count: number): number => events.push({ kind, count, time: clock.now });
	const readAll = (): number[] | undefined => {
		const buffer = serial.read() as ArrayBuffer | undefined;
		return buffer && [...new Uint8Array(buffer)];
	};
	const onReadable = (count: number): void => {
		note("readable", count);
		if (drain) drained.push(...readAll()!);
	};
	const serial = new io.Serial({
		...options,
		onReadable: readable ? onReadable : undefined,
		onWritable: writable ? count => void note("writable", count) : undefined,
	});
	return {
		events,
		drained,
		readInto: async length => {
			const view = new Uint8Array(length).fill(0xee);
			const count = serial.read(view) as number | undefined;
			return { count, view: [...view] };
		},
		readAll: async () => readAll(),
		write: async bytes => {
			memory.set(bytes);
			serial.write(memory.subarray(0, bytes.length));
		},
		close: async () => serial.close(),
	};
}

async function createRig(): Promise<Rig> {
	const clock = new VirtualClock();
	const modem = createPins(clock);
	const io = createIO({ clock, modem });
	const received: number[] = [];
	modem.rxd.onByte = byte => received.push(byte);
	return {
		clock,
		toPort: modem.txd,
		received,
		stall: duration => io.board.machine.stall(duration),
		dropped: () => io.board.uarts[2]!.dropped,
		open: async options => open(clock, io, options),
		close: async () => {},
	};
}

portConformance("in process", (name, check) => test(name, check), createRig);

test("callbacks are called with the port as this and may close it", async () => {
	const clock = new VirtualClock();
	const modem = createPins(clock);
	const { Serial } = createIO({ clock, modem });
	const seen: unknown[] = [];
	const serial = new Serial({
		port: 2,
		transmit: 17,
		receive: 16,
		baud: 9600,
		target: "mine",
		onReadable(this: InstanceType<typeof Serial>) {
			seen.push(this.target, this === serial);
			this.close();
		},
	});
	modem.txd.baud = 9600;
	modem.txd.send([1]);
	await clock.advance(100);
	assert.equal(seen, ["mine", true]);
	assert.throws(() => serial.read(), /no host data|invalid host data/);
	serial.close();
});

test("the number format reads and writes single bytes", async () => {
	const clock = new VirtualClock();
	const modem = createPins(clock);
	const { Serial } = createIO({ clock, modem });
	const sent: number[] = [];
	modem.rxd.onByte = byte => sent.push(byte);
	const serial = new Serial({ port: 1, transmit: 17, receive: 16, baud: 115200, format: "number" });
	serial.write(0x141);
	modem.txd.send([7, 8]);
	await clock.advance(5);
	assert.equal([serial.read(), serial.read(), serial.read(), sent], [7, 8, undefined, [0x41]]);
});

test("a digital output drives the modem's pin, inverted where the board has a transistor", async () => {
	const clock = new VirtualClock();
	const modem = createPins(clock);
	const { Digital } = createIO({ clock, modem, wiring: { ...DEVKIT, inverted: [4] } });
	const key = new Digital({ pin: 4, mode: Digital.Output, initialValue: 0 });
	assert.is(modem.pwrkey.level, 1);
	key.write(1);
	assert.is(modem.pwrkey.level, 0);
	assert.throws(() => key.read(), "can't read output");
	key.close();
	assert.is(modem.pwrkey.level, 1);
	const reset = new Digital({ pin: 5, mode: Digital.OutputOpenDrain, activeLow: true, initialValue: 1 });
	assert.is(modem.nreset.level, 0);
	reset.write(0);
	assert.is(modem.nreset.level, 1);
});

test("edges that come before the callback are one callback", async () => {
	const clock = new VirtualClock();
	const modem = createPins(clock);
	const { Digital, board } = createIO({ clock, modem });
	const seen: number[] = [];
	const dcd = new Digital({
		pin: 34,
		mode: Digital.Input,
		edge: Digital.Falling,
		onReadable(this: InstanceType<typeof Digital>) {
			seen.push(this.read());
		},
	});
	board.machine.stall(5);
	modem.dcd.set(0);
	modem.dcd.set(1);
	modem.dcd.set(0);
	await clock.advance(10);
	modem.dcd.set(1);
	await clock.advance(1);
	assert.equal(seen, [0]);
	assert.throws(() => dcd.write(1), "can't write input");
});

const refusedPins: [string, object, string, RegExp][] = [
	["no pin", {}, "Error", /^invalid$/],
	["no mode", { pin: 34 }, "Error", /^invalid$/],
	["an unknown mode", { pin: 34, mode: 7 }, "RangeError", /^invalid mode$/],
	["onReadable without an edge", { pin: 34, mode: 0, onReadable() {} }, "RangeError", /^invalid edges$/],
	["driving an input-only pin", { pin: 34, mode: 8 }, "RangeError", /^input only$/],
	["a pin that does not exist", { pin: 40, mode: 0 }, "Error", /^invalid pin$/],
	["a callback that is none", { pin: 34, mode: 0, edge: 1, onReadable: 5 }, "Error", /^not a function$/],
];
for (const [title, options, name, message] of refusedPins) {
	test(`digital: ${title} is refused`, () => {
		const clock = new VirtualClock();
		const { Digital } = createIO({ clock, modem: createPins(clock) });
		assert.throws(
			() => new Digital(options),
			(error: Error) => error.name === name && message.test(error.message),
		);
	});
}

test.run();
