import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPPut, FTPPutOptions } from "../../src/index.js";
import { FTP_CONFIRM_TIME, FTP_EXTENDED_LEAST } from "../../src/at/limits.js";
import { CUTS } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

const TEXT = "0123456789".repeat(1000);

interface Outcome {
	put: FTPPut;
	done: string[];
	progress: number[];
}

/** An upload of the first `length` bytes of TEXT, written as soon as they can be. */
function put(exchange: FtpExchange, length: number, options: Partial<FTPPutOptions> = {}): Outcome {
	const outcome: Omit<Outcome, "put"> = { done: [], progress: [] };
	let at = 0;
	const upload = exchange.modem.ftp.put({
		...ACCOUNT,
		path: "/1K.txt",
		length,
		onWritable(count) {
			this.write(Buffer.from(TEXT.slice(at, at + count)));
			at += count;
		},
		onProgress: done => void outcome.progress.push(done),
		onDone: error => void outcome.done.push(endOf(error)),
		...options,
	});
	return Object.assign(outcome, { put: upload });
}

function finish(exchange: FtpExchange): void {
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.row("AT+FTPPUT=2,0\r", OK);
	exchange.report("+FTPPUT", "1,0");
}

test("every 1,1,max is obeyed, every 2,n is, and nothing is sent before the next 1,1", () => {
	for (const cut of CUTS) {
		for (const space of ["", " "]) {
			const exchange = new FtpExchange(cut, space);
			const outcome = put(exchange, 300);
			exchange.openPut();
			let at = 0;
			for (const [room, asked, granted] of [
				[100, 100, 100],
				[1280, 200, 50],
				[1, 1, 1],
				[1460, 149, 149],
			] as const) {
				exchange.expect("");
				exchange.report("+FTPPUT", `1,1,${room}`);
				exchange.upload(`AT+FTPPUT=2,${asked}\r`, `+FTPPUT:${space}2,${granted}`, TEXT.slice(at, at + granted));
				at += granted;
			}
			finish(exchange);
			assert.equal(outcome.done, ["done"]);
			assert.equal(outcome.progress, [100, 150, 151, 300]);
		}
	}
});

test("an upload that the modem grants nothing of, again and again, ends with protocol", () => {
	const exchange = new FtpExchange(16);
	const outcome = put(exchange, 100);
	exchange.openPut();
	for (let time = 0; time < 5; time++) {
		exchange.report("+FTPPUT", "1,1,1280");
		exchange.row("AT+FTPPUT=2,100\r", `\r\n+FTPPUT:2,0\r\n${OK}`);
	}
	exchange.quit("+FTPPUT");
	assert.equal(outcome.done, ["protocol 0 ftp"]);
});

test("1,0 where the prompt is due: the server has closed, and nothing is sent", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const outcome = put(exchange, 100);
		exchange.openPut();
		exchange.report("+FTPPUT", "1,1,1280");
		exchange.expect("AT+FTPPUT=2,100\r");
		exchange.answer("\r\n+FTPPUT:1,0\r\n\r\nERROR\r\n");
		exchange.expect("");
		assert.equal(outcome.done, ["server 0 ftp"]);
		assert.is(outcome.put.checkpoint, 0);
	}
});

// Wherever an error comes, it ends the upload at once, with what the modem has taken.
for (const [name, code] of [
	["timeout", 64],
	["server", 65],
	["password", 72],
	["operate", 77],
	["upload", 78],
] as const) {
	test(`${code} is ${name}: before 1,1, while the application does not write, behind a portion, and behind 2,0`, () => {
		for (const place of [0, 1, 2, 3]) {
			const exchange = new FtpExchange(16);
			const outcome = put(exchange, 100, place === 1 ? { onWritable() {} } : {});
			exchange.openPut();
			if (place > 0) exchange.report("+FTPPUT", "1,1,1280");
			if (place > 1) exchange.upload("AT+FTPPUT=2,100\r", "+FTPPUT:2,100", TEXT.slice(0, 100));
			if (place > 2) {
				exchange.report("+FTPPUT", "1,1,1280");
				exchange.row("AT+FTPPUT=2,0\r", OK);
			}
			exchange.report("+FTPPUT", `1,${code}`);
			assert.equal(outcome.done, [`${name} ${code} ftp`], `${place}`);
			assert.is(outcome.put.checkpoint, place > 1 ? 100 : 0);
			exchange.expect("");
		}
	});
}

/** Up to the OK of `2,0`. */
function unconfirmed(exchange: FtpExchange, options: Partial<FTPPutOptions> = {}): Outcome {
	const outcome = put(exchange, 100, options);
	exchange.openPut(options.mode === "append" ? "APPE" : "STOR");
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload("AT+FTPPUT=2,100\r", "+FTPPUT:2,100", TEXT.slice(0, 100));
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.row("AT+FTPPUT=2,0\r", OK);
	return outcome;
}

test("1,0 may be late", () => {
	const exchange = new FtpExchange(16);
	const outcome = unconfirmed(exchange);
	exchange.runtime.advance(FTP_CONFIRM_TIME - 1);
	exchange.expect("");
	exchange.report("+FTPPUT", "1,0");
	assert.equal(outcome.done, ["done"]);
});

test("where 1,0 does not come, the length of the file decides", () => {
	for (const [options, report, end] of [
		[{}, "1,0,100", "done"],
		[{}, "1,0,99", "incomplete 0 ftp"],
		[{}, "1,77,0", "unconfirmed 0 ftp"],
		[{ mode: "append", offset: 5 }, "1,0,105", "done"],
		[{ mode: "append", offset: 5 }, "1,0,100", "incomplete 0 ftp"],
	] as const) {
		const exchange = new FtpExchange(16);
		const outcome = unconfirmed(exchange, options);
		exchange.runtime.advance(FTP_CONFIRM_TIME);
		exchange.quit("+FTPPUT");
		exchange.source("/", "1K.txt");
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", report);
		assert.equal(outcome.done, [end]);
	}
});

test("where it does not come and nobody knows what the length should be, the upload is unconfirmed", () => {
	const exchange = new FtpExchange(16);
	const outcome = unconfirmed(exchange, { mode: "append" });
	exchange.runtime.advance(FTP_CONFIRM_TIME);
	exchange.quit("+FTPPUT");
	assert.equal(outcome.done, ["unconfirmed 0 ftp"]);
});

/** The command by which an upload begins: the modem's own store, or not. */
function beginning(exchange: FtpExchange, length: number, options: Partial<FTPPutOptions>): string {
	put(exchange, length, options);
	exchange.check();
	exchange.target("/", "1K.txt");
	for (let i = 0; i < 10; i++) exchange.port.writable(128);
	return exchange.port.takeText();
}

test("the modem's store is used where it is the better way, or where it is asked for", () => {
	for (const [length, options, expected] of [
		[FTP_EXTENDED_LEAST - 1, {}, "AT+FTPEXTPUT=0\r"],
		[FTP_EXTENDED_LEAST, {}, "AT+FTPEXTPUT=1\r"],
		[300_000, {}, "AT+FTPEXTPUT=1\r"],
		[300_001, {}, "AT+FTPEXTPUT=0\r"],
		[100, { extended: true }, "AT+FTPEXTPUT=1\r"],
		[FTP_EXTENDED_LEAST, { extended: false }, "AT+FTPEXTPUT=0\r"],
	] as const) {
		assert.is(beginning(new FtpExchange(64), length, options), expected, `${length} ${JSON.stringify(options)}`);
	}
});

test("a firmware without the store gets the same upload by portions, unless the store was asked for", () => {
	const exchange = new FtpExchange(16);
	const outcome = put(exchange, FTP_EXTENDED_LEAST);
	exchange.check();
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=1\r", "\r\nERROR\r\n");
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=0\r", "\r\nERROR\r\n");
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,1,1000");
	exchange.upload("AT+FTPPUT=2,1000\r", "+FTPPUT:2,1000", TEXT.slice(0, 1000));
	assert.equal(outcome.progress, [1000]);

	const asked = new FtpExchange(16);
	const refused = put(asked, 100, { extended: true });
	asked.check();
	asked.target("/", "1K.txt");
	asked.row("AT+FTPEXTPUT=1\r", "\r\nERROR\r\n");
	asked.row("AT+FTPEXTPUT=0\r", "\r\nERROR\r\n");
	assert.equal(refused.done, ["unsupported 0 ftp"]);
});

test("operations wait for one another: the modem is never asked for a second session", () => {
	const exchange = new FtpExchange(16);
	const first = put(exchange, 100);
	const second = put(exchange, 100);
	exchange.openPut();
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload("AT+FTPPUT=2,100\r", "+FTPPUT:2,100", TEXT.slice(0, 100));
	exchange.expect("");
	finish(exchange);
	assert.equal([first.done, second.done], [["done"], []]);
	exchange.openPut();
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload("AT+FTPPUT=2,100\r", "+FTPPUT:2,100", TEXT.slice(0, 100));
	finish(exchange);
	assert.equal(second.done, ["done"]);
});

test("an upload that continues: what the server has behind the checkpoint is written anew", () => {
	for (const [offset, report, mode, begins] of [
		[undefined, "1,0,60", "APPE", 60],
		[60, "1,0,60", "APPE", 60],
		[60, "1,0,40", "APPE", 40],
		[60, "1,0,61", "STOR", 0],
		[60, "1,77,0", "STOR", 0],
	] as const) {
		const exchange = new FtpExchange(16);
		let begun = -1;
		const onWritable: FTPPutOptions["onWritable"] = function (count) {
			begun = this.offset;
			this.write(Buffer.from(TEXT.slice(begun, begun + count)));
		};
		const outcome = put(exchange, 100, { resume: true, onWritable, ...(offset === undefined ? {} : { offset }) });
		assert.is(outcome.put.checkpoint, offset ?? 0);
		exchange.check();
		exchange.source("/", "1K.txt");
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", report);
		exchange.target("/", "1K.txt", mode);
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		exchange.row("AT+FTPPUT=1\r", OK);
		exchange.report("+FTPPUT", "1,1,1280");
		exchange.upload(`AT+FTPPUT=2,${100 - begins}\r`, `+FTPPUT:2,${100 - begins}`, TEXT.slice(begins, 100));
		finish(exchange);
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", "1,0,100");
		assert.is(begun, begins);
		assert.is(outcome.put.checkpoint, 100);
		assert.equal(outcome.done, ["done"]);
	}
});

test("bad options are refused before anything is sent", () => {
	const exchange = new FtpExchange(64);
	const good = { ...ACCOUNT, path: "/1K.txt", length: 1, onWritable() {} };
	const bad: [string, object][] = [
		["name in path", { ...good, path: "/" }],
		["mode", { ...good, mode: "replace" }],
		["length", { ...good, length: -1 }],
		["length", { ...good, length: 300_001, extended: true }],
		["extended", { ...ACCOUNT, path: "/1K.txt", extended: true, onWritable() {} }],
		["offset", { ...good, offset: 1 }],
		["offset", { ...good, mode: "append", offset: "0;+CPOWD=1" }],
		["resume", { ...good, mode: "append", resume: true }],
		["resume", { ...good, resume: 1 }],
		["an upload", { ...ACCOUNT, path: "/1K.txt", length: 1 }],
	];
	for (const [name, options] of bad) {
		assert.throws(
			() => exchange.modem.ftp.put(options as FTPPutOptions),
			(error: Error & { code: string }) => error.code === "argument" && error.message.includes(name),
			name + JSON.stringify(options),
		);
	}
	exchange.expect("");
});

test.run();
