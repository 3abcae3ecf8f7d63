/*
	One lost or flipped byte must not end as done: where an FTP operation ends, a second word of the modem says so too.
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPGetOptions } from "../../src/index.js";
import { CUTS } from "../support/exchange.ts";
import { FILE, FtpBench } from "../support/ftp-bench.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";
import { mishear } from "../support/misheard.ts";

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
	test(`a firmware that answers FTPSTATE by ${answer.trim()} is believed`, () => {
		const exchange = new FtpExchange(16);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,0");
		exchange.row("AT+FTPSTATE\r", answer);
		assert.equal(outcome.done, ["done"]);
	});
}

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
	exchange.row("AT+FTPREST=4\r", OK);
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
	exchange.row(`AT+FTPREST=${offset}\r`, OK);
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

test.run();
