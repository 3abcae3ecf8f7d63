import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPGet, FTPGetOptions } from "../../src/index.js";
import { CUTS } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

interface Outcome {
	request: FTPGet;
	body: string;
	done: string[];
	progress: number[];
}

function get(exchange: FtpExchange, options: Partial<FTPGetOptions> = {}): Outcome {
	const outcome: Omit<Outcome, "request"> = { body: "", done: [], progress: [] };
	const buffer = new Uint8Array(100);
	const request = exchange.modem.ftp.get({
		...ACCOUNT,
		path: "/1K.txt",
		onReadable() {
			let count;
			while ((count = this.read(buffer))) outcome.body += String.fromCharCode(...buffer.subarray(0, count));
		},
		onProgress(done) {
			outcome.progress.push(done);
		},
		onDone(error) {
			outcome.done.push(endOf(error));
		},
		...options,
	});
	return Object.assign(outcome, { request });
}

function digits(length: number): string {
	return "0123456789".repeat(Math.ceil(length / 10)).slice(0, length);
}

// What the wire can do to the second chunk: the modem has forgotten it, so the session is opened again behind the first.
const DAMAGE: [string, string][] = [
	["a payload byte lost", "\r\n+FTPGET:2,20\r\n0123456789012345678\r\nOK\r\n"],
	["a payload byte twice", "\r\n+FTPGET:2,20\r\n012345678901234567899\r\nOK\r\n"],
	["a NUL in front of the trailer", "\r\n+FTPGET:2,20\r\n01234567890123456789\0\r\nOK\r\n"],
	["a digit of the length lost", "\r\n+FTPGET:2,0\r\n01234567890123456789\r\nOK\r\n"],
	["more than was asked for", "\r\n+FTPGET:2,97\r\n01234567890123456789\r\nOK\r\n"],
	["a length that does not fit", "\r\n+FTPGET:2,4000\r\n01234567890123456789\r\nOK\r\n"],
	["no length", "\r\n+FTPGET:2,\r\n01234567890123456789\r\nOK\r\n"],
	["a garbled header", "\r\n+FTPGXT:2,20\r\n01234567890123456789\r\nOK\r\n"],
	["a garbled header and a payload that says ERROR", "\r\n+FTPGXT:2,20\r\n01\r\nERROR\r\n9\r\nOK\r\n"],
	["a garbled header and a payload that says RDY", "\r\n+FTPGXT:2,20\r\n01\r\nRDY\r\n23456789\r\nOK\r\n"],
	["no OK", "\r\n+FTPGET:2,20\r\n01234567890123456789\r\n"],
	["a refusal", "\r\nERROR\r\n"],
	["silence", ""],
	["half a header", "\r\n+FTPG"],
];
for (const [what, answer] of DAMAGE) {
	test(`a chunk with ${what} costs a session, and no byte`, () => {
		for (const cut of CUTS) {
			const exchange = new FtpExchange(cut);
			const outcome = get(exchange, { offset: 7 });
			exchange.openGet(7);
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 96, digits(50));
			exchange.row("AT+FTPGET=2,96\r", answer);
			let sent = exchange.port.takeText();
			for (let i = 0; i < 20 && sent === ""; i++) {
				exchange.runtime.expire();
				exchange.port.writable(128);
				sent = exchange.port.takeText();
			}
			if (sent === "AT+CMEE?\r") {
				exchange.answer(`\r\n+CMEE: 1\r\n${OK}`);
				exchange.runtime.advance(200);
				exchange.port.writable(128);
				sent = exchange.port.takeText();
			}
			assert.is(sent, "AT+FTPQUIT\r");
			exchange.answer(`${OK}\r\n+FTPGET: 1,80\r\n`);
			exchange.check();
			exchange.beginAt(57);
			exchange.row("AT+FTPGET=1\r", OK);
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 96, "the rest");
			exchange.chunk("+FTPGET", 96, "");
			exchange.report("+FTPGET", "1,0");
			exchange.check();
			exchange.row("AT+FTPREST=0\r", OK);
			assert.is(outcome.body, digits(50) + "the rest");
			assert.equal(outcome.done, ["done"]);
			assert.is(exchange.modem.statistics.healed, 1);
			assert.is(outcome.request.checkpoint, 65);
		}
	});
}

for (const space of ["", " "]) {
	test(`table 3.1: a download with "${space}" after the colon`, () => {
		for (const cut of CUTS) {
			const exchange = new FtpExchange(cut, space);
			const outcome = get(exchange, { burst: 1024 });
			exchange.openGet();
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 1024, digits(50));
			exchange.chunk("+FTPGET", 1024, "");
			exchange.expect("");
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 1024, digits(1024));
			exchange.expect("AT+FTPGET=2,1024\r");
			exchange.answer(`\r\n+FTPGET:${space}2,0\r\n${OK}`);
			exchange.report("+FTPGET", "1,0");
			exchange.check();
			assert.equal(outcome.done, ["done"]);
			assert.is(outcome.body, digits(50) + digits(1024));
			assert.equal(outcome.progress, [50, 1074]);
			exchange.expect("");
		}
	});
}

// V1.11, and SIM800 V1.09 for the last two.
const CODES: [number, string][] = [
	[61, "network"],
	[62, "dns"],
	[63, "connect"],
	[64, "timeout"],
	[65, "server"],
	[70, "reply"],
	[71, "user"],
	[72, "password"],
	[73, "type"],
	[74, "rest"],
	[75, "passive"],
	[76, "active"],
	[77, "operate"],
	[78, "upload"],
	[79, "download"],
	[80, "quit"],
	[85, "fileSystem"],
	[86, "quit"],
];
for (const [code, name] of CODES) {
	test(`${code} is ${name}, before data and behind them`, () => {
		for (const afterData of [false, true]) {
			const exchange = new FtpExchange(16);
			const outcome = get(exchange);
			exchange.openGet();
			if (afterData) {
				exchange.report("+FTPGET", "1,1");
				exchange.chunk("+FTPGET", 96, digits(30));
				exchange.chunk("+FTPGET", 96, "");
			}
			exchange.report("+FTPGET", `1,${code}`);
			assert.equal(outcome.done, [`${name} ${code} ftp`]);
			assert.is(outcome.request.checkpoint, afterData ? 30 : 0);
			if (code !== 61) exchange.expect("");
		}
	});
}

test("66 that does not go away is notAllowed", () => {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,66");
	exchange.quit("+FTPGET");
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPREST=0\r", OK);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,66");
	exchange.quit("+FTPGET");
	assert.equal(outcome.done, ["notAllowed 66 ftp"]);
});

test("the end may be told before everything has been read", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,1");
		exchange.expect("AT+FTPGET=2,96\r");
		exchange.report("+FTPGET", "1,0");
		exchange.answer(`\r\n+FTPGET:2,96\r\n${digits(96)}${OK}`);
		exchange.chunk("+FTPGET", 96, digits(20));
		exchange.row("AT+FTPGET=2,96\r", "\r\nERROR\r\n");
		assert.is(outcome.body, digits(96) + digits(20));
		assert.equal(outcome.done, ["done"]);
	}
});

test("a last 1,0 that is lost costs a session, and no byte", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,1");
		exchange.chunk("+FTPGET", 96, digits(50));
		exchange.chunk("+FTPGET", 96, "");
		exchange.runtime.advance(1000);
		exchange.row("AT+FTPGET=2,96\r", "\r\nERROR\r\n");
		exchange.settle();
		exchange.row("AT+FTPQUIT\r", "\r\nERROR\r\n");
		exchange.check();
		exchange.runtime.advance(500);
		exchange.beginAt(50);
		exchange.row("AT+FTPGET=1\r", OK);
		exchange.report("+FTPGET", "1,0");
		exchange.check();
		exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome.done, ["done"]);
		assert.is(outcome.body, digits(50));
	}
});

test("an empty file ends at once, and one whose length differs is incomplete", () => {
	const exchange = new FtpExchange(16);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,0");
	exchange.check();
	assert.equal(outcome.done, ["done"]);
	const checked = get(exchange, { checkSize: true });
	exchange.check();
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPSIZE\r", OK);
	exchange.report("+FTPSIZE", "1,0,10");
	exchange.row("AT+FTPREST=0\r", OK);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,0");
	exchange.check();
	exchange.row("AT+FTPSIZE\r", OK);
	exchange.report("+FTPSIZE", "1,0,10");
	assert.equal(checked.done, ["incomplete 0 ftp"]);
});

test("a modem that never has data ends with timeout", () => {
	const exchange = new FtpExchange(64);
	const outcome = get(exchange);
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	for (let i = 0; i < 200 && exchange.port.takeText() === "AT+FTPGET=2,96\r"; i++) {
		exchange.answer(`\r\n+FTPGET:2,0\r\n${OK}`);
		exchange.runtime.advance(1000);
		exchange.port.writable(128);
	}
	exchange.answer(`${OK}\r\n+FTPGET: 1,80\r\n`);
	exchange.check();
	assert.equal(outcome.done, ["timeout 0 ftp"]);
});

/** A download whose modem has given up while its application was idle. */
function lapse(exchange: FtpExchange): Outcome {
	const outcome = get(exchange, { onReadable() {} });
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 96, digits(50));
	exchange.report("+FTPGET", "1,64");
	return outcome;
}

test("64 of an idle application: close() needs no command, and a server without REST ends with rest", () => {
	const exchange = new FtpExchange(16);
	const closed = lapse(exchange);
	closed.request.close();
	assert.equal(closed.done, ["cancelled 0 ftp"]);
	const outcome = lapse(exchange);
	outcome.request.skip(50);
	exchange.beginAt(50);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,74");
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(outcome.done, ["rest 74 ftp"]);
	assert.is(outcome.request.checkpoint, 50);
});

test("64 that crosses a read costs a session; time and again it is timeout", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = get(exchange);
		exchange.openGet();
		exchange.report("+FTPGET", "1,1");
		exchange.chunk("+FTPGET", 96, digits(50));
		for (let time = 1; time <= 5; time++) {
			assert.equal(outcome.done, []);
			exchange.expect("AT+FTPGET=2,96\r");
			exchange.answer("\r\n+FTPGET:1,64\r\n\r\nERROR\r\n");
			exchange.settle();
			if (time === 5) break;
			exchange.beginAt(50);
			exchange.row("AT+FTPGET=1\r", OK);
			exchange.report("+FTPGET", "1,1");
		}
		exchange.row("AT+FTPREST=0\r", OK);
		assert.equal(outcome.done, ["timeout 64 ftp"]);
		assert.is(outcome.request.checkpoint, 50);
		assert.is(exchange.modem.statistics.healed, 4);
	}
});

test("RDY ends a download with reset, whatever it waits for", () => {
	for (const at of [0, 1, 2, 3]) {
		const exchange = new FtpExchange(32);
		const outcome = get(exchange, at === 3 ? { onReadable() {} } : {});
		if (at > 0) exchange.openGet();
		if (at > 1) exchange.report("+FTPGET", "1,1");
		if (at > 2) exchange.chunk("+FTPGET", 96, digits(96));
		exchange.port.takeText();
		exchange.answer("\r\nRDY\r\n");
		// It could be part of somebody's text: the modem is asked, at once where it owes no answer, and otherwise before the next command.
		if (at === 0 || at === 2) exchange.runtime.advance(3000);
		exchange.forgotten();
		assert.equal(outcome.done, ["reset 0 ftp"]);
		assert.is(outcome.request.checkpoint, 0);
	}
});

test("bad options are refused before anything is sent", () => {
	const exchange = new FtpExchange(64);
	const good = { ...ACCOUNT, path: "/1K.txt" };
	const bad: [string, object][] = [
		["host", { ...good, host: "" }],
		["host", { ...good, host: "a".repeat(50) }],
		["host", { ...good, host: 'a"' }],
		["port", { ...good, port: 0 }],
		["port", { ...good, port: "21;+CPOWD=1" }],
		["user", { ...good, user: "u".repeat(50) }],
		["password", { ...good, password: "p".repeat(50) }],
		["password", { ...good, password: "p\r" }],
		["passive", { ...good, passive: 1 }],
		["path", { ...ACCOUNT }],
		["path", { ...good, path: "" }],
		["name in path", { ...good, path: "/folder/" }],
		["name in path", { ...good, path: `/${"n".repeat(100)}` }],
		["folder of path", { ...good, path: `/${"d".repeat(257)}/n` }],
		["offset", { ...good, offset: "0;+CPOWD=1" }],
		["offset", { ...good, offset: -1 }],
		["burst", { ...good, burst: 1461 }],
		["burst", { ...good, burst: 1153 }],
		["checkSize", { ...good, checkSize: 1 }],
	];
	for (const [name, options] of bad) {
		assert.throws(
			() => exchange.modem.ftp.get(options as FTPGetOptions),
			(error: Error & { code: string }) => error.code === "argument" && error.message.startsWith(name),
			name + JSON.stringify(options).slice(0, 60),
		);
	}
	exchange.expect("");
});

test("active mode, another port and a path that begins where the login leads", () => {
	const exchange = new FtpExchange(64);
	get(exchange, { passive: false, port: 2121, path: "log/a.txt" });
	exchange.check();
	exchange.row("AT+FTPCID=1\r", OK);
	exchange.row('AT+FTPSERV="116.228.221.52"\r', OK);
	exchange.row("AT+FTPPORT=2121\r", OK);
	exchange.row('AT+FTPUN="sim.cs1"\r', OK);
	exchange.row('AT+FTPPW="secret"\r', OK);
	exchange.row("AT+FTPMODE=0\r", OK);
	exchange.row('AT+FTPTYPE="I"\r', OK);
	exchange.row('AT+FTPGETNAME="a.txt"\r', OK);
	exchange.row('AT+FTPGETPATH="log/"\r', OK);
});

test.run();
