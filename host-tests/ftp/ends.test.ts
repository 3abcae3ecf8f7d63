/*
	One lost or flipped byte must not end as done: where an FTP operation ends, a second word of the modem says so too.
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPGetOptions, FTPPut, FTPPutOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { CUTS } from "../support/exchange.ts";
import { FILE, FtpBench } from "../support/ftp-bench.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";
import { mishear } from "../support/misheard.ts";

const TEXT = "0123456789".repeat(10);

interface Upload {
	put: FTPPut;
	done: string[];
}

interface Outcome {
	body: string;
	done: string[];
}

function get(exchange: FtpExchange, options: Partial<FTPGetOptions> = {}): Outcome {
	const outcome: Outcome = { body: "", done: [] };
	exchange.modem.ftp.get({
		...ACCOUNT,
		path: "/1K.txt",
		onReadable(count, start) {
			outcome.body += Buffer.from(this.memory.subarray(start, start + count)).toString("latin1");
			this.skip(count);
		},
		onDone: error => void outcome.done.push(endOf(error)),
		...options,
	});
	return outcome;
}

/** The modem's session is open, and stays so as long as it may be closing. */
function isOpen(exchange: FtpExchange): void {
	for (let i = 1; i <= 5; i++) {
		exchange.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 1\r\n${OK}`);
		if (i < 5) exchange.runtime.advance(1000);
	}
}

test("1,0 is no end while the session is open: before the first byte", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,0");
		isOpen(exchange);
		exchange.chunk("+FTPGET", 96, "all of it");
		exchange.chunk("+FTPGET", 96, "");
		exchange.report("+FTPGET", "1,0");
		exchange.check();
		assert.equal(outcome, { body: "all of it", done: ["done"] });
	}
});

test("1,0 is no end while the session is open: in the middle", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,1");
		exchange.chunk("+FTPGET", 96, "the first half, ");
		exchange.chunk("+FTPGET", 96, "");
		exchange.report("+FTPGET", "1,0");
		isOpen(exchange);
		exchange.chunk("+FTPGET", 96, "and the second");
		exchange.row("AT+FTPGET=2,96\r", "");
		exchange.report("+FTPGET", "1,0");
		exchange.answer(`\r\n+FTPGET:2,0\r\n${OK}`);
		exchange.check();
		assert.equal(outcome, { body: "the first half, and the second", done: ["done"] });
	}
});

test("a session that is only closing is asked again", () => {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 1\r\n${OK}`);
	exchange.runtime.advance(1000);
	exchange.check();
	assert.equal(outcome.done, ["done"]);
});

// A firmware up to V1.04 has no FTPSTATE.
for (const answer of ["\r\nERROR\r\n", "\r\n+CME ERROR: 100\r\n"]) {
	test(`a firmware that answers FTPSTATE by ${answer.trim()} is believed once it has been read`, () => {
		for (const text of ["", "text"]) {
			const exchange = new FtpExchange(16);
			const outcome = get(exchange);
			exchange.openGet();
			exchange.report("+FTPGET", "1,0");
			exchange.row("AT+FTPSTATE\r", answer);
			exchange.row("AT+FTPSTATE\r", answer);
			if (text) exchange.chunk("+FTPGET", 96, text);
			assert.equal(outcome.done, []);
			exchange.row("AT+FTPGET=2,96\r", answer);
			assert.equal(outcome, { body: text, done: ["done"] });
		}
	});
}

test("a question for the end that is damaged on its way is refused too, and ends nothing", () => {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPSTATE\r", "\r\nERROR\r\n");
	for (let i = 0; i < 5; i++) {
		exchange.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 1\r\n${OK}`);
		exchange.runtime.advance(1000);
	}
	exchange.chunk("+FTPGET", 96, "text");
	exchange.chunk("+FTPGET", 96, "");
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 0\r\n${OK}`);
	assert.equal(outcome, { body: "text", done: ["done"] });
});

test("an answer to FTPSTATE that is damaged is asked for again, and one that does not come costs a session", () => {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 96, "text");
	exchange.chunk("+FTPGET", 96, "");
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPSTATE\r", `\r\n+FTPXTATE: 0\r\n${OK}`);
	exchange.runtime.advance(1000);
	exchange.row("AT+FTPSTATE\r", "\r\n+FTPSTATE: 0\r\n\r\nO\r\n");
	exchange.runtime.advance(5010);
	exchange.settle();
	exchange.row("AT+FTPQUIT\r", "\r\nERROR\r\n");
	exchange.check();
	exchange.runtime.advance(500);
	exchange.beginAt(4);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,0");
	exchange.check();
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(outcome, { body: "text", done: ["done"] });
});

test("close() while the end is confirmed ends with cancelled, and the session with it", () => {
	const exchange = new FtpExchange(16);
	const done: string[] = [];
	const request = exchange.modem.ftp.get({ ...ACCOUNT, path: "/1K.txt", onDone: error => void done.push(endOf(error)) });
	exchange.openGet();
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 1\r\n`);
	request.close();
	exchange.answer(OK);
	exchange.settle();
	exchange.quit("+FTPGET");
	assert.equal(done, ["cancelled 0 ftp"]);
});

/** From the call to the OK of FTPSIZE. */
function openSize(exchange: FtpExchange): void {
	exchange.check();
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPSIZE\r", OK);
}

/** A download of `text` by a session whose parameters the modem has. */
function download(exchange: FtpExchange, offset: number, text: string): void {
	exchange.beginAt(offset);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 96, text);
	exchange.chunk("+FTPGET", 96, "");
	exchange.report("+FTPGET", "1,0");
	exchange.check();
}

// A length that leaves nothing to read, or is none, is asked for once more.
for (const [first, offset] of [
	["1,0,00", 0],
	["1,0,", 0],
	["1,0", 0],
	["1,0,7x", 0],
	["1,0,2", 4],
	["1,0,4", 4],
] as const) {
	test(`a length of ${first} at offset ${offset} is asked for once more`, () => {
		const exchange = new FtpExchange(16);
		const outcome = get(exchange, { checkSize: true, offset });
		openSize(exchange);
		exchange.report("+FTPSIZE", first);
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", "1,0,7");
		download(exchange, offset, "abcdefg".slice(offset));
		if (offset > 0) exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome, { body: "abcdefg".slice(offset), done: ["done"] });
	});
}

for (const [reports, offset, end] of [
	[["1,0,0", "1,0,0"], 0, "done"],
	[["1,0,4", "1,0,4"], 4, "done"],
	[["1,0,3", "1,0,3"], 4, "incomplete 0 ftp"],
	[["1,0,", "1,0,"], 0, "protocol 0 ftp"],
	[["1,1,7"], 0, "protocol 1 ftp"],
	[["1,0,0", "1,77,0"], 0, "operate 77 ftp"],
] as const) {
	test(`lengths of ${reports.join(" and ")} at offset ${offset} end with ${end}`, () => {
		const exchange = new FtpExchange(16);
		const outcome = get(exchange, { checkSize: true, offset });
		openSize(exchange);
		for (const [at, report] of reports.entries()) {
			if (at > 0) exchange.row("AT+FTPSIZE\r", OK);
			exchange.report("+FTPSIZE", report);
		}
		assert.equal(outcome, { body: "", done: [end] });
	});
}

for (const report of ["1,0", "1,0,", "1,0,1O24"]) {
	test(`size() does not take ${report} for a length`, () => {
		const exchange = new FtpExchange(16);
		const done: string[] = [];
		exchange.modem.ftp.size({ ...ACCOUNT, path: "/1K.txt", onDone: (error, size) => void done.push(endOf(error), String(size)) });
		openSize(exchange);
		exchange.report("+FTPSIZE", report);
		assert.equal(done, ["protocol 0 ftp", "-1"]);
	});
}

// The first was too small, or too large.
for (const [first, last, end] of [
	["1,0,5", "1,0,7", "done"],
	["1,0,70", "1,0,7", "done"],
	["1,0,70", "1,0,70", "incomplete 0 ftp"],
	["1,0,70", "1,0,", "protocol 0 ftp"],
] as const) {
	test(`7 bytes of ${first} are compared once more: ${last} ends with ${end}`, () => {
		const exchange = new FtpExchange(16);
		const outcome = get(exchange, { checkSize: true });
		openSize(exchange);
		exchange.report("+FTPSIZE", first);
		download(exchange, 0, "abcdefg");
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", last);
		assert.equal(outcome, { body: "abcdefg", done: [end] });
	});
}

/** An upload of what is missing of TEXT, or of 10 bytes more if the whole length is not given. */
function resume(exchange: FtpExchange, options: Partial<FTPPutOptions> = { length: TEXT.length }): Upload {
	const done: string[] = [];
	const put = exchange.modem.ftp.put({
		...ACCOUNT,
		path: "/1K.txt",
		resume: true,
		onWritable(count) {
			const from = this.checkpoint;
			const most = options.length === undefined ? 10 : TEXT.length;
			if (this.checkpoint === this.offset) this.write(Buffer.from(TEXT.slice(from, from + Math.min(count, most))));
		},
		onDone: error => void done.push(endOf(error)),
		...options,
	});
	return { put, done };
}

/** What is missing goes to the server, behind `offset`. */
function append(exchange: FtpExchange, offset: number, count = TEXT.length - offset, finish?: () => void): void {
	exchange.target("/", "1K.txt", "APPE");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload(`AT+FTPPUT=2,${count}\r`, `+FTPPUT:2,${count}`, TEXT.slice(offset, offset + count));
	exchange.report("+FTPPUT", "1,1,1280");
	finish?.();
	exchange.row("AT+FTPPUT=2,0\r", OK);
	exchange.report("+FTPPUT", "1,0");
}

// What the file has at the end; the modem said 70 at first.
for (const [reports, end] of [
	[["1,0,100"], "done"],
	[["1,0,10", "1,0,100"], "done"],
	// It had 7, or 700, or 0 then.
	[["1,0,37", "1,0,37"], "incomplete 0 ftp"],
	[["1,0,730", "1,0,730"], "incomplete 0 ftp"],
	[["1,0,30", "1,0,30"], "incomplete 0 ftp"],
	// A server that does not tell has confirmed it.
	[["1,61"], "done"],
] as const) {
	test(`an upload that goes on at 70 and has ${reports.join(" and ")} at the end: ${end}`, () => {
		const exchange = new FtpExchange(16);
		const { done } = resume(exchange);
		openSize(exchange);
		exchange.report("+FTPSIZE", "1,0,70");
		append(exchange, 70);
		for (const report of reports) {
			assert.equal(done, []);
			exchange.row("AT+FTPSIZE\r", OK);
			exchange.report("+FTPSIZE", report);
		}
		assert.equal(done, [end]);
	});
}

test("an upload that goes on without a length is compared with what was written", () => {
	for (const [size, end] of [
		[80, "done"],
		[710, "incomplete 0 ftp"],
	] as const) {
		const exchange = new FtpExchange(16);
		const { put, done } = resume(exchange, {});
		openSize(exchange);
		exchange.report("+FTPSIZE", "1,0,70");
		append(exchange, 70, 10, () => put.finish());
		for (let i = 0; i < (end === "done" ? 1 : 2); i++) {
			exchange.row("AT+FTPSIZE\r", OK);
			exchange.report("+FTPSIZE", `1,0,${size}`);
		}
		assert.equal(done, [end]);
	}
});

test("an upload that goes on is not checked if that is switched off", () => {
	const exchange = new FtpExchange(16);
	const { done } = resume(exchange, { length: TEXT.length, checkSize: false });
	openSize(exchange);
	exchange.report("+FTPSIZE", "1,0,70");
	append(exchange, 70);
	assert.equal(done, ["done"]);
	exchange.expect("");
});

test("a file that is said to be whole already is asked for its length once more", () => {
	for (const [reports, end] of [
		[["1,0,100"], "done"],
		[["1,0,10", "1,0,10"], "incomplete 0 ftp"],
	] as const) {
		const exchange = new FtpExchange(16);
		const { done } = resume(exchange);
		openSize(exchange);
		exchange.report("+FTPSIZE", "1,0,100");
		for (const report of reports) {
			assert.equal(done, []);
			exchange.row("AT+FTPSIZE\r", OK);
			exchange.report("+FTPSIZE", report);
		}
		assert.equal(done, [end]);
	}
});

// Against a modem that does what it has understood.
const LISTING = ".\n..\nfile\nlog\n";
for (const [what, operation, options, said, instead, time] of [
	["the first report", "get", {}, "+FTPGET:1,1", "0", 1],
	["a later report", "get", {}, "+FTPGET:1,1", "0", 2],
	["the first report of a listing", "list", { path: "/" }, "+FTPLIST:1,1", "0", 1],
	["the length", "get", { checkSize: true }, "+FTPSIZE:1,0,5", "", 1],
	["the length", "get", { checkSize: true }, "+FTPSIZE:1,0,50", "", 1],
	["FTPSTATE", "get", {}, "+FTPSTATE: 0", "1", 2],
] as const) {
	test(`${what} of ${operation} misread as ${said.slice(0, -1)}${instead}… does not end it early`, async () => {
		const bench = new FtpBench({ networkRate: 1500, ftpSegment: 500 });
		await bench.run(() => bench.ready === 1);
		const happened = mishear(bench.simulator.txd, said, instead, time);
		const running = bench.start(operation, options);
		assert.is(await bench.end(running), "done");
		assert.ok(happened());
		assert.equal(running.body.toString("latin1"), operation === "get" ? Buffer.from(FILE).toString("latin1") : LISTING);
	});
}

test("an offset that the modem has understood otherwise is asked back, and nothing is downloaded", () => {
	for (const value of ["30", "3000", "", "3x0"]) {
		const exchange = new FtpExchange(16);
		const outcome = get(exchange, { offset: 300 });
		exchange.check();
		exchange.source("/", "1K.txt");
		exchange.row("AT+FTPREST=300\r", OK);
		for (let i = 0; i < 3; i++) {
			exchange.row("AT+FTPREST?\r", `\r\n+FTPREST: ${value}\r\n${OK}`);
			exchange.runtime.advance(1);
		}
		exchange.row("AT+FTPQUIT\r", "\r\nERROR\r\n");
		exchange.check();
		exchange.runtime.advance(500);
		exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome, { body: "", done: ["protocol 0 ftp"] });
	}
});

/** A download from an offset, up to the answers to the question for it. */
function askedForOffset(answers: readonly string[]) {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange, { offset: 300 });
	exchange.check();
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPREST=300\r", OK);
	for (const answer of answers) {
		exchange.row("AT+FTPREST?\r", answer);
		exchange.runtime.advance(1);
	}
	return { exchange, outcome };
}

test("an answer to FTPREST? that is damaged is asked for again, and a firmware without it is believed", () => {
	const right = `\r\n+FTPREST: 300\r\n${OK}`;
	const wrong = `\r\n+FTPREST: 0\r\n${OK}`;
	const refused = "\r\nERROR\r\n";
	const unknown = "\r\n+CME ERROR: 4\r\n";
	for (const answers of [
		[wrong, right],
		[wrong, wrong, right],
		[refused, right],
		[refused, wrong, right],
		[refused, refused, wrong, refused, right],
		Array<string>(5).fill(refused),
		Array<string>(5).fill(unknown),
	]) {
		const { exchange, outcome } = askedForOffset(answers);
		exchange.row("AT+FTPGET=1\r", OK);
		exchange.report("+FTPGET", "1,0");
		exchange.check();
		exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome.done, ["done"]);
	}
});

test("a refusal of the question for the offset is not believed where another answer says that it is wrong", () => {
	const wrong = `\r\n+FTPREST: 30\r\n${OK}`;
	const refused = "\r\nERROR\r\n";
	for (const answers of [
		[wrong, refused, refused],
		[wrong, wrong, refused],
		[refused, refused, wrong, refused, refused],
		[refused, refused, refused, refused, wrong, wrong, refused],
	]) {
		const { exchange, outcome } = askedForOffset(answers);
		exchange.row("AT+FTPQUIT\r", "\r\nERROR\r\n");
		exchange.check();
		exchange.runtime.advance(500);
		exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome, { body: "", done: ["protocol 0 ftp"] });
	}
});

test("a modem that has understood another offset does not download from there", async () => {
	const bench = new FtpBench();
	await bench.run(() => bench.ready === 1);
	const happened = mishear(bench.simulator.rxd, "AT+FTPREST=30");
	const running = bench.start("get", { offset: 300 });
	assert.is(await bench.end(running), "protocol 0 ftp");
	assert.ok(happened());
	assert.is(running.body.length, 0);
	const next = bench.start("get", { offset: 300 });
	assert.is(await bench.end(next), "done");
	assert.ok(next.body.equals(Buffer.from(FILE.subarray(300))));
});

/** A bench whose server has the first 700 bytes of the file at /part. */
async function half(): Promise<FtpBench> {
	const bench = new FtpBench();
	bench.server.files.set("/part", FILE.slice(0, 700));
	await bench.run(() => bench.ready === 1);
	return bench;
}

for (const [said, instead] of [
	["+FTPSIZE:1,0,7", ""],
	["+FTPSIZE:1,0,70", ""],
	["+FTPSIZE:1,0,7", "4"],
] as const) {
	test(`an upload that goes on after ${said} has become ${said.slice(0, -1)}${instead} is not done`, async () => {
		const bench = await half();
		const happened = mishear(bench.simulator.txd, said, instead);
		const running = bench.start("put", { path: "/part", resume: true });
		assert.is(await bench.end(running), "incomplete 0 ftp");
		assert.ok(happened());
		// What is too long is written anew.
		const next = bench.start("put", { path: "/part", resume: true, offset: running.checkpoint! });
		assert.is(await bench.end(next), "done");
		assert.ok(Buffer.from(FILE).equals(bench.server.files.get("/part")!));
	});
}

// The length of the store, its position, and a length that is too long: the modem's echo says what it has understood.
for (const [said, instead] of [
	["AT+FTPEXTPUT=2,0,9", ""],
	["AT+FTPEXTPUT=2,0,90", ""],
	["AT+FTPEXTPUT=2,0", "1"],
	["AT+FTPEXTPUT=2,0,9", "99"],
] as const) {
	test(`a store that has understood ${said.slice(0, -1)}${instead} sends nothing wrong`, async () => {
		const file = nastyFile(9000);
		const bench = new FtpBench({}, {}, file);
		await bench.run(() => bench.ready === 1);
		const happened = mishear(bench.simulator.rxd, said, instead);
		const running = bench.start("put", { path: "/new", checkSize: false });
		const end = await bench.end(running);
		assert.ok(happened());
		const stored = bench.server.files.get("/new");
		if (end === "done") assert.ok(Buffer.from(file).equals(stored!));
		else assert.is(stored, undefined, end);
		const next = bench.start("put", { path: "/new" });
		assert.is(await bench.end(next), "done");
		assert.ok(Buffer.from(file).equals(bench.server.files.get("/new")!));
	});
}

test.run();
