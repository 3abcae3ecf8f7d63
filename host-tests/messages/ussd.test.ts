import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SimulatorOptions } from "../../simulator/index.ts";
import { Ussd, type UssdRequest } from "../../src/ussd.js";
import { loseByte } from "../support/damage.ts";
import { Workbench } from "../support/workbench.ts";

const LONG = "What operators say is often longer than a line of the modem may be. ".repeat(2).slice(0, 180);
const ANSWERS = {
	"*100#": "Balance: 10.00",
	"*101#": LONG,
	"*102#": "账户余额：10 元",
	"*103#": "first line\r\nsecond line\r\nOK\r\nERROR\r\nRDY\r\nlast",
	"*104#": ["1 Balance\r\n2 Offers", "Balance: 10.00"],
	"*105#": "余".repeat(80),
	"*106#": "余额 😀 10",
};

class UssdBench extends Workbench {
	readonly ussd: Ussd = new Ussd({ modem: this.modem });
	ends = 0;

	constructor(simulator: Partial<SimulatorOptions> = {}) {
		super({ ussd: ANSWERS, ...simulator });
	}

	begin(code: string): { end: string | undefined; request: UssdRequest } {
		const result: { end: string | undefined; request: UssdRequest } = { end: undefined, request: undefined as never };
		result.request = this.ussd.request(code, (error, text, isOpen) => {
			this.ends++;
			result.end = error ? error.code : `${isOpen ? "? " : ""}${text}`;
		});
		return result;
	}

	async asked(code: string): Promise<string> {
		const asked = this.begin(code);
		await this.run(() => asked.end !== undefined);
		return asked.end!;
	}
}

for (const [name, code, answer] of [
	["a short answer", "*100#", "Balance: 10.00"],
	["one longer than the modem's lines", "*101#", LONG],
	["one in UCS2", "*102#", "账户余额：10 元"],
	["one with a surrogate pair", "*106#", "余额 😀 10"],
	["a long one in UCS2", "*105#", "余".repeat(80)],
	["one over several lines, which read like the modem's own", "*103#", "first line\nsecond line\nOK\nERROR\nRDY\nlast"],
	["a code that the network does not know", "*199#", "unsupported"],
] as const) {
	test(`${name} comes as it is, and the modem is free`, async () => {
		const bench = new UssdBench();
		assert.is(await bench.asked(code), answer, bench.simulator.transcript.format(10));
		assert.is(await bench.asked("*100#"), "Balance: 10.00");
		assert.is(bench.ends, 2);
	});
}

test("a conversation: the network asks, and is answered", async () => {
	const bench = new UssdBench();
	assert.is(await bench.asked("*104#"), "? 1 Balance\n2 Offers");
	assert.is(await bench.asked("1"), "Balance: 10.00");
});

test("a network that does not answer has 60 s; then it is told that nobody waits", async () => {
	const bench = new UssdBench({ settings: { ussdTime: 100_000 } });
	await bench.run(() => bench.ready > 0);
	const begun = bench.clock.now;
	assert.is(await bench.asked("*100#"), "timeout");
	assert.ok(bench.clock.now - begun < 75_000);
	assert.ok(bench.simulator.transcript.entries.some(({ text }) => text.startsWith("AT+CUSD=2")));
});

test("a question that is closed ends with cancelled, once, and the next one works", async () => {
	const bench = new UssdBench();
	const asked = bench.begin("*100#");
	await bench.run(() => bench.simulator.transcript.entries.some(({ text }) => text.startsWith("AT+CUSD=1")));
	await bench.clock.advance(500);
	asked.request.close();
	asked.request.close();
	await bench.run(() => asked.end !== undefined);
	assert.is(asked.end, "cancelled");
	await bench.clock.advance(5000);
	assert.is(await bench.asked("*100#"), "Balance: 10.00");
	assert.is(bench.ends, 2);
});

test("any byte of the answer may be lost: it ends once, and a long text is never told damaged in its frame", async () => {
	const reference = new UssdBench();
	await reference.run(() => reference.ready > 0);
	const before = reference.simulator.txd.bytes;
	await reference.asked("*100#");
	const count = reference.simulator.txd.bytes - before;
	for (let at = 0; at < count; at++) {
		const bench = new UssdBench();
		await bench.run(() => bench.ready > 0);
		loseByte(bench, "txd", at);
		const answer = await bench.asked("*100#");
		const isText = /^B?a?l?a?n?c?e?:? ?1?0?\.?0?0?$/.test(answer);
		assert.ok(isText || ["timeout", "protocol", "command"].includes(answer), `byte ${at}: ${answer}`);
		assert.is(bench.ends, 1);
		assert.is(await bench.asked("*100#"), "Balance: 10.00", `byte ${at}: ${answer}`);
	}
});

for (const code of ["", "x".repeat(183), '*100#"', "*100#\r", "*100#\x1a", "*100#;+CPOWD=1", "é", 100, null, undefined]) {
	test(`${JSON.stringify(code)} is no code: refused before anything is sent`, async () => {
		const bench = new UssdBench();
		await bench.run(() => bench.ready > 0);
		const before = bench.simulator.rxd.bytes;
		assert.throws(
			() => bench.ussd.request(code as string, () => {}),
			(error: { code: string }) => error.code === "argument",
		);
		assert.throws(() => bench.ussd.request("*100#", undefined as never));
		await bench.clock.advance(500);
		assert.is(bench.simulator.rxd.bytes, before);
	});
}

test.run();
