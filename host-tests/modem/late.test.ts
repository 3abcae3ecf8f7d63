import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/index.ts";
import { nastyFile } from "../support/file-server.ts";
import { Workbench } from "../support/workbench.ts";

const FILE = nastyFile(2000);

/** A bench whose line from the modem keeps everything back for `delay` ms once the host has said `command`, and then delivers it. */
function lateBench(command: string, delay: number): Workbench {
	const bench = new Workbench({ network: new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) }) });
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

/** Every command of an undisturbed start and GET. */
async function commands(): Promise<string[]> {
	const bench = lateBench("", 0);
	const { end } = await bench.download("http://server/file");
	assert.is(end, "done");
	const said = bench.simulator.transcript.entries.filter(({ direction }) => direction === "host").map(({ text }) => text);
	return [...new Set(said)];
}

const all = await commands();

test("the commands of a start and a GET are what is tried below", () => {
	for (const command of ["AT", "AT+CREG?", "AT+SAPBR=1,1", "AT+HTTPINIT", "AT+HTTPACTION=0", "AT+HTTPREAD=0,1152", "AT+HTTPTERM"]) {
		assert.ok(all.includes(command), command);
	}
});

for (const command of all) {
	test(`an answer to ${command} that comes after its time is credited to no other command`, async () => {
		for (const delay of [600, 5200, 8100, 90_000]) {
			const bench = lateBench(command, delay);
			const download = await bench.download("http://server/file");
			assert.ok(download.end !== undefined);
			if (download.end === "done") assert.equal(Buffer.from(download.body), Buffer.from(FILE));
			const next = await bench.download("http://server/file");
			await bench.clock.advance(100_000);
			const last = await bench.download("http://server/file");
			assert.is(last.end, "done", `${delay} ms: ${download.end}, ${next.end}, ${last.end}\n${bench.simulator.transcript.format(60)}`);
			assert.equal(Buffer.from(last.body), Buffer.from(FILE));
		}
	});
}

test.run();
