import { test } from "uvu";
import * as assert from "uvu/assert";
import { damageAfter } from "../support/damage.ts";
import { MessageBench } from "../support/message-bench.ts";

const FROM = "+4915112345678";
const TEXT = "Temperature 21 degrees";
/** The PDU of such a message up to its length: the centre, the sender, protocol and coding, the time. */
const BEFORE_LENGTH = "\\n08[0-9A-F]{16}040D91[0-9A-F]{14}0000[0-9A-F]{14}";

const NINE = 0x39;
const ZERO = 0x30;
const A = 0x41;

for (const [name, before, becomes] of [
	["the length of the number of the service centre", "\\n0", [NINE]],
	["the length of the text", BEFORE_LENGTH, [ZERO]],
	["a digit too many in the text", `${BEFORE_LENGTH}..[0-9A-F]{6}`, [A, A]],
	["the number of octets in the header", "\\+CMGR: ?0,[^\\r]*,", []],
] as const) {
	test(`${name} is damaged: the message is read again, and told once, as it was sent`, async () => {
		const bench = new MessageBench();
		await bench.run(() => bench.ready > 0);
		await bench.clock.advance(2000);
		const isDamaged = damageAfter(bench, new RegExp(`${before}$`), becomes);
		assert.ok(bench.simulator.receiveMessage(FROM, TEXT));
		await bench.run(() => bench.news.length > 0, 60_000).catch(() => {});
		await bench.clock.advance(10_000);
		assert.ok(isDamaged(), bench.simulator.transcript.format(20));
		assert.equal(
			bench.news.map(({ number, text }) => [number, text]),
			[[FROM, TEXT]],
			bench.simulator.transcript.format(20),
		);
		assert.equal(bench.newsErrors, []);
		assert.is(bench.commands.filter(text => text === "AT+CMGR=1,1").length, 2);
	});
}

test.run();
