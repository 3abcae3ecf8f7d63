import { test } from "uvu";
import * as assert from "uvu/assert";
import { PERSONALITIES, type Settings, type SimulatorOptions } from "../../simulator/index.ts";
import type { ModemError } from "../../src/index.js";
import { Information } from "../../src/information.js";
import { loseByte } from "../support/damage.ts";
import { Workbench } from "../support/workbench.ts";

type Result = [error: string | null, first: number | undefined, second: number | undefined];

class InformationBench extends Workbench {
	readonly information: Information = new Information({ modem: this.modem });

	constructor(settings: Partial<Settings> = {}, simulator: Partial<SimulatorOptions> = {}) {
		super({ settings, personality: PERSONALITIES["sim800"]!, ...simulator });
	}

	/** What a question comes to. */
	async question(name: "time" | "battery" | "place" | "setTime", options?: object): Promise<Result> {
		let result: Result | undefined;
		const onDone = (error: ModemError | null, first?: number, second?: number): void => {
			assert.is(result, undefined, "it has ended twice");
			result = error ? [`${error.code} ${error.status}`, first, second] : [null, first, second];
		};
		if (name === "setTime") this.information.setTime({ ...options, onDone });
		else this.information[name](onDone);
		await this.run(() => result !== undefined);
		await this.clock.advance(1000);
		return result!;
	}
}

test("the clock of a modem that nobody has set says 2004", async () => {
	const bench = new InformationBench();
	const [error, time, zone] = await bench.question("time");
	assert.is(error, null);
	assert.is(new Date(time!).getUTCFullYear(), 2004);
	assert.is(zone, 0);
});

for (const zone of [0, 4, -14, 48, -47]) {
	test(`a clock that a time server has set in the zone ${zone} tells UTC, and its zone`, async () => {
		const bench = new InformationBench();
		assert.equal(await bench.question("setTime", { server: "192.0.2.1", zone }), [null, undefined, undefined]);
		const [error, time, told] = await bench.question("time");
		assert.is(error, null);
		assert.is(told, zone);
		assert.ok(Math.abs(time! - (bench.simulator.settings.networkTime + bench.clock.now)) < 5000, new Date(time!).toISOString());
	});
}

test("a time server that cannot be reached is network, with the modem's number", async () => {
	const bench = new InformationBench();
	await bench.run(() => bench.ready > 0);
	bench.simulator.loseBearer();
	const [error] = await bench.question("setTime", {});
	assert.ok(error === null || error === "network 61", `${error}`);
});

test("the supply in mV, the charge in per cent", async () => {
	assert.equal(await new InformationBench({ battery: [91, 4080] }).question("battery"), [null, 4080, 91]);
});

test("the place of the cells, degrees", async () => {
	const bench = new InformationBench({ location: ["-0.127758", "51.507351"] });
	assert.equal(await bench.question("place"), [null, 51.507351, -0.127758]);
});

test("any byte of an answer may be lost: it ends once, with the answer or an error, and the next question works", async () => {
	for (const [name, right] of [
		["battery", [null, 4080, 91]],
		["place", [null, 31.221938, 121.354138]],
	] as const) {
		for (let at = 0; at < 60; at++) {
			const bench = new InformationBench();
			await bench.run(() => bench.ready > 0);
			loseByte(bench, "txd", at);
			const [error] = await bench.question(name);
			assert.ok(error === null || /^(protocol|timeout|unsupported|command|reset) /.test(error), `byte ${at}: ${error}`);
			bench.simulator.txd.tamper = undefined;
			assert.equal(await bench.question(name), right, `byte ${at}`);
		}
	}
});

test("what is no argument is refused before anything is sent", async () => {
	const bench = new InformationBench();
	await bench.run(() => bench.ready > 0);
	const before = bench.simulator.rxd.bytes;
	const isArgument = (error: { code: string }): boolean => error.code === "argument";
	for (const server of ["", 'a"', "a\r", "x".repeat(101), 5]) {
		assert.throws(() => bench.information.setTime({ server: server as string }), isArgument);
	}
	for (const zone of [-48, 49, 0.5, "0", "0;+CPOWD=1", Number.NaN]) {
		assert.throws(() => bench.information.setTime({ zone: zone as number }), isArgument);
	}
	for (const name of ["time", "battery", "place"] as const) assert.throws(() => bench.information[name](undefined as never), isArgument);
	assert.throws(() => bench.information.setTime(5 as never), isArgument);
	await bench.clock.advance(500);
	assert.is(bench.simulator.rxd.bytes, before);
});

test.run();
