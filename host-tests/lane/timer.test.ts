import { test } from "uvu";
import * as assert from "uvu/assert";
import { createBench, engines, run } from "../../lab/lane/rig.ts";

const NOW = 'const now = () => Math.floor(host.now()) + " ";\n';

interface Case {
	title: string;
	source: string;
	trace: string;
	stall?: number;
}

const CASES: readonly Case[] = [
	{
		title: "set without a delay fires in the next turn, with the timer as its argument",
		source: "const timer = Timer.set(id => trace(id === timer, now())); trace('first '); Timer.set(() => host.done(), 50)",
		trace: "first true0 ",
	},
	{
		title: "a one-shot fires once",
		source: "Timer.set(() => trace(now()), 10); Timer.set(() => host.done(), 100)",
		trace: "10 ",
	},
	{
		title: "set with a period fires after its delay, then at each period",
		source: "Timer.set(() => trace(now()), 5, 20); Timer.set(() => host.done(), 60)",
		trace: "5 25 45 ",
	},
	{
		title: "repeat does not drift",
		source: "let n = 0; Timer.repeat(() => { trace(now()); if (++n === 4) host.done() }, 7)",
		trace: "7 14 21 28 ",
	},
	{
		title: "a one-shot that reschedules itself without a period is dead all the same",
		source: `
			const timer = Timer.set(() => { trace(now()); Timer.schedule(timer, 10) }, 10);
			Timer.set(() => { try { Timer.schedule(timer, 1) } catch (error) { trace(error.name) } }, 50);
			Timer.set(() => host.done(), 60)`,
		trace: "10 SyntaxError",
	},
	{
		title: "a one-shot that parks itself, or gives itself a period, lives on",
		source: `
			const parked = Timer.set(() => { trace("p", now()); Timer.schedule(parked) }, 10);
			const periodic = Timer.set(() => { trace("r", now()); Timer.schedule(periodic, 30, 1000) }, 20);
			Timer.set(() => Timer.schedule(parked, 5), 30);
			Timer.set(() => host.done(), 60)`,
		trace: "p10 r20 p35 r50 ",
	},
	{
		title: "a parked timer is neither due nor dead",
		source: `
			const timer = Timer.repeat(() => trace(now()), 10);
			Timer.set(() => Timer.schedule(timer), 25);
			Timer.set(() => Timer.schedule(timer, 3, 100), 70);
			Timer.set(() => host.done(), 100)`,
		trace: "10 20 73 ",
	},
	{
		title: "rescheduling moves what was due",
		source: `
			const timer = Timer.repeat(() => trace(now()), 20);
			for (const time of [10, 25, 40]) Timer.set(() => Timer.schedule(timer, 20, 20), time);
			Timer.set(() => host.done(), 90)`,
		trace: "60 80 ",
	},
	{
		title: "clear ends a timer, inside its callback too, and forgives what is no timer",
		source: `
			const timer = Timer.repeat(() => { trace(now()); Timer.clear(timer); Timer.clear(timer) }, 10);
			const never = Timer.set(() => trace("never"), 20);
			Timer.clear(never); Timer.clear(); Timer.clear(null);
			Timer.set(() => host.done(), 60)`,
		trace: "10 ",
	},
	{
		title: "a timer that another one clears in the same pass does not fire",
		source:
			"Timer.set(() => { trace('a'); Timer.clear(b) }, 10); const b = Timer.set(() => trace('b'), 10); Timer.set(() => host.done(), 20)",
		trace: "a",
	},
	{
		title: "a timer that another one moves in the same pass fires all the same",
		source: `
			Timer.set(() => { trace("a"); Timer.schedule(b, 30, 100) }, 10);
			const b = Timer.repeat(() => { trace("b", now()); Timer.schedule(b) }, 10);
			Timer.set(() => host.done(), 60)`,
		trace: "ab10 ",
	},
	{
		title: "timers of one moment fire in the order in which they were made; one made meanwhile waits its turn",
		source: `
			Timer.set(() => { trace("a"); Timer.set(() => { trace("d"); host.done() }, 0) }, 10);
			Timer.set(() => trace("b"), 10);
			Timer.set(() => trace("c"), 10)`,
		trace: "abcd",
	},
	{
		title: "fractions of a millisecond are cut off",
		source: "Timer.set(() => trace(now()), 9.9); Timer.set(() => host.done(), 20)",
		trace: "9 ",
	},
	{
		title: "a busy CPU fires late, and a periodic timer catches up",
		source: "Timer.repeat(() => trace(now()), 10); Timer.set(() => host.done(), 55)",
		stall: 34.5,
		trace: "34 34 34 40 50 ",
	},
];

for (const engine of engines) {
	for (const { title, source, trace, stall } of CASES) {
		test(`${engine}: ${title}`, async () => {
			const bench = createBench();
			if (stall) bench.board.machine.stall(stall);
			assert.is((await run(NOW + source, { engine }, bench)).trace, trace);
		});
	}
}

test.run();
