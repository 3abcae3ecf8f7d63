import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Message } from "../../src/messages.js";
import { copyOf, MessageBench } from "../support/message-bench.ts";

const FROM = "+4915112345678";
const LONG = "What comes in parts is told in parts, each with its number. ".repeat(6);

/** A bench whose modem is ready. */
async function ready(listens = true): Promise<MessageBench> {
	const bench = new MessageBench({}, {}, {}, listens);
	await bench.run(() => bench.ready > 0);
	return bench;
}

/** What a read comes to. */
async function read(bench: MessageBench, index: number): Promise<Message | string> {
	let result: Message | string | undefined;
	bench.messages.read(index, (error, message) => void (result = error ? `${error.code} ${error.status}` : copyOf(message!)));
	await bench.run(() => result !== undefined);
	return result!;
}

for (const [name, text, wide] of [
	["plain text", "Temperature?", false],
	["160 characters", "0123456789".repeat(16), false],
	["the GSM alphabet with escapes", "[€] {~} ^|\\ äöüÄÖÜß Δ_ΦΓ @£$¥", false],
	["Chinese", "你好，世界", true],
	["70 characters with surrogates", "😀".repeat(35), true],
	["what reads like the modem's own words", "\r\nOK\r\n+CMS ERROR: 500\r\nRDY\r\n", false],
] as const) {
	test(`${name}: comes as it was sent, as soon as it is announced`, async () => {
		const bench = await ready();
		const before = Math.floor(bench.clock.now);
		assert.ok(bench.simulator.receiveMessage(FROM, text, { wide }));
		await bench.run(() => bench.news.length > 0);
		const [message] = bench.news;
		assert.is(message!.text, text);
		assert.is(message!.number, FROM);
		assert.is(message!.index, 1);
		assert.is(message!.isUnread, true);
		assert.equal([message!.part, message!.parts, message!.reference], [1, 1, 0]);
		assert.ok(bench.clock.now - before < 1000);
		assert.equal(bench.newsErrors, []);
	});
}

test("a long message comes in parts, each with its number, how many there are, and what they have in common", async () => {
	const bench = await ready();
	bench.simulator.receiveMessage("4477", LONG);
	await bench.run(() => bench.news.length === 3);
	assert.is(bench.news.map(message => message.text).join(""), LONG);
	assert.equal(
		bench.news.map(({ part, parts, number }) => [part, parts, number]),
		[1, 2, 3].map(part => [part, 3, "4477"]),
	);
	assert.is(new Set(bench.news.map(({ reference }) => reference)).size, 1);
});

test("what was there unread before the start, and what comes while nobody listens, is told after the start", async () => {
	const bench = await ready(false);
	bench.simulator.receiveMessage(FROM, "one");
	bench.simulator.receiveMessage(FROM, "two");
	await bench.clock.advance(1000);
	const { Messages } = await import("../../src/messages.js");
	const told: string[] = [];
	const messages = new Messages({ modem: bench.modem, onMessage: message => void told.push(message.text) });
	await bench.run(() => told.length === 2);
	assert.equal(told, ["one", "two"]);
	await bench.clock.advance(20_000);
	assert.is(told.length, 2);
	assert.ok(messages);
});

test("what comes after a restart is told, and what has been told before is not told again", async () => {
	const bench = await ready();
	bench.simulator.receiveMessage(FROM, "before");
	await bench.run(() => bench.news.length === 1);
	await bench.clock.advance(1000);
	bench.simulator.restart();
	await bench.run(() => bench.simulator.receiveMessage(FROM, "after"));
	await bench.run(() => bench.news.length === 2);
	await bench.clock.advance(30_000);
	assert.equal(
		bench.news.map(({ text }) => text),
		["before", "after"],
	);
});

test("the time is that of the service centre, in ms UTC", async () => {
	const bench = await ready();
	bench.simulator.receiveMessage(FROM, "now");
	await bench.run(() => bench.news.length > 0);
	const now = bench.simulator.settings.networkTime + bench.clock.now;
	assert.ok(Math.abs(now - bench.news[0]!.time) < 10_000, new Date(bench.news[0]!.time).toISOString());
});

test("what arrives while all are listed is listed too, and the list is whole", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two"]) bench.simulator.receiveMessage(FROM, text);
	const unwatch = bench.simulator.transcript.watch(({ text }) => {
		if (text === "AT+CMGR=1,1") bench.simulator.receiveMessage(FROM, "three");
	});
	const { messages, end } = await bench.list();
	unwatch();
	assert.is(end, "3");
	assert.equal(
		messages.map(({ text }) => text),
		["one", "two", "three"],
	);
});

test("a list of fewer messages than the modem says is incomplete", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two"]) bench.simulator.receiveMessage(FROM, text);
	bench.simulator.answer("AT+CMGR=2,1", "OK");
	const { messages, end } = await bench.list();
	assert.is(end, "incomplete");
	assert.equal(
		messages.map(({ text }) => text),
		["one"],
	);
});

test("a list has every message, read or not, and leaves them as they are; nothing is sent to what is not there", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two", "three"]) bench.simulator.receiveMessage(FROM, text);
	for (let time = 0; time < 2; time++) {
		const { messages, end } = await bench.list();
		assert.is(end, "3");
		assert.equal(
			messages.map(({ index, text, isUnread }) => [index, text, isUnread]),
			["one", "two", "three"].map((text, index) => [index + 1, text, true]),
		);
	}
});

test("one message is read by its place; an empty place is CMS 321", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two"]) bench.simulator.receiveMessage(FROM, text);
	assert.is(((await read(bench, 2)) as Message).text, "two");
	assert.is(await read(bench, 7), "command 321");
	assert.is(await read(bench, 99), "command 321");
});

test("what is removed is gone; without a place, everything", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two", "three"]) bench.simulator.receiveMessage(FROM, text);
	const remove = async (index?: number): Promise<void> => {
		let isDone = false;
		bench.messages.remove(index, error => {
			assert.is(error, null);
			isDone = true;
		});
		await bench.run(() => isDone);
	};
	await remove(2);
	assert.equal(
		(await bench.list()).messages.map(({ text }) => text),
		["one", "three"],
	);
	await remove();
	assert.equal((await bench.list()).messages, []);
});

test("a message that was sent from the SIM counts, and is not told", async () => {
	const bench = await ready(false);
	bench.simulator.receiveMessage(FROM, "one");
	await bench.ask("AT+CMGF=1");
	bench.simulator.rxd.send(Buffer.from('AT+CMGW="+4912"\r'));
	await bench.clock.advance(200);
	bench.simulator.rxd.send(Buffer.from("draft\x1a"));
	await bench.clock.advance(2000);
	const { messages, end } = await bench.list();
	assert.is(end, "2");
	assert.equal(
		messages.map(({ text }) => text),
		["one"],
	);
	assert.is(await read(bench, 2), "unsupported 0");
});

test("a callback that throws keeps no other message from coming", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two", "three"]) bench.simulator.receiveMessage(FROM, text);
	const told: string[] = [];
	const ends: string[] = [];
	const thrown: unknown[] = [];
	const listener = (error: unknown): void => void thrown.push(error);
	process.on("uncaughtException", listener);
	bench.messages.list(
		message => {
			told.push(message.text);
			throw new Error("mine");
		},
		error => void ends.push(error?.code ?? "done"),
	);
	for (let time = 0; time < 200 && ends.length === 0; time++)
		await bench.clock.advance(100).catch((error: unknown) => void thrown.push(error));
	process.off("uncaughtException", listener);
	assert.equal(told, ["one", "two", "three"]);
	assert.equal(ends, ["done"]);
	assert.ok(thrown.length >= 3);
});

test("a list that is closed from its own callback ends once, with cancelled, and the modem is free", async () => {
	const bench = await ready(false);
	for (const text of ["one", "two", "three"]) bench.simulator.receiveMessage(FROM, text);
	const ends: string[] = [];
	let told = 0;
	bench.messages.list(
		function () {
			told++;
			this.close();
		},
		error => void ends.push(error?.code ?? "done"),
	);
	await bench.run(() => ends.length > 0);
	await bench.clock.advance(5000);
	assert.equal(ends, ["cancelled"]);
	assert.is(told, 1);
	assert.is((await bench.list()).end, "3");
});

test("a modem whose burst holds no PDU is refused, and so are places that are none", () => {
	const isArgument = (error: { code: string }): boolean => error.code === "argument";
	assert.throws(() => new MessageBench({}, { burst: 351 }), isArgument);
	const bench = new MessageBench({}, { burst: 352 });
	for (const place of [0, -1, 256, 1.5, "1", "1,4", null, Number.NaN]) {
		assert.throws(() => bench.messages.read(place as never, () => {}), isArgument);
		assert.throws(() => bench.messages.remove(place as never), isArgument);
	}
	assert.throws(() => bench.messages.read(1, undefined as never), isArgument);
	assert.throws(() => bench.messages.list(undefined as never), isArgument);
});

test.run();
