import { test } from "uvu";
import * as assert from "uvu/assert";
import { MessageBench } from "../support/message-bench.ts";

const bench = new MessageBench();
await bench.run(() => bench.ready > 0);
await bench.clock.advance(5000);

const NUMBERS: readonly unknown[] = [
	"",
	"+",
	"++49",
	"49+",
	"+49 170",
	"123456789012345678901",
	"+123456789012345678901",
	'+49"',
	'+4917",129\r',
	"+49\r",
	"+49\r\nAT+CPOWD=1\r",
	"+49\n",
	"+49\x1a",
	"+49\x1b",
	"+49\0",
	"0A",
	"*100#",
	"４９",
	"٤٩",
	49,
	null,
	undefined,
	["+49"],
	{ toString: () => "+49" },
];

for (const number of NUMBERS) {
	test(`${JSON.stringify(number)} is no number: refused before anything is sent`, async () => {
		const before = bench.simulator.rxd.bytes;
		assert.throws(
			() => bench.messages.send({ number: number as string, text: "x" }),
			(error: { code: string; operation: string }) => error.code === "argument" && error.operation === "message",
		);
		await bench.clock.advance(1000);
		assert.is(bench.simulator.rxd.bytes, before);
	});
}

for (const text of ["", "x".repeat(4001), 5, null, undefined, ["x"]]) {
	test(`${typeof text} of ${(text as string | null)?.length} is no text`, () => {
		assert.throws(
			() => bench.messages.send({ number: "+49", text: text as string }),
			(error: { code: string }) => error.code === "argument",
		);
	});
}

test("20 digits are a number, and so is one", async () => {
	for (const number of ["+12345678901234567890", "12345678901234567890", "1", "+1"]) {
		assert.is((await bench.send("x", number)).end, "done");
		assert.is(bench.submitted.at(-1)!.number, number);
	}
});

// Every byte that ends a text, a line or a command, and what would follow it.
for (const text of [
	"\x1a",
	"\x1b",
	"\r",
	"\n",
	'"',
	"\0",
	"a\x1aAT+CPOWD=1\r",
	"a\x1b\r\nAT+CMGD=1,4\r",
	"+++",
	"\r\nOK\r\n> \x1a",
	"\ufeff\ufffe\x1a",
]) {
	test(`${JSON.stringify(text)} arrives as text: on the line there is hex alone`, async () => {
		const sentBefore = bench.submitted.length;
		const bytes: number[] = [];
		const line = bench.simulator.rxd;
		line.tamper = byte => {
			bytes.push(byte);
			return byte;
		};
		assert.is((await bench.send(text)).end, "done");
		line.tamper = undefined;
		const [mode, command, pdu] = Buffer.from(bytes).toString("latin1").split("\r");
		assert.is(mode, "AT+CMGF=0");
		assert.match(command!, /^AT\+CMGS=\d+$/);
		assert.match(pdu!.slice(0, -1), /^[0-9A-F]+$/);
		assert.is(bytes.at(-1), 0x1a);
		assert.equal(
			bench.submitted.slice(sentBefore).map(message => message.text),
			[text],
		);
	});
}

test.run();
