import { test } from "uvu";
import * as assert from "uvu/assert";
import { Messages, type MessagesOptions } from "../../src/messages.js";
import { damageAfter } from "../support/damage.ts";
import { Workbench } from "../support/workbench.ts";

const NUMBER = "+491701234567";
/** A report up to its status: service centre, reference 7, the number, two times; 25 octets follow the centre. */
const REPORT = "0891683108100005F006070C91947110325476" + "51102180000023".repeat(2);
const OCTETS = 25;

class Bench extends Workbench {
	/** What `onReport` was told. */
	readonly reports: [reference: number, status: number][] = [];
	readonly messages: Messages;

	constructor(options: Partial<MessagesOptions>) {
		super();
		this.messages = new Messages({ modem: this.modem, onReport: (...report) => void this.reports.push(report), ...options });
	}
}

async function ready(options: Partial<MessagesOptions> = { onMessage() {} }): Promise<Bench> {
	const bench = new Bench(options);
	await bench.run(() => bench.ready > 0);
	await bench.clock.advance(2000);
	return bench;
}

/** Sends a text to its end; the name of the error, or the reference. */
async function send(bench: Bench, text: string, report?: boolean): Promise<string | number> {
	let end: string | number | undefined;
	bench.messages.send({
		number: NUMBER,
		text,
		...(report !== undefined && { report }),
		onDone(error) {
			end = error ? error.code : this.reference;
		},
	});
	await bench.run(() => end !== undefined);
	return end!;
}

test("a message that is sent with a report is reported, by its reference", async () => {
	const bench = await ready();
	assert.is(await send(bench, "one"), 0);
	assert.is(await send(bench, "two", true), 1);
	assert.is(await send(bench, "three", false), 2);
	await bench.clock.advance(10_000);
	assert.equal(bench.reports, [[1, 0]]);
});

test("each part of a long message is reported", async () => {
	const bench = await ready();
	assert.is(await send(bench, "x".repeat(400), true), 2);
	await bench.clock.advance(10_000);
	assert.equal(bench.reports, [
		[0, 0],
		[1, 0],
		[2, 0],
	]);
});

test("who only wants reports gets them, and messages that come lie where they are", async () => {
	const bench = await ready({});
	await send(bench, "one", true);
	bench.simulator.receiveMessage(NUMBER, "hello");
	await bench.clock.advance(10_000);
	assert.equal(bench.reports, [[0, 0]]);
	assert.not(bench.simulator.transcript.entries.some(({ text }) => text.startsWith("AT+CMGR")));
});

for (const [status, hex] of [
	[0, "00"],
	[0x30, "30"],
	[0x46, "46"],
] as const) {
	test(`the status ${status} of a report is told as it is, also while a request runs`, async () => {
		const bench = await ready();
		const begun = bench.get("http://server/");
		bench.clock.schedule(20, () => bench.simulator.unsolicited(`+CDS: ${OCTETS}\r\n${REPORT}${hex}`));
		await bench.run(() => bench.reports.length > 0 && begun.end !== undefined);
		assert.equal(bench.reports, [[7, status]]);
	});
}

for (const [what, before, becomes] of [
	["a digit is lost", /\n0891683108100005F00607$/, []],
	["a digit is none", /\n0891683108100005F006$/, [0x47]],
	["the number of octets has changed", /\+CDS: 2$/, [0x34]],
] as const) {
	test(`a report in which ${what} is not told, and the next one is`, async () => {
		const bench = await ready();
		const isDamaged = damageAfter(bench, before, becomes);
		for (const status of ["46", "00"]) {
			bench.simulator.unsolicited(`+CDS: ${OCTETS}\r\n${REPORT}${status}`);
			await bench.clock.advance(5000);
		}
		assert.ok(isDamaged());
		assert.equal(bench.reports, [[7, 0]]);
	});
}

test("a modem that knows no reports sends nothing, and says so", async () => {
	const bench = await ready();
	bench.simulator.answer("AT+CNMI=2,1,0,1", "ERROR");
	assert.is(await send(bench, "one", true), "unsupported");
	assert.is(await send(bench, "two"), 0);
	assert.is(bench.simulator.sentMessages.length, 1);
});

test("without onReport a report is an unsolicited line like any other", async () => {
	const bench = await ready({ onMessage() {}, onReport: undefined } as never);
	const before = bench.modem.statistics.unsolicited;
	bench.simulator.unsolicited(`+CDS: ${OCTETS}\r\n${REPORT}00`);
	await bench.clock.advance(1000);
	assert.is(bench.modem.statistics.unsolicited, before + 2);
});

test.run();
