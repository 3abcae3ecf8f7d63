import { test } from "uvu";
import * as assert from "uvu/assert";
import { DEFAULT_PERSONALITY, type Fault, PERSONALITIES, type PersonalityName, scheduleFaults } from "../../simulator/index.ts";
import { randomNumbers } from "../../simulator/random.ts";
import { QUEUE_DEPTH } from "../../src/modem/modem.js";
import { LONG_SCENARIOS, type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

/*
	Weather: every operation under faults of all kinds at random moments, the same for the same seed. It ends once in bounded time, what is said to
	be done is right, and the modem works when the weather is over.
*/

type Random = () => number;
type Strike = (random: Random) => object;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const between = (random: Random, least: number, most: number): number => Math.floor(least + random() * (most - least));

const DAMAGES = ["drop", "duplicate", "nul", "flip"];
const LINES = ["txd", "txd", "txd", "rxd"];

/** What happens, beside when. */
const STRIKES: readonly Strike[] = [
	random => ({
		code: pick(random, ['+CMTI: "SM",1', "RING", "+CREG: 2", "+CREG: 1", "NO CARRIER", "+PDP: DEACT", "Call Ready"]),
	}),
	random => ({ silence: between(random, 1, 12_000) }),
	() => ({ powerDip: true }),
	() => ({ loseBearer: true }),
	random => ({ voltage: pick(random, ["under", "over"]) }),
	random => ({ late: between(random, 10, 100_000) }),
	() => ({ unanswered: true }),
	random => ({ fragment: between(random, 0, 20) }),
	random => ({ server: pick(random, ["stall", "refuse", "dns", "no-range", { truncate: between(random, 0, 1500) }]) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), count: between(random, 1, 4) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), rate: random() * random() * 0.05, count: 20 }),
];

const MOMENTS = [
	/SAPBR/,
	/HTTPPARA/,
	/HTTPACTION/,
	/HTTPREAD/,
	/HTTPDATA/,
	/DOWNLOAD/,
	/HTTPTERM/,
	/FTP/,
	/FTPGET/,
	/FTPPUT/,
	/FTPEXTPUT/,
	/FTPQUIT/,
	/OK/,
];

/** When it happens: at a time, behind any line, or behind one of a kind. */
function momentOf(random: Random): object {
	const kind = random();
	if (kind < 0.2) return { at: between(random, 0, 8000) };
	const after = random() < 0.7 ? between(random, 0, 40) : between(random, 0, 4000);
	if (kind < 0.6) return { on: /./, nth: between(random, 1, 100), after };
	return { on: pick(random, MOMENTS), nth: between(random, 1, 4), after };
}

function weather(random: Random): Fault[] {
	const count = between(random, 1, 9);
	return Array.from({ length: count }, () => ({ ...momentOf(random), ...pick(random, STRIKES)(random) }) as Fault);
}

/** The module, and how it is wired. */
function worldOf(random: Random, { simulator, options, wire }: Scenario): Partial<Scenario> {
	const personality = random() < 0.6 ? DEFAULT_PERSONALITY : pick(random, Object.keys(PERSONALITIES) as PersonalityName[]);
	const dcd = random() < 0.5 ? {} : { dcd: { pin: 34 } };
	const power = random() < 0.7 ? {} : { powerKey: { pin: 4 } };
	return { simulator: { personality, ...simulator }, options: { ...dcd, ...power, ...options }, wire: { inverted: [4], ...wire } };
}

/**
 * No driver can see damage that keeps a length, on the way to it or in its own commands (the line has no checksum and no echo), nor a server that
 * cuts its body.
 */
function mayHide(faults: readonly Fault[]): boolean {
	const damages = faults.flatMap(fault => ("bytes" in fault ? [fault] : []));
	const isHidden = damages.some(({ bytes, line }) => bytes === "flip" || line === "rxd");
	const kinds = new Set(damages.map(({ bytes }) => bytes === "drop"));
	return isHidden || kinds.size > 1 || faults.some(fault => "server" in fault && typeof fault.server === "object");
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
	const what = `seed ${seed}, ${scenarios.map(({ name }) => name).join(", ")}: ${faults.map(fault => JSON.stringify(fault, (_, value) => (value instanceof RegExp ? String(value) : value))).join(" ")}`;
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

// More of it: FIRST=1 COUNT=100000 npm test -- weather
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
