import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assemble, isComplete } from "../../src/at/line.js";
import { POLL_TIME } from "../../src/at/limits.js";
import { Machine, type MachineTarget } from "../../src/at/machine.js";
import { CLOSING, GARBLED, judgeClosing, WHOLE } from "../../src/at/payload.js";
import { command, packEach, Packer, step } from "../../src/at/pack.js";
import { BEARER_RELEASED, LAST_SLOT, meaningOf, MESSAGE, OTHER, POWERED_DOWN, RESTARTED, WORDS } from "../../src/at/unsolicited.js";
import { LENGTH_BITS, SPELLINGS, word } from "../../src/at/words.js";
import { Report } from "../../src/at/report.js";
import { INFORMATION_WORD, type Parameter, REPORT_TIME, REPORT_WORD, STEP_SIZE } from "../../src/at/script.js";
import * as ftp from "../../src/ftp/commands.js";
import { FTP_COMMANDS } from "../../src/ftp/commands.js";
import { HTTP_COMMANDS } from "../../src/http/commands.js";
import { MODEM_COMMANDS } from "../../src/modem/commands.js";
import { SOCKET_COMMANDS } from "../../src/socket/commands.js";
import { DataCarrierDetect } from "../../src/uart/dcd.js";
import { LINE_START, Memory } from "../../src/uart/memory.js";
import { ManualRuntime } from "../support/manual-runtime.ts";
import { Exchange } from "../support/exchange.ts";
import { createReceiver } from "../support/receiver.ts";
import { bytesOf, ScriptedPort } from "../support/scripted-port.ts";

/** What the lines of `text`, the first `count` bytes of which are payload, mean to the payload phase. */
function close(count: number, text: string, cut: number): number[] {
	const meanings: number[] = [];
	const { receiver, receive } = createReceiver(
		scanner => void meanings.push(judgeClosing(scanner, meanings.length > 0)),
		() => void meanings.push(CLOSING, WHOLE),
	);
	receiver.expectPayload(count);
	receive(bytesOf(text), cut);
	return meanings;
}

/** A machine alone, whose port takes everything. */
function createMachine() {
	const runtime = new ManualRuntime();
	const port = new ScriptedPort();
	const counts = { received: 0, noise: 0, overlong: 0, commands: 0, resynchronised: 0, dcdUnreliable: 0 };
	const target: MachineTarget = {
		firmware: { note() {} },
		statistics: counts,
		listener: {},
		onUnsolicited() {},
		onOther() {},
		onPortError() {},
		onForgotten: () => false,
		onBearerLost() {},
		onLater() {},
		slots: [],
	};
	const machine = new Machine(runtime, new Memory(64), new DataCarrierDetect(undefined), counts, target);
	const { receiver } = machine;
	machine.attach(port, 57600);
	receiver.onWritable.call({ target: receiver }, 128);
	const receive = (text: string): void => {
		port.put(bytesOf(text));
		receiver.onReadable.call({ target: receiver }, text.length);
	};
	return { runtime, port, machine, receive };
}

/** A command that a report ends, and what is asked meanwhile. */
const REPORTED = (() => {
	const packer = new Packer();
	const poll = command(["AT+X?"], { information: "+HTTPSTATUS" });
	packer.script([step(command(["AT+X"], { report: "+HTTPACTION", poll }))]);
	return packer.pack();
})();

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

test("what closes payload in one piece closes it as it is, and with no byte changed", () => {
	const closing = "\r\nOK\r\n";
	/** How often such a piece, after `count` bytes of payload in the same burst, has closed it. */
	const closings = (count: number, piece: string): number => {
		let times = 0;
		const { receiver, receive } = createReceiver(
			() => {},
			() => void times++,
		);
		receiver.expectPayload(200 + count);
		receive(bytesOf("x".repeat(200)), 100);
		receive(bytesOf("x".repeat(count) + piece), 128);
		return times;
	};
	// A shorter rest is read as lines: it has no room to be moved.
	for (const [count, times] of [
		[1, 0],
		[7, 0],
		[8, 1],
		[122, 1],
	] as const) {
		assert.is(closings(count, closing), times, `${count}`);
	}
	for (let i = 0; i < closing.length; i++) {
		for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
			const changed = Array.from(closing, (byte, at) => (at === i ? String.fromCharCode(byte.charCodeAt(0) ^ bit) : byte)).join("");
			assert.is(closings(50, changed), 0, JSON.stringify(changed));
		}
	}
});

test("a report may take its time in all, and is asked for once a second", () => {
	const report = new Report();
	const looks = (limit: number, isPolled: boolean): number[] => {
		const times: number[] = [];
		report.allow(limit);
		report.poll(isPolled);
		do times.push(report.next());
		while (report.left > 0);
		return times;
	};
	assert.equal(looks(5000, false), [5000]);
	assert.equal(looks(2 * POLL_TIME + 1, true), [POLL_TIME, POLL_TIME, 1]);
	assert.equal(looks(POLL_TIME, true), [POLL_TIME]);
	assert.equal(looks(0, true), [0]);
	report.allow(3 * POLL_TIME);
	assert.is(report.next(), POLL_TIME);
	// Not asked any more: what is left at once.
	report.poll(false);
	assert.is(report.next(), 2 * POLL_TIME);
	assert.not(report.hasCome);
	report.arrive();
	assert.ok(report.hasCome);
	report.forget();
	assert.not(report.hasCome);
});

test("a report is waited for at once, or asked for once a second until it is too late", () => {
	const wait = (limit: number, watches: boolean) => {
		const { runtime, port, machine, receive } = createMachine();
		const ends: (string | null)[] = [];
		const slots: Parameter[] = [];
		slots[REPORT_TIME] = limit;
		machine.run(REPORTED, 0, { slots, watches, onLine: () => true, onScriptEnd: error => void ends.push(error) });
		assert.is(port.takeText(), "AT+X\r");
		receive("\r\nOK\r\n");
		return { runtime, port, receive, ends };
	};
	const patient = wait(5000, false);
	assert.is(patient.runtime.pending, 5000);
	patient.runtime.expire();
	assert.not(patient.port.takeText().includes("AT+X?"));
	const polling = wait(2 * POLL_TIME + 1, true);
	assert.is(polling.runtime.pending, POLL_TIME);
	polling.runtime.expire();
	assert.ok(polling.port.takeText().endsWith("AT+X?\r"));
	// Unknown: it is not asked again.
	polling.receive("\r\nERROR\r\n");
	assert.is(polling.runtime.pending, POLL_TIME + 1);
	polling.receive("\r\n+HTTPACTION: 1\r\n");
	assert.equal(polling.ends, [null]);
});

test("a command line is its text with its parameters, whatever they are", () => {
	const memory = new Memory(64);
	const write = (parts: readonly (string | number)[], slots: readonly Parameter[]): string => {
		const line = packEach([command(parts)]);
		const end = assemble(line, line.records, slots, memory, false);
		return String.fromCharCode(...memory.bytes.subarray(LINE_START, end));
	};
	const number = fc.integer({ min: 0, max: 0x7fffffff });
	const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code)), maxLength: 30 });
	fc.assert(
		fc.property(text, text, text, number, text, (before, between, after, first, second) => {
			assert.is(
				write([`AT${before}`, 1, between, 2, after], [undefined, first, bytesOf(second)]),
				`AT${before}${first}${between}${second}${after}`,
			);
		}),
	);
	assert.is(write(["AT"], []), "AT");
	assert.is(write([1], [undefined, bytesOf("ATI")]), "ATI");
	assert.is(write(["AT+X=", 1, 2], [undefined, 1, 2]), "AT+X=12");
	const line = packEach([command(["AT+X=", 1, ",", 2])]);
	assert.not(isComplete(line, line.records, [undefined, 1]));
	assert.ok(isComplete(line, line.records, [undefined, 1, 0]));
});

test("a line that follows another one of its service says the same as on an empty line", () => {
	const lines = packEach([
		command(["AT+HTTPREAD=", 1, ",", 2]),
		command(["AT+FTPEXTPUT=2,", 1, ",", 2, ",", 3]),
		command(["AT+FTPGET=2,", 2]),
		command(["AT+X=", 1, 2]),
		command(["AT+X=", 3, ",1"]),
		command(["AT+Y"]),
	]);
	const write = (memory: Memory, index: number, slots: readonly Parameter[], isKnown: boolean): string => {
		const end = assemble(lines, lines.records + index * STEP_SIZE, slots, memory, isKnown);
		return String.fromCharCode(...memory.bytes.subarray(LINE_START, end));
	};
	// Few values of many lengths: what is compared is often the same, and parts often begin where others did.
	const number = fc.constantFrom(0, 1, 7, 10, 11, 100, 1152, 4608, 40959, 40960, 300_000, 0x7fffffff);
	const parameter = fc.oneof(number, fc.constantFrom("", "1", "x,1152").map(bytesOf));
	const index = fc.integer({ min: 0, max: 5 });
	fc.assert(
		fc.property(fc.array(fc.tuple(index, parameter, parameter, parameter), { minLength: 2, maxLength: 12 }), sequence => {
			const memory = new Memory(64);
			sequence.forEach(([which, ...slots], at) => {
				const said = write(memory, which, [undefined, ...slots], at > 0);
				assert.is(said, write(new Memory(64), which, [undefined, ...slots], false));
			});
		}),
		{
			numRuns: 2000,
			// Where the last part of the one began, a part before the last of the other begins, and says the same.
			examples: [
				[
					[
						[1, 1, 1, 7],
						[1, 100, 7, 10],
					],
				],
			],
		},
	);
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

test("every word that a command or a service waits for is known by its bytes, too", () => {
	const spelled = new Set<number>();
	for (let at = 0; SPELLINGS[at] !== 0;) {
		const length = SPELLINGS[at]! & LENGTH_BITS;
		const text = Buffer.from(SPELLINGS.buffer, SPELLINGS.byteOffset + 4 * (at + 1), length).toString();
		assert.is(SPELLINGS[at], (word(text) & ~LENGTH_BITS) | length, text);
		spelled.add(word(text));
		at += 1 + ((length + 3) >> 2);
	}
	for (const { bytes, records, words } of [MODEM_COMMANDS, HTTP_COMMANDS, FTP_COMMANDS, SOCKET_COMMANDS]) {
		for (let record = records; record < bytes.length; record += STEP_SIZE) {
			for (const at of [INFORMATION_WORD, REPORT_WORD])
				assert.ok(bytes[record + at] === 0 || spelled.has(words[bytes[record + at]!]!), `step at ${record}`);
		}
	}
	for (const [name, value] of Object.entries(ftp)) if (/_(REPORT|LINE)$/.test(name)) assert.ok(spelled.has(value as number), name);
	const words = [...WORDS.subarray(0, LAST_SLOT + 1)].filter((each, slot) => (each & LAST_SLOT) === slot);
	assert.is(words.length, 13);
	for (const each of words) assert.ok(spelled.has(each));
});

test("a line whose keyword shares a slot of the table with such a code is an answer like any other", () => {
	const slot = word("RDY") & LAST_SLOT;
	const keyword = Array.from({ length: 1000 }, (_, index) => `+X${index}`).find(text => (word(text) & LAST_SLOT) === slot)!;
	assert.is(meaningOf(word(keyword)), OTHER);
	const exchange = new Exchange(16);
	exchange.start();
	let lines = 0;
	exchange.modem.command("AT+X", { onLine: () => void lines++ });
	exchange.row("AT+X\r", `\r\n${keyword}: 1\r\n\r\nOK\r\n`);
	assert.is(lines, 1);
});

test.run();
