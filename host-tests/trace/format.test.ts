import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatTrace } from "../../src/trace.js";

/** What is printed of a dialogue, given as pieces of `>` and `<`, cut after every `cut` bytes; 250 ms pass before each piece. */
function printed(dialogue: readonly [">" | "<", string][], cut = 1): string[] {
	const lines: string[] = [];
	let now = 5000;
	const onTrace = formatTrace(
		line => lines.push(line),
		() => now,
	);
	for (const [arrow, text] of dialogue) {
		now += 250;
		const bytes = Buffer.from(`..${text}..`, "latin1");
		for (let at = 2; at < bytes.length - 2; at += cut)
			onTrace(arrow === ">" ? "driver" : "modem", bytes, at, Math.min(at + cut, bytes.length - 2));
	}
	return lines;
}

const texts = (dialogue: readonly [">" | "<", string][], cut?: number): string[] => printed(dialogue, cut).map(line => line.slice(19));

test("a line has the time since the beginning and since the line before", () => {
	assert.equal(
		printed(
			[
				[">", "AT\r"],
				["<", "AT\r\r\nOK\r\n"],
			],
			100,
		),
		["    0.250   +0.250 > AT", "    0.500   +0.250 < AT", "    0.500   +0.000 < OK"],
	);
});

test("payload is a count, in both directions and however it is cut", () => {
	const dialogue: [">" | "<", string][] = [
		[">", "AT+HTTPREAD=0,11\r"],
		["<", "\r\n+HTTPREAD:11\r\npass\r\nOK\r\nx\r\nOK\r\n"],
		[">", "AT+HTTPDATA=6,30000\r"],
		["<", "\r\nDOWNLOAD\r\n"],
		[">", "AT\rAT\r"],
		["<", "\r\nOK\r\n"],
		[">", "AT+FTPPUT=2,4\r"],
		["<", "\r\n+FTPPUT:2,4\r\n"],
		[">", "abcd"],
		["<", "\r\nOK\r\n"],
		["<", "\r\n+FTPGET: 2,3\r\nxyz\r\nOK\r\n"],
	];
	const expected = [
		...["> AT+HTTPREAD=0,11", "< +HTTPREAD:11", "< [11 bytes]", "< OK", "> AT+HTTPDATA=6,30000", "< DOWNLOAD", "> [6 bytes]", "< OK"],
		...["> AT+FTPPUT=2,4", "< +FTPPUT:2,4", "> [4 bytes]", "< OK", "< +FTPGET: 2,3", "< [3 bytes]", "< OK"],
	];
	for (const cut of [1, 2, 3, 7, 100]) assert.equal(texts(dialogue, cut), expected, `cut ${cut}`);
});

test("a data phase that ends early does not hide the commands after it", () => {
	const dialogue: [">" | "<", string][] = [
		[">", "AT+HTTPDATA=9,30000\r"],
		["<", "\r\nDOWNLOAD\r\n"],
		[">", "abc"],
		["<", "\r\nRDY\r\n"],
		[">", "AT\r"],
	];
	assert.equal(texts(dialogue).slice(2), ["< RDY", "> [3 of 9 bytes]", "> AT"]);
});

test("PINs, passwords and what authorizes a request are stars, whatever is shown besides", () => {
	const secret = "s3cret";
	const lines = texts([
		...[`AT+CPIN="${secret}"`, `AT+SAPBR=3,1,"PWD","${secret}"`, `AT+FTPPW="${secret}"`].map(line => [">", `${line}\r`] as [">", string]),
		...[`AT+HTTPPARA="URL","http://me:${secret}@host/"`, `AT+HTTPPARA="USERDATA","Authorization: Bearer ${secret}"`].map(
			line => [">", `${line}\r`] as [">", string],
		),
		["<", `AT+FTPPW="${secret}"\r\r\n+FTPPW: "${secret}"\r\n`],
	]);
	assert.is(lines.length, 7);
	assert.not.match(lines.join("\n"), secret);
	assert.equal(lines.slice(0, 4), [
		"> AT+CPIN=***",
		'> AT+SAPBR=3,1,"PWD",***',
		"> AT+FTPPW=***",
		'> AT+HTTPPARA="URL","http://***@host/"',
	]);
});

test("what is not printable is shown by its number", () => {
	assert.equal(texts([["<", "\0\xffRING\r\n"]]), ["< \\x00\\xffRING"]);
});

test.run();
