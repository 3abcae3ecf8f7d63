import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

/** ms that an answer comes too late: for what is tried again, for a command, for a report, and for what takes minutes. */
const DELAYS = [600, 5200, 8100, 90_000];

/** What comes by itself while an answer is late, and overtakes it. */
const CODES = ["RING", '+CMTI: "SM",1', "+CREG: 2", "DST: 1"];

interface Way {
	readonly codes: readonly string[];
	/** What becomes of what the host says before the result. */
	readonly typeAhead: "lose" | "keep";
}

const WAYS: readonly Way[] = [
	{ codes: [], typeAhead: "lose" },
	{ codes: [], typeAhead: "keep" },
	{ codes: CODES, typeAhead: "lose" },
	{ codes: CODES, typeAhead: "keep" },
];

class LateBench extends ScenarioBench {
	/** When the late answer has come, ms. */
	lateUntil = 0;

	/** A code comes now, whatever is kept back; not within another line, and not where the modem could not say it. */
	overtake(code: string): void {
		const { txd, status, dcd } = this.simulator;
		if (!txd.idle) this.clock.schedule(1, () => this.overtake(code));
		else if (status.level === 1 && dcd.level === 1) for (const byte of Buffer.from(`\r\n${code}\r\n`)) txd.onByte(byte, txd.baud);
	}
}

/** A bench whose line from the modem keeps its answers back for `delay` ms once the host has said `command`, and then delivers them. */
function lateBench(scenario: Scenario, command: string, delay: number, { codes, typeAhead }: Way): LateBench {
	const options = scenario.simulator;
	const bench = new LateBench({ ...scenario, simulator: { ...options, settings: { networkRate: 1e5, ...options?.settings, typeAhead } } });
	const { clock, simulator } = bench;
	const kept: number[] = [];
	let isLate = false;
	const unwatch = simulator.transcript.watch(({ direction, text }) => {
		if (direction !== "host" || text !== command) return;
		unwatch();
		isLate = true;
		bench.lateUntil = clock.now + delay;
		clock.schedule(delay, () => {
			isLate = false;
			simulator.txd.send(kept);
		});
		for (const [index, code] of codes.entries()) clock.schedule(((index + 1) * delay) / (codes.length + 1), () => bench.overtake(code));
	});
	simulator.txd.tamper = byte => {
		if (!isLate) return [byte];
		kept.push(byte);
		return [];
	};
	return bench;
}

/** Every command of the library, and the first scenario that sends it. */
async function collect(): Promise<Map<string, Scenario>> {
	const found = new Map<string, Scenario>();
	for (const scenario of SCENARIOS) {
		const bench = new ScenarioBench(scenario);
		assert.is(await bench.play(scenario), "done", `${scenario.name}\n${bench.simulator.transcript.format(30)}`);
		for (const command of bench.commands) if (!found.has(command)) found.set(command, scenario);
	}
	return found;
}

const all = await collect();

for (const [command, scenario] of all) {
	for (const way of WAYS) {
		const what = `${way.codes.length ? ", overtaken by codes" : ""}${way.typeAhead === "keep" ? ", of a modem that keeps what comes early" : ""}`;
		test(`${scenario.name}: an answer to ${command} that comes after its time${what}: credited to no other command`, async () => {
			for (const delay of DELAYS) {
				const bench = lateBench(scenario, command, delay, way);
				const end = await bench.play(scenario);
				const next = await bench.download("http://server/file");
				// As soon as all has come.
				await bench.clock.advance(Math.max(0, bench.lateUntil - bench.clock.now));
				await bench.assertWorks(`${delay} ms: ${end}, ${next.end}`);
			}
		});
	}
}

test.run();
