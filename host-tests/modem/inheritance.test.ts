import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork, type PersonalityName, PERSONALITIES, type SimulatorOptions } from "../../simulator/index.ts";
import type { ModemOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Workbench } from "../support/workbench.ts";

const FILE = nastyFile(3000);
const URL = "http://server/file";

function workbench(simulator: Partial<SimulatorOptions> = {}, options: object = {}, wire: object = {}): Workbench {
	const network = new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) });
	return new Workbench({ network, ...simulator }, options as Partial<ModemOptions>, wire);
}

async function assertWorks(bench: Workbench): Promise<void> {
	const { end, body } = await bench.download(URL);
	assert.is(end, "done", bench.simulator.transcript.format(60));
	assert.equal(Buffer.from(body), Buffer.from(FILE));
}

// What another program may have left the modem in.
const LEFT: [string, (string | Uint8Array)[]][] = [
	["echo on", ["ATE1"]],
	["echo off", ["ATE0"]],
	["results as digits", ["ATV0"]],
	["no results at all", ["ATQ1"]],
	["digits, quiet and echo", ["ATE1V0Q1"]],
	["verbose errors", ["AT+CMEE=2"]],
	["DCD always on", ["AT&C0"]],
	["half a command line", [Uint8Array.from(Buffer.from('AT+HTTPPARA="URL","http://x'))]],
	["a line that is too long", [Uint8Array.from(Buffer.from("A".repeat(700)))]],
	["a line feed", [Uint8Array.of(10)]],
	["registration reports with cells", ["AT+CREG=2"]],
	["an open HTTP session", ["AT+HTTPINIT", 'AT+HTTPPARA="CID",1', 'AT+HTTPPARA="URL","http://server/file"', "AT+HTTPACTION=0"]],
	["a closed bearer", ["AT+SAPBR=0,1"]],
	["a data phase of 50 bytes that nobody fills", ["AT+HTTPINIT", "AT+HTTPDATA=50,120000"]],
	["a data phase of 5000 bytes that ends by itself", ["AT+HTTPINIT", "AT+HTTPDATA=5000,10000"]],
	["sleep allowed", ["AT+CSCLK=1"]],
	["another rate", ["AT+IPR=19200"]],
	["flow control", ["AT+IFC=0,0"]],
];

for (const [what, lines] of LEFT) {
	test(`a modem that was left with ${what} is made ready`, async () => {
		const bench = workbench();
		await assertWorks(bench);
		await bench.restart(lines);
		await assertWorks(bench);
		assert.equal(bench.errors, []);
	});
}

// Boot codes come in any order, in any number, or not at all (docs/behaviour.md 2.5).
const BOOTS: { after: number; text: string }[][] = [
	[],
	[{ after: 0, text: "RDY" }],
	[
		{ after: 0, text: "RDY" },
		{ after: 200, text: "+CPIN: {pin}" },
		{ after: 300, text: "+CFUN: 1" },
	],
	[
		{ after: 100, text: "+CFUN: 1" },
		{ after: 100, text: "+CPIN: {pin}" },
		{ after: 1500, text: "SMS Ready" },
		{ after: 4000, text: "RDY" },
	],
	[
		{ after: 0, text: "RDY" },
		{ after: 50, text: "+PACSP: 1" },
		{ after: 60, text: "+CREG: 2" },
		{ after: 5000, text: "+CREG: 1" },
		{ after: 6000, text: '*PSUTTZ: 2015, 1, 2, 3, 4, 5,"+8",0' },
	],
];

BOOTS.forEach((bootCodes, index) => {
	for (const baud of [0, 115200]) {
		test(`boot ${index + 1} at ${baud === 0 ? "a rate that is detected" : "a fixed rate"}`, async () => {
			const bench = workbench({ boot: "cold", baud, settings: { bootCodes } }, { powerKey: { pin: 4 } }, { inverted: [4] });
			await assertWorks(bench);
			assert.equal(bench.errors, []);
		});
	}
});

for (const personality of Object.keys(PERSONALITIES) as PersonalityName[]) {
	test(`${personality} is started and used`, async () => {
		const bench = workbench({ boot: "cold", baud: 0, personality }, { powerKey: { pin: 4 }, status: { pin: 35 } }, { inverted: [4] });
		await assertWorks(bench);
		assert.equal(bench.errors, []);
		assert.ok(bench.modem.firmware.platform > 0);
	});
}

test.run();
