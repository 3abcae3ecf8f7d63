import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { VirtualClock } from "../../simulator/clock.ts";
import { byteTime, Line, Receiver } from "../../simulator/line.ts";

test("bytes leave back to back and arrive when their stop bit has passed", async () => {
	const clock = new VirtualClock();
	const line = new Line(clock, 9600);
	const seen: [number, number][] = [];
	line.onByte = byte => seen.push([byte, clock.now]);
	line.send([1, 2]);
	clock.schedule(byteTime(9600) * 1.5, () => line.send([3]));
	await clock.run(() => line.idle && line.bytes === 3);
	seen.forEach(([byte, time], index) => {
		assert.is(byte, index + 1);
		assert.ok(Math.abs(time - (index + 1) * byteTime(9600)) < 1e-9);
	});
	assert.is(line.bytes, 3);
	assert.ok(Math.abs(line.busy - 3 * byteTime(9600)) < 1e-9);
});

test("a callback queued behind bytes runs when the last of them has passed", async () => {
	const clock = new VirtualClock();
	const line = new Line(clock, 115200);
	const order: string[] = [];
	line.onByte = byte => order.push(String(byte));
	line.afterSent(() => order.push("at once"));
	line.send([1, 2]);
	line.afterSent(() => {
		order.push("between");
		line.baud = 9600;
	});
	line.send([3]);
	await clock.run(() => line.idle);
	assert.equal(order, ["at once", "1", "2", "between", "3"]);
	assert.ok(Math.abs(clock.now - 2 * byteTime(115200) - byteTime(9600)) < 1e-9);
});

test("a fault may change, drop or repeat a byte", async () => {
	const clock = new VirtualClock();
	const line = new Line(clock, 115200);
	const seen: number[] = [];
	line.onByte = byte => seen.push(byte);
	line.tamper = (byte, index) => [byte ^ 0x80, [], [byte, byte]][index] ?? byte;
	line.send([1, 2, 3, 4]);
	await clock.run(() => line.idle);
	assert.equal(seen, [0x81, 3, 3, 4]);
});

const through = async (bytes: number[], sent: number, read: number): Promise<number[]> => {
	const clock = new VirtualClock();
	const line = new Line(clock, sent);
	const seen: number[] = [];
	const receiver = new Receiver(clock, read, byte => seen.push(byte));
	line.onByte = (byte, baud) => receiver.receive(byte, baud);
	line.send(bytes);
	await clock.advance(bytes.length * byteTime(sent) + 10 * byteTime(read));
	return seen;
};

test("a receiver at the sender's rate reads every byte", () =>
	fc.assert(
		fc.asyncProperty(fc.array(fc.nat(255)), async bytes => {
			assert.equal(await through(bytes, 115200, 115200), bytes);
			assert.equal(await through(bytes, 115200, 117000), bytes);
		}),
	));

test("a receiver at another rate reads what sampling the waveform gives", async () => {
	// 0x80 at 9600 is low for eight bit times; at 4800 that is a start bit and three zeros.
	assert.equal(await through([0x80], 9600, 4800), [0xf8]);
	// At 115200 the same level lasts 108 bit times: one frame of zeros with a broken stop bit, then no falling edge.
	assert.equal(await through([0x00], 9600, 115200), [0x00]);
	const garbage = await through(
		[..."AT\r"].map(each => each.charCodeAt(0)),
		9600,
		115200,
	);
	assert.not.equal(garbage, [0x41, 0x54, 0x0d]);
	assert.ok(garbage.length > 3);
});

test.run();
