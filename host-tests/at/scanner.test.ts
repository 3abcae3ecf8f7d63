import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ARGUMENT_LIMIT, NOT_A_NUMBER } from "../../src/at/scanner.js";
import { word } from "../../src/at/words.js";
import { createReceiver } from "../support/receiver.ts";
import { bytesOf } from "../support/scripted-port.ts";

interface Line {
	word: number;
	length: number;
	values: number[];
	argument: number;
}

/** What the receiver and the scanner make of `bytes` when they come in pieces of `size` bytes. */
function scan(bytes: Uint8Array, size: number): Line[] {
	const lines: Line[] = [];
	const { receive } = createReceiver(scanner => {
		scanner.parse();
		lines.push({
			word: scanner.word,
			length: scanner.end - scanner.start,
			values: [...scanner.values.subarray(0, scanner.count)],
			argument: scanner.argumentWord(),
		});
	});
	receive(bytes, size);
	return lines;
}

function scanText(text: string): Line[] {
	return scan(bytesOf(text), 1024).filter(line => line.length > 0);
}

// V1.11 and published transcripts (docs/behaviour.md 0.1, 1, 3 and 4): text on the wire, keyword, numbers.
const LINES: [string, string, number[]][] = [
	["OK", "OK", []],
	["ERROR", "ERROR", []],
	["+CME ERROR: 3", "+CME ERROR", [3]],
	["+HTTPACTION:0,200,7438", "+HTTPACTION", [0, 200, 7438]],
	["+HTTPACTION: 0,200,27", "+HTTPACTION", [0, 200, 27]],
	["+HTTPACTION: 1, 200, 11", "+HTTPACTION", [1, 200, 11]],
	["+HTTPACTION:0, 200,14384", "+HTTPACTION", [0, 200, 14384]],
	["+HTTPREAD:58", "+HTTPREAD", [58]],
	["+HTTPREAD: 27", "+HTTPREAD", [27]],
	["+FTPGET:1,1", "+FTPGET", [1, 1]],
	["+FTPPUT: 1,1,1360", "+FTPPUT", [1, 1, 1360]],
	['+SAPBR: 1,1,"10.89.193.1"', "+SAPBR", [1, 1, NOT_A_NUMBER]],
	["+SAPBR 1: DEACT", "+SAPBR 1", [NOT_A_NUMBER]],
	["+CREG: 0,1", "+CREG", [0, 1]],
	["+CREG: 5", "+CREG", [5]],
	['+CREG: 2,1,"1A2B","00C3"', "+CREG", [2, 1, NOT_A_NUMBER, NOT_A_NUMBER]],
	['+COPS: 0,0,"Mega, Fon"', "+COPS", [0, 0, NOT_A_NUMBER]],
	["+HTTPSTATUS: GET,1,1440,7915", "+HTTPSTATUS", [NOT_A_NUMBER, 1, 1440, 7915]],
	["+CPIN: READY", "+CPIN", [NOT_A_NUMBER]],
	["NORMAL POWER DOWN", "NORMAL POWER DOWN", []],
	["DOWNLOAD", "DOWNLOAD", []],
	['*PSUTTZ: 2015, 1, 2, 3, 4, 5,"+8",0', "*PSUTTZ", [2015, 1, 2, 3, 4, 5, NOT_A_NUMBER, 0]],
];

for (const [text, keyword, values] of LINES) {
	test(`${text} is read`, () => {
		const [line] = scanText(`\r\n${text}\r\n`);
		assert.is(line!.word, word(keyword));
		assert.equal(line!.values, values);
	});
}

test("a line does not depend on how its bytes were cut", () => {
	const bytes = bytesOf(LINES.map(([text]) => `\r\n${text}\r\n`).join(""));
	const whole = scan(bytes, bytes.length);
	for (let size = 1; size < 140; size++) assert.equal(scan(bytes, size), whole);
});

test("echo, with and without a line feed, is a line of its own", () => {
	assert.equal(
		scanText("AT\r\r\nOK\r\n").map(line => line.word),
		[word("AT"), word("OK")],
	);
	assert.equal(
		scanText("AT\r\n\r\nOK\r\n").map(line => line.word),
		[word("AT"), word("OK")],
	);
});

test("the power-on bytes and other noise around a line are not part of it", () => {
	assert.is(scanText("\0IIII\xff\xff\xff\xff\r\nRDY\r\n").at(-1)!.word, word("RDY"));
	assert.is(scanText("\0\xff\0RDY\r\n")[0]!.word, word("RDY"));
	assert.is(scanText("\n\n\r\r OK \r\r\n")[0]!.word, word("OK"));
});

test("a result of ATV0 does not hide the line that it is glued to", () => {
	assert.is(scanText("0\r+CPIN: READY\r\n")[0]!.word, word("+CPIN"));
	assert.is(scanText("0\r\r\nOK\r\n")[0]!.word, word("0"));
});

test("words behind the colon are told apart", () => {
	assert.is(scanText("+CPIN: READY\r\n")[0]!.argument, word("READY"));
	assert.is(scanText("+CPIN:SIM PIN\r\n")[0]!.argument, word("SIM PIN"));
});

test("numbers that do not fit are not numbers", () => {
	assert.equal(scanText("+HTTPREAD: 99999999999999999999\r\n")[0]!.values, [NOT_A_NUMBER]);
	assert.equal(scanText("+HTTPREAD: 4294967297\r\n")[0]!.values, [NOT_A_NUMBER]);
	assert.equal(scanText("+HTTPREAD: -1\r\n")[0]!.values, [NOT_A_NUMBER]);
	assert.equal(scanText("+HTTPREAD:\r\n")[0]!.values, []);
});

test("no more arguments are kept than there is room for", () => {
	assert.is(scanText("+X: 1,2,3,4,5,6,7,8,9,10,11,12\r\n")[0]!.values.length, ARGUMENT_LIMIT);
});

test("any bytes at all are read without harm, whatever the cut", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 200 }), (bytes, size) => {
			assert.equal(scan(bytes, size), scan(bytes, 128));
		}),
		{ numRuns: 300 },
	);
});

test("the keywords that the driver knows have different hashes", () => {
	const known = "OK ERROR 0 4 DOWNLOAD RDY +CME ERROR;+CMS ERROR;NORMAL POWER DOWN;UNDER-VOLTAGE POWER DOWN;OVER-VOLTAGE POWER DOWN";
	const keywords = known.split(/[ ;](?=[A-Z0-9+])/).concat("+CPIN +CREG +SAPBR +CMEE +HTTPACTION +HTTPREAD +HTTPSTATUS".split(" "));
	assert.is(new Set(keywords.map(word)).size, new Set(keywords).size);
});

test.run();
