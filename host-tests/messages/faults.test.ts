import { test } from "uvu";
import * as assert from "uvu/assert";
import { loseByte } from "../support/damage.ts";
import { MessageBench } from "../support/message-bench.ts";

const FROM = "+4915112345678";
const TEXT = "A message whose PDU is longer than a line may be, so that it comes in pieces: 0123456789 and [€].";

/** ms of virtual time within which everything has ended: a start of the modem is the longest. */
const BOUND = 400_000;

async function ready(listens = true): Promise<MessageBench> {
	const bench = new MessageBench({ messageSendTime: 500 }, {}, {}, listens);
	await bench.run(() => bench.ready > 0);
	await bench.clock.advance(2000);
	return bench;
}

/** How many bytes pass on a line while `work` is done. */
async function bytesOf(name: "txd" | "rxd", listens: boolean, work: (bench: MessageBench) => Promise<void>): Promise<number> {
	const bench = await ready(listens);
	const before = bench.simulator[name].bytes;
	await work(bench);
	return bench.simulator[name].bytes - before;
}

for (const [name, from] of [
	["txd", "from"],
	["rxd", "to"],
] as const) {
	test(`a message comes right when any byte ${from} the modem is lost, once`, async () => {
		const receive = async (bench: MessageBench): Promise<void> => {
			assert.ok(bench.simulator.receiveMessage(FROM, TEXT));
			await bench.run(() => bench.news.length > 0 || bench.newsErrors.length > 0, BOUND).catch(() => {});
		};
		const count = await bytesOf(name, true, receive);
		assert.ok(count > 20);
		for (let at = 0; at < count; at++) {
			const bench = await ready();
			loseByte(bench, name, at);
			await receive(bench);
			// An announcement that is lost altogether is made good by the next one.
			if (bench.news.length === 0) {
				bench.simulator.restart();
				await bench.run(() => bench.news.length > 0, BOUND);
			}
			await bench.clock.advance(1000);
			assert.equal(
				bench.news.map(({ text, number }) => [text, number]),
				[[TEXT, FROM]],
				`byte ${at}\n${bench.simulator.transcript.format(30)}`,
			);
		}
	});

	test(`a message goes out right or not at all when any byte ${from} the modem is lost, ends once, and the next one works`, async () => {
		const send = async (bench: MessageBench): Promise<string> => {
			const sent = bench.begin(TEXT);
			await bench.run(() => sent.end !== undefined, BOUND);
			await bench.clock.advance(2000);
			assert.is(sent.ends, 1);
			return sent.end!;
		};
		const count = await bytesOf(name, false, bench => send(bench).then(() => {}));
		const ends = new Set<string>();
		for (let at = 0; at < count; at++) {
			const bench = await ready(false);
			loseByte(bench, name, at);
			const begun = bench.clock.now;
			const end = await send(bench);
			const where = `byte ${at}: ${end}\n${bench.simulator.transcript.format(30)}`;
			ends.add(end.replace(/ \d+$/, ""));
			assert.ok(bench.clock.now - begun < 75_000, where);
			assert.ok(bench.submitted.length <= 1 && bench.submitted.every(({ text }) => text === TEXT), where);
			if (end === "done") assert.is(bench.submitted.length, 1, where);
			assert.is((await bench.send("next")).end, "done", where);
			assert.is(bench.submitted.at(-1)!.text, "next", where);
		}
		for (const end of ends) assert.ok(["done", "command", "unconfirmed", "timeout", "protocol"].includes(end), end);
	});
}

test("the modem waits for text when its prompt is lost: it is given up by 1B, and nothing is restarted", async () => {
	const bench = await ready(false);
	const sent = bench.begin(TEXT);
	await bench.run(() => bench.commands.some(text => text.startsWith("AT+CMGS=")));
	loseByte(bench, "txd", 2);
	await bench.run(() => sent.end !== undefined, BOUND);
	assert.is(sent.end, "timeout 0");
	assert.equal(bench.submitted, []);
	const begun = bench.clock.now;
	assert.is((await bench.send("next")).end, "done");
	assert.ok(bench.clock.now - begun < 5000);
	assert.is(bench.modem.statistics.starts, 1);
});

test("a message that is closed while it waits for the prompt is given up; one that is on its way arrives", async () => {
	const bench = await ready(false);
	for (const [event, expected] of [
		["AT+CMGS=", 0],
		["<", 1],
	] as const) {
		const before = bench.submitted.length;
		const sent = bench.begin(TEXT);
		const unwatch = bench.simulator.transcript.watch(entry => {
			if (entry.direction !== "host" || !entry.text.startsWith(event)) return;
			unwatch();
			sent.close();
			sent.close();
		});
		await bench.run(() => sent.end !== undefined, BOUND);
		await bench.clock.advance(5000);
		assert.is(sent.end, "cancelled 0");
		assert.is(sent.ends, 1);
		assert.is(bench.submitted.length - before, expected, event);
		assert.is((await bench.send("next")).end, "done");
	}
});

test("parts that follow one that is closed are not sent", async () => {
	const bench = await ready(false);
	const sent = bench.begin("x".repeat(400));
	await bench.run(() => bench.submitted.length === 1);
	sent.close();
	await bench.run(() => sent.end !== undefined, BOUND);
	assert.is(sent.end, "cancelled 0");
	await bench.clock.advance(10_000);
	assert.ok(bench.submitted.length <= 2);
});

test("what the network says is told by its number: no service centre, no network", async () => {
	const bench = new MessageBench({ messageCentre: "" });
	assert.is((await bench.send("x")).end, "command 330");
});

test("a network that takes its time has 60 s, and no more", async () => {
	const slow = new MessageBench({ messageSendTime: 59_000 });
	assert.is((await slow.send("x")).end, "done");
	const mute = new MessageBench({ messageSendTime: 62_000 });
	await mute.run(() => mute.ready > 0);
	const begun = mute.clock.now;
	assert.is((await mute.send("x")).end, "unconfirmed 0");
	assert.ok(mute.clock.now - begun < 90_000);
});

for (const reset of [1, 3, 5, 7, 9] as const) {
	test(`a modem that restarts at event ${reset} of a message ends it with reset, and the next one works`, async () => {
		const bench = await ready(false);
		let events = 0;
		const unwatch = bench.simulator.transcript.watch(() => {
			events++;
			if (events === reset) bench.clock.schedule(0, () => bench.simulator.restart());
		});
		const sent = bench.begin(TEXT);
		await bench.run(() => sent.end !== undefined, BOUND);
		unwatch();
		// CMS 512: the SIM is not ready.
		const isOver = (end: string | undefined): boolean => ["reset 0", "done", "command 512"].includes(end!);
		assert.ok(isOver(sent.end), sent.end);
		const { end } = await bench.send("next");
		assert.ok(isOver(end), end);
		if (end !== "done") assert.is((await bench.send("next")).end, "done");
		assert.is(sent.ends, 1);
	});
}

test("a message that cannot be read, whatever is tried, is told of as an error, and not tried for ever", async () => {
	const bench = new MessageBench();
	await bench.run(() => bench.ready > 0);
	await bench.clock.advance(2000);
	bench.simulator.transcript.watch(({ direction, text }) => {
		if (direction === "host" && /^AT\+CMGR/.test(text)) bench.simulator.silence(20_000);
	});
	assert.ok(bench.simulator.receiveMessage("+4915112345678", "hello"));
	await bench.run(() => bench.newsErrors.length > 0, 3_600_000);
	await bench.clock.advance(600_000);
	assert.equal(bench.newsErrors, ["noAnswer"]);
	assert.is(bench.commands.filter(text => /^AT\+CMGR/.test(text)).length, 5);
});

test("a message that comes during the last try to read another one is read, and so is that one", async () => {
	const bench = new MessageBench();
	await bench.run(() => bench.ready > 0);
	await bench.clock.advance(2000);
	let reads = 0;
	bench.simulator.transcript.watch(({ direction, text }) => {
		if (direction !== "host" || !/^AT\+CMGR/.test(text)) return;
		reads++;
		if (reads > 5) return;
		bench.simulator.leaveUnanswered();
		if (reads === 5) bench.clock.schedule(1000, () => void bench.simulator.receiveMessage("+4915112345678", "two"));
	});
	assert.ok(bench.simulator.receiveMessage("+4915112345678", "one"));
	await bench.run(() => bench.news.length === 2, 600_000);
	assert.equal([bench.news.map(({ text }) => text), bench.newsErrors], [["one", "two"], []]);
});

test.run();
