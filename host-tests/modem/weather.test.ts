import { test } from "uvu";
import * as assert from "uvu/assert";
import { DEFAULT_PERSONALITY, PERSONALITIES, type PersonalityName, scheduleFaults } from "../../simulator/index.ts";
import { randomNumbers } from "../../simulator/random.ts";
import { between, describe, mayHide, pick, type Random, weather } from "../support/weather.ts";
import { QUEUE_DEPTH } from "../../src/modem/modem.js";
import { LONG_SCENARIOS, type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

/*
	Weather: every operation under faults of all kinds at random moments, the same for the same seed. It ends once in bounded time, what is said to
	be done is right, and the modem works when the weather is over.
*/

/** The module, and how it is wired. */
function worldOf(random: Random, { simulator, options, wire }: Scenario): Partial<Scenario> {
	const personality = random() < 0.6 ? DEFAULT_PERSONALITY : pick(random, Object.keys(PERSONALITIES) as PersonalityName[]);
	const dcd = random() < 0.5 ? {} : { dcd: { pin: 34 } };
	const power = random() < 0.7 ? {} : { powerKey: { pin: 4 } };
	return { simulator: { personality, ...simulator }, options: { ...dcd, ...power, ...options }, wire: { inverted: [4], ...wire } };
}

/** Operations that wait for the first one, in a third of all cases. They take any modem. */
function queued(random: Random): Scenario[] {
	if (random() > 0.33) return [];
	const plain = SCENARIOS.filter(({ simulator, options, wire }) => !simulator && !options && !wire);
	return Array.from({ length: between(random, 1, QUEUE_DEPTH) }, () => pick(random, plain));
}

/** How often operations have ended how. */
const ends = new Map<string, number>();

async function endure(seed: number): Promise<void> {
	const random = randomNumbers(seed);
	const scenario = pick(random, random() < 0.05 ? LONG_SCENARIOS : SCENARIOS);
	// A PIN that is damaged on its way is a wrong one.
	const faults = weather(random).filter(fault => !("line" in fault && fault.line === "rxd" && scenario.simulator?.sim));
	const bench = new ScenarioBench({ ...scenario, ...worldOf(random, scenario) });
	const { clock, simulator: modem } = bench;
	const scenarios = [scenario, ...(scenario.simulator?.network ? [] : queued(random))];
	const stop = scheduleFaults({ clock, modem }, faults, seed);
	const what = `seed ${seed}, ${scenarios.map(({ name }) => name).join(", ")}: ${describe(faults)}`;
	try {
		const all = await bench.playAll(mayHide(faults) ? scenarios.map(each => ({ ...each, check: () => {} })) : scenarios);
		for (const end of all) ends.set(end, (ends.get(end) ?? 0) + 1);
		stop();
		modem.txd.tamper = undefined;
		modem.rxd.tamper = undefined;
		modem.txd.gap = 0;
		await clock.advance(130_000);
		// What was armed hits somebody.
		let last;
		for (let i = 0; i < 8; i++) last = await bench.download("http://server/file");
		// A PIN whose outcome was not heard is not sent again: it may have been a wrong one.
		if (!(scenario.simulator?.sim && last!.end === "simLocked")) await bench.assertWorks(what);
	} catch (error) {
		(error as Error).message = `${what}\n${(error as Error).message}`;
		throw error;
	}
	bench.modem.close();
}

// More of it: FIRST=1 COUNT=100000 npm test -- modem/weather
const first = Number(process.env["FIRST"] ?? 1);
const count = Number(process.env["COUNT"] ?? 500);
const PORTION = 50;
for (let seed = first; seed < first + count; seed += PORTION) {
	const last = Math.min(seed + PORTION, first + count) - 1;
	test(`seeds ${seed} to ${last}`, async () => {
		for (let each = seed; each <= last; each++) await endure(each);
	});
}

test("the weather is bad enough, and not too bad", () => {
	const total = [...ends.values()].reduce((sum, times) => sum + times, 0);
	const done = ends.get("done") ?? 0;
	assert.ok(ends.size > 5, [...ends.keys()].join());
	assert.ok(done > total / 4 && done < (total * 3) / 4, `${done} of ${total} are done`);
});

test.run();
