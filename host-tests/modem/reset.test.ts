import { test } from "uvu";
import * as assert from "uvu/assert";
import { damage, MemoryNetwork } from "../../simulator/index.ts";
import { bytesOf } from "../support/scripted-port.ts";
import { Workbench } from "../support/workbench.ts";

const BODY = "a body\r\nOK\r\n with words";
const URL = "http://server/";

function workbench(): Workbench {
	return new Workbench({ network: new MemoryNetwork({ server: () => ({ status: 200, body: BODY }) }) });
}

/** Bytes that the modem sends in an undisturbed start and GET. */
async function countBytes(): Promise<number> {
	const bench = workbench();
	assert.is((await bench.download(URL)).end, "done");
	return bench.simulator.txd.bytes;
}

const count = await countBytes();

/** What appears between two bytes of the modem's, and how a request may end then. */
const STRAYS: [string, string, readonly string[]][] = [
	["RDY", "\r\nRDY\r\n", ["done", "reset", "protocol", "timeout", "command"]],
	["NORMAL POWER DOWN", "\r\nNORMAL POWER DOWN\r\n", ["done", "reset", "protocol", "timeout", "command"]],
	["+SAPBR 1: DEACT", "\r\n+SAPBR 1: DEACT\r\n", ["done", "bearerLost", "protocol", "timeout", "command"]],
	["a line of its own", '\r\n+CMTI: "SM",1\r\n', ["done", "protocol", "timeout", "command"]],
	["power-on noise", "\0IIII\xff\xff\xff\xff", ["done", "protocol", "timeout", "command"]],
];

for (const [name, stray, ends] of STRAYS) {
	test(`${name} at every byte of a start and a GET: the request ends once, the next one works`, async () => {
		for (let position = 0; position < count; position++) {
			const bench = workbench();
			damage(bench.simulator.txd, { insert: { [position]: [...bytesOf(stray)] } });
			const first = await bench.download(URL);
			assert.ok(ends.includes(first.end!), `byte ${position}: ${first.end}\n${bench.simulator.transcript.format(30)}`);
			const next = await bench.download(URL);
			assert.is(next.end, "done", `byte ${position}\n${bench.simulator.transcript.format(40)}`);
			assert.is(Buffer.from(next.body).toString(), BODY);
			bench.modem.close();
		}
	});
}

test.run();
