import { test } from "uvu";
import * as assert from "uvu/assert";
import { Recorder, utterancesOf, type Wire } from "../../simulator/index.ts";

const BAUD = 115200;

/** A recording of what is said in turn, each 20 ms after the one before. */
function recordingOf(said: readonly (readonly [wire: Wire, text: string])[]): Recorder {
	const recorder = new Recorder();
	for (const [wire, text] of said) {
		const bytes = Buffer.from(text, "latin1");
		const begun = recorder.end + 20;
		bytes.forEach((byte, index) => recorder.byte(wire, byte, begun + ((index + 1) * 10_000) / BAUD, BAUD));
	}
	return recorder;
}

const seen = (...said: (readonly [wire: Wire, text: string])[]): string[] =>
	utterancesOf(recordingOf(said)).map(({ wire, kind, text, count, healing }) =>
		[wire, kind, ...(count === undefined ? [] : [count]), text, ...(healing ? ["again"] : [])].join(" "),
	);

test("lines are commands, echoes, answers, reports and failures", () => {
	assert.equal(
		seen(
			["TX", "AT+CSQ\r"],
			["RX", "AT+CSQ\r\r\n+CSQ: 21,0\r\n\r\nOK\r\n"],
			["RX", "\r\nRING\r\n"],
			["TX", "AT+X\r"],
			["RX", "\r\nERROR\r\n"],
		),
		[
			"TX command AT+CSQ",
			"RX echo AT+CSQ",
			"RX answer +CSQ: 21,0",
			"RX answer OK",
			"RX report RING",
			"TX command AT+X",
			"RX failure ERROR",
		],
	);
});

test("payload is a count, whatever it says, in both directions", () => {
	assert.equal(seen(["TX", "AT+HTTPREAD=0,9\r"], ["RX", "\r\n+HTTPREAD:9\r\n\r\nOK\r\nAT\r\r\nOK\r\n"]), [
		"TX command AT+HTTPREAD=0,9",
		"RX answer +HTTPREAD:9",
		"RX payload 9 AT+HTTPREAD=0,9",
		"RX answer OK",
	]);
	assert.equal(seen(["TX", "AT+HTTPDATA=6,1000\r"], ["RX", "\r\nDOWNLOAD\r\n"], ["TX", "AT+X\r\n"], ["RX", "\r\nOK\r\n"]).slice(1), [
		"RX prompt DOWNLOAD",
		"TX payload 6 AT+HTTPDATA=6,1000",
		"RX answer OK",
	]);
	assert.equal(
		seen(["TX", "AT+FTPPUT=2,3\r"], ["RX", "\r\n+FTPPUT:2,3\r\n"], ["TX", "abc"], ["RX", "\r\nOK\r\n"])[2],
		"TX payload 3 AT+FTPPUT=2,3",
	);
	assert.equal(seen(["TX", "AT+CIPSEND=0,4\r"], ["RX", "\r\n> "], ["TX", "\rAT\r"])[2], "TX payload 4 AT+CIPSEND=0,4");
	assert.equal(
		seen(["TX", "AT+CIPRXGET=2,0,50\r"], ["RX", "\r\n+CIPRXGET: 2,0,3,0\r\na\rb\r\nOK\r\n"])[2],
		"RX payload 3 AT+CIPRXGET=2,0,50",
	);
});

test("a chunk that has not come whole, and one that was lost behind the wire, are damaged, and their second readings heal them", () => {
	const probe = [["TX", "AT+CMEE?\r"] as const, ["RX", "\r\n+CMEE: 1\r\n\r\nOK\r\n"] as const];
	const read = (start: number, text: string): (readonly [Wire, string])[] => [
		["TX", `AT+HTTPREAD=${start},4\r`],
		["RX", `\r\n+HTTPREAD:4\r\n${text}`],
	];
	const lines = seen(
		...read(0, "ab"),
		...probe,
		...read(0, "abcd\r\nOK\r\n"),
		...probe,
		...read(0, "abcd\r\nOK\r\n"),
		...read(4, "efgh\r\nOK\r\n"),
	);
	assert.equal(
		lines.filter(line => /payload|broken|HTTPREAD=/.test(line)),
		[
			"TX command AT+HTTPREAD=0,4",
			"RX broken 2 AT+HTTPREAD=0,4",
			"TX command AT+HTTPREAD=0,4 again",
			"RX broken 4 AT+HTTPREAD=0,4",
			"TX command AT+HTTPREAD=0,4 again",
			"RX payload 4 AT+HTTPREAD=0,4",
			"TX command AT+HTTPREAD=4,4",
			"RX payload 4 AT+HTTPREAD=4,4",
		],
	);
});

test("a chunk that is read twice to be compared heals nothing", () => {
	const read = [["TX", "AT+HTTPREAD=0,4\r"] as const, ["RX", "\r\n+HTTPREAD:4\r\nabcd\r\nOK\r\n"] as const];
	assert.not.ok(seen(...read, ...read).some(line => /again|broken/.test(line)));
});

test("secrets are stars", () => {
	const lines = seen(["TX", 'AT+FTPPW="hunter2"\r'], ["TX", "AT+CPIN=4321\r"], ["TX", 'AT+HTTPPARA="URL","http://me:hunter2@host/"\r']);
	assert.not.match(lines.join(), /hunter2|4321/);
	assert.match(lines.join(), "***");
});

test("what a port gives at once is spread over the time that it took, and never before what came before", () => {
	const recorder = new Recorder();
	const bytes = Buffer.alloc(100, "a");
	recorder.chunk("RX", bytes, 0, 100, 50, 9600);
	recorder.chunk("RX", bytes, 0, 100, 60, 9600);
	const [first, ...others] = recorder.runs;
	assert.equal([first!.bytes.length, others.length], [200, 0]);
	assert.ok(Math.abs(recorder.end - first!.start - (200 * 10_000) / 9600) < 1e-6);
});

test.run();
