import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Clock } from "../../simulator/clock.ts";
import { VirtualClock } from "../../simulator/clock.ts";
import { type Fault, scheduleFaults } from "../../simulator/faults/faults.ts";
import { SIM900Simulator } from "../../simulator/sim900.ts";
import { WallClock } from "../../simulator/wall-clock.ts";
import { ManualTime } from "./manual-time.ts";

test("events see the time they were due at, in order, however late the computer wakes up", () => {
	const time = new ManualTime(7);
	const clock = new WallClock(time);
	const seen: string[] = [];
	clock.schedule(2, () => {
		seen.push(`b ${clock.now}`);
		clock.schedule(1, () => seen.push(`c ${clock.now}`));
	});
	const cancelled = clock.schedule(1.5, () => seen.push("never"));
	clock.schedule(1, () => seen.push(`a ${clock.now}`));
	clock.cancel(cancelled);
	clock.schedule(50, () => seen.push(`d ${clock.now}`));
	time.pass(20);
	assert.equal(seen, ["a 1", "b 2", "c 3"]);
	assert.is(clock.now, 20);
	time.pass(40);
	assert.equal(seen.at(-1), "d 50");
});

test("an event that throws does not stop the clock", () => {
	const time = new ManualTime();
	const clock = new WallClock(time);
	let later = false;
	clock.schedule(1, () => {
		throw new Error("broken");
	});
	clock.schedule(2, () => (later = true));
	assert.throws(() => time.pass(1), "broken");
	time.pass(5);
	assert.is(later, true);
});

test("a closed clock wakes nobody", () => {
	const time = new ManualTime();
	const clock = new WallClock(time);
	let fired = false;
	clock.schedule(1, () => (fired = true));
	clock.close();
	time.pass(5);
	assert.is(fired, false);
});

test("the computer's own clock works", async () => {
	const clock = new WallClock();
	await new Promise<void>(resolve => void clock.schedule(1, resolve));
	assert.ok(clock.now >= 1);
});

const SCRIPT: readonly Fault[] = [
	{ at: 40, code: "RING" },
	{ on: /AT\+CSQ/, nth: 2, after: 1, code: "+CREG: 5" },
	{ at: 900, loseBearer: true },
	{ at: 1500, powerDip: true },
];

async function rehearse(clock: Clock, advance: (duration: number) => void | Promise<void>): Promise<string> {
	const modem = new SIM900Simulator({ clock });
	scheduleFaults({ clock, modem }, SCRIPT);
	for (const line of ["ATE0", "AT+CSQ", "AT+CSQ", "AT+SAPBR=1,1", "AT+SAPBR=2,1", "AT"]) {
		modem.rxd.send(Buffer.from(`${line}\r`));
		await advance(800);
	}
	await advance(10_000);
	return modem.transcript.format();
}

test("the same script of faults gives the same transcript on virtual and on wall-clock time", async () => {
	const clock = new VirtualClock();
	const expected = await rehearse(clock, duration => clock.advance(duration));
	const exact = new ManualTime();
	assert.is(await rehearse(new WallClock(exact), duration => exact.pass(duration)), expected);
	const late = new ManualTime(3);
	assert.is(await rehearse(new WallClock(late), duration => late.pass(duration)), expected);
	assert.match(expected, "RING");
	assert.match(expected, "power dip");
});

test.run();
