/* What appears between two bytes of the modem's, at every byte: each stray-*.test.ts beside it tries one. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { damage } from "../../simulator/index.ts";
import { type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";
import { assertSplit } from "../support/split.ts";
import { bytesOf } from "../support/scripted-port.ts";

/** How an operation may end if one of its lines is cut in two. */
const DAMAGED: readonly string[] = ["protocol", "timeout", "command", "noAnswer", "incomplete"];
/** What appears, and how an operation may end then. The modem has not restarted, nor lost its bearer, whatever it says. */
const STRAYS = {
	RDY: ["\r\nRDY\r\n", DAMAGED],
	"NORMAL POWER DOWN": ["\r\nNORMAL POWER DOWN\r\n", DAMAGED],
	"+SAPBR 1: DEACT": ["\r\n+SAPBR 1: DEACT\r\n", DAMAGED],
	"a line of its own": ['\r\n+CMTI: "SM",1\r\n', DAMAGED],
	"power-on noise": ["\0IIII\xff\xff\xff\xff", ["protocol", "timeout", "command", "noAnswer"]],
} as const satisfies Readonly<Record<string, readonly [stray: string, ends: readonly string[]]>>;
/** Operations of which not every byte is tried: in the middle of their payload one byte is like another. */
const LONG = 400;
const STEP = 7;

/** Bytes that the modem sends in an undisturbed start, and in start and scenario. */
async function countBytes(scenario: Scenario): Promise<[start: number, end: number]> {
	const bench = new ScenarioBench(scenario);
	await bench.run(() => bench.ready > 0);
	const start = bench.simulator.txd.bytes;
	assert.is(await bench.play(scenario), "done");
	return [start, bench.simulator.txd.bytes];
}

/** One stray: the operation ends as it may, with nothing wrong where it ends well, and the modem can be used. */
async function tryAt(scenario: Scenario, position: number, stray: string, ends: readonly string[]): Promise<void> {
	const bench = new ScenarioBench(scenario);
	damage(bench.simulator.txd, { insert: { [position]: [...bytesOf(stray)] } });
	const end = await bench.play(scenario);
	// In a data phase without DCD a restart is believed: what follows would be executed.
	const isBelieved = end === "reset" && scenario.dataPhase !== undefined && !stray.includes("+");
	assert.ok(end === "done" || isBelieved || ends.includes(end), `byte ${position}: ${end}\n${bench.simulator.transcript.format(30)}`);
	if (scenario.dataPhase) await bench.clock.advance(scenario.dataPhase);
	await bench.assertWorks(`byte ${position}: ${end}`);
	bench.modem.close();
}

/** A stray at every byte of every scenario, and of a start. */
export async function testStray(name: keyof typeof STRAYS): Promise<void> {
	const [stray, ends] = STRAYS[name];
	for (const scenario of SCENARIOS) {
		const [start, end] = await countBytes(scenario);
		test(`${name} at every byte of ${scenario.name}: it ends once, as it may, and the next request works`, async () => {
			const step = end - start > LONG ? STEP : 1;
			for (let position = start; position < end; position += step) await tryAt(scenario, position, stray, ends);
		});
	}
	test(`${name} at every byte of a start: it is survived`, async () => {
		const scenario = SCENARIOS[0]!;
		const [start] = await countBytes(scenario);
		for (let position = 0; position < start; position++) await tryAt(scenario, position, stray, ends);
	});
}

test("every stray has a file of its own", () => assertSplit(new URL(".", import.meta.url), "stray", Object.keys(STRAYS)));
