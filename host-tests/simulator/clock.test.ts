import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { VirtualClock } from "../../simulator/clock.ts";

const rejection = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => "",
		(error: Error) => error.message,
	);

test("events run in the order of their times, equal times in the order of scheduling, cancelled ones never", () =>
	fc.assert(
		fc.asyncProperty(fc.array(fc.record({ delay: fc.nat(20), cancel: fc.boolean() }), { maxLength: 300 }), async plan => {
			const clock = new VirtualClock();
			const seen: { delay: number; index: number }[] = [];
			const alarms = plan.map(({ delay }, index) =>
				clock.schedule(delay, () => {
					assert.is(clock.now, delay);
					seen.push({ delay, index });
				}),
			);
			plan.forEach(({ cancel }, index) => cancel && clock.cancel(alarms[index]!));
			await clock.advance(20);
			const expected = plan.map(({ delay, cancel }, index) => ({ delay, index, cancel })).filter(each => !each.cancel);
			expected.sort((a, b) => a.delay - b.delay || a.index - b.index);
			assert.equal(
				seen,
				expected.map(({ delay, index }) => ({ delay, index })),
			);
		}),
	));

test("time stands still while somebody holds the clock", async () => {
	const clock = new VirtualClock();
	let fired = false;
	clock.schedule(5, () => (fired = true));
	const release = clock.hold();
	const running = clock.run(() => fired);
	await new Promise(resolve => setImmediate(resolve));
	assert.is(fired, false);
	assert.is(clock.now, 0);
	release();
	release();
	await running;
	assert.is(clock.now, 5);
});

test("what a holder does may schedule the event that run() is waiting for", async () => {
	const clock = new VirtualClock();
	const release = clock.hold();
	let fired = false;
	setImmediate(() => {
		clock.schedule(1, () => (fired = true));
		release();
	});
	await clock.run(() => fired);
	assert.is(clock.now, 1);
});

test("run rejects at its limit, when nothing is left to happen, and with what an event throws", async () => {
	const clock = new VirtualClock();
	assert.match(await rejection(clock.run(() => false)), "nothing left to happen");
	clock.schedule(11, () => {});
	assert.match(await rejection(clock.run(() => false, 10)), "limit of 10 ms passed");
	assert.is(clock.now, 10);
	clock.schedule(2, () => {
		throw new Error("from an event");
	});
	assert.is(await rejection(clock.run(() => false)), "from an event");
});

test("a time-out that is set and cancelled a million times takes no memory", () => {
	const clock = new VirtualClock();
	const before = process.memoryUsage().heapUsed;
	for (let index = 0; index < 1_000_000; index++) clock.cancel(clock.schedule(1e6, () => {}));
	assert.ok(process.memoryUsage().heapUsed - before < 50e6);
});

test.run();
