import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

/** ms that an answer comes too late: for what is tried again, for a command, for a report, and for what takes minutes. */
const DELAYS = [600, 5200, 8100, 90_000];

/** A bench whose line from the modem keeps everything back for `delay` ms once the host has said `command`, and then delivers it. */
function lateBench(scenario: Scenario, command: string, delay: number): ScenarioBench {
	const bench = new ScenarioBench(scenario);
	const { clock, simulator } = bench;
	let late = false;
	const unwatch = simulator.transcript.watch(({ direction, text }) => {
		if (direction !== "host" || text !== command) return;
		unwatch();
		late = true;
		clock.schedule(delay, () => {
			late = false;
			simulator.txd.send(kept);
		});
	});
	const kept: number[] = [];
	simulator.txd.tamper = byte => {
		if (!late) return [byte];
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
	test(`${scenario.name}: an answer to ${command} that comes after its time is credited to no other command`, async () => {
		for (const delay of DELAYS) {
			const bench = lateBench(scenario, command, delay);
			const end = await bench.play(scenario);
			const next = await bench.download("http://server/file");
			await bench.clock.advance(100_000);
			await bench.assertWorks(`${delay} ms: ${end}, ${next.end}`);
		}
	});
}

test.run();
