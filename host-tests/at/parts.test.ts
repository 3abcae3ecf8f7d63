import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assemble, isComplete } from "../../src/at/line.js";
import { POLL_TIME } from "../../src/at/limits.js";
import { CLOSING, GARBLED, Payload, WHOLE } from "../../src/at/payload.js";
import { Report } from "../../src/at/report.js";
import { command } from "../../src/at/script.js";
import { BEARER_RELEASED, meaningOf, MESSAGE, OTHER, POWERED_DOWN, RESTARTED } from "../../src/at/unsolicited.js";
import { word } from "../../src/at/words.js";
import { createReceiver } from "../support/receiver.ts";
import { bytesOf } from "../support/scripted-port.ts";

/** What the lines of `text`, the first `count` bytes of which are payload, mean to the payload phase. */
function close(count: number, text: string, cut: number): number[] {
	const meanings: number[] = [];
	const { receiver, receive } = createReceiver(scanner => void meanings.push(payload.onLine(scanner)));
	const payload = new Payload(receiver);
	payload.begin(count);
	receive(bytesOf(text), cut);
	return meanings;
}

const CLOSINGS: [string, string, number[]][] = [
	["a blank line and OK close payload", "abc\r\nOK\r\n", [CLOSING, WHOLE]],
	["a byte too many garbles it", "abcd\r\nOK\r\n", [GARBLED, WHOLE]],
	["a byte too few garbles it", "ab\r\nOK\r\n", [GARBLED, WHOLE]],
	["another blank line is not the first one", "abc\n\r\nOK\r\n", [GARBLED, WHOLE]],
	["another result does not close it", "abc\r\nERROR\r\n", [CLOSING, GARBLED]],
	["noise around OK does not close it", "abc\r\n OK\r\n", [CLOSING, GARBLED]],
];

for (const [name, text, meanings] of CLOSINGS) {
	test(`${name}, however its bytes are cut`, () => {
		for (const cut of [1, 2, 3, 4, 5, 64]) assert.equal(close(3, text, cut), meanings);
	});
}

test("a report is waited for at once, or asked for once a second until it is too late", () => {
	const report = new Report();
	report.begin(5000, false);
	assert.is(report.wait(), 5000);
	assert.ok(report.isOverdue);
	report.begin(2 * POLL_TIME + 1, true);
	assert.equal([report.wait(), report.isOverdue], [POLL_TIME, false]);
	report.stopPolling();
	assert.equal([report.wait(), report.isOverdue], [POLL_TIME + 1, true]);
});

test("a command line is its text with its parameters, whatever they are", () => {
	const line = command("AT+X=\x01,\x02", {});
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0x7fffffff }), fc.integer({ min: 0, max: 1e6 }), (first, second) => {
			const bytes = new Uint8Array(64);
			const end = assemble(line, [undefined, first, second], bytes, 3, 60);
			assert.is(String.fromCharCode(...bytes.subarray(3, end)), `AT+X=${first},${second}`);
		}),
	);
	const bytes = new Uint8Array(64);
	assert.is(assemble(line, [undefined, bytesOf("abc"), 0], bytes, 0, 60), "AT+X=abc,0".length);
	assert.not(isComplete(line, [undefined, 1]));
	assert.ok(isComplete(command("AT", {}), []));
});

test("unsolicited codes mean what they say, and nothing else means anything", () => {
	const lines: [string, number][] = [
		["RDY", RESTARTED],
		["UNDER-VOLTAGE POWER DOWN", POWERED_DOWN],
		["+SAPBR 3", BEARER_RELEASED],
		["+PDP DEACT", BEARER_RELEASED],
		["+CMT", MESSAGE],
		["+CMTI", OTHER],
		["RING", OTHER],
		["", OTHER],
	];
	for (const [text, meaning] of lines) assert.is(meaningOf(word(text)), meaning, text);
});

test.run();
