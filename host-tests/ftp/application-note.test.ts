/*
	Chapter 3 of the application note, row by row, in every cut and in both spacings. Rows that the driver never causes, and why:

	3.4  `+FTPPUT:1,72` behind FTPGET: a misprint for +FTPGET (behaviour 6.15).
	3.5  an empty name is refused by get() before anything is sent; a second session is never begun: what comes here is the modem's 66 for one that
	     somebody else has left.
	3.6  FTPGET=2 before `1,1`, FTPPUT=2 before `1,1,max` and behind `2,0`: the driver waits for the report. FTPGET=2 behind `1,0`: it asks once more.
	3.7  `FTPRESET` is FTPREST (behaviour 6.15).
	3.8  FTPDELE=1, FTPSIZE=1: the manuals print the bare form (behaviour 6.5).
	3.11 FTPGETNAME plays no part in a listing.
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CUTS } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

const FILE = { ...ACCOUNT, path: "/1K.txt" };

/** The table in every cut and both spacings. */
function table(name: string, play: (exchange: FtpExchange, done: string[]) => void): void {
	test(name, () => {
		for (const cut of CUTS) {
			for (const space of ["", " "]) {
				const done: string[] = [];
				const exchange = new FtpExchange(cut, space);
				play(exchange, done);
				exchange.expect("");
			}
		}
	});
}

/** Options of a download that reads everything into `body`. */
function reading(done: string[], body: { text: string }, options: object = {}): Parameters<FtpExchange["modem"]["ftp"]["get"]>[0] {
	return {
		...FILE,
		onReadable(count, start) {
			body.text += Buffer.from(this.memory.subarray(start, start + count)).toString("latin1");
			this.skip(count);
		},
		onDone: error => void done.push(endOf(error)),
		...options,
	};
}

const digits = (length: number): string => "0123456789".repeat(200).slice(0, length);

table("3.1: get", (exchange, done) => {
	const body = { text: "" };
	exchange.modem.ftp.get(reading(done, body, { burst: 1024 }));
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 1024, digits(50));
	exchange.chunk("+FTPGET", 1024, "");
	exchange.expect("");
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 1024, digits(1024));
	exchange.chunk("+FTPGET", 1024, "");
	exchange.report("+FTPGET", "1,0");
	assert.equal(done, ["done"]);
	assert.is(body.text, digits(50) + digits(1024));
});

table("3.2: put", (exchange, done) => {
	const progress: number[] = [];
	const put = exchange.modem.ftp.put({
		...FILE,
		onWritable() {
			if (this.checkpoint === 0) this.write(Buffer.from(digits(100)));
		},
		onProgress: count => void progress.push(count),
		onDone: error => void done.push(endOf(error)),
	});
	exchange.openPut();
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload("AT+FTPPUT=2,100\r", `+FTPPUT:${exchange.space}2,100`, digits(100));
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.expect("");
	assert.equal(progress, [100]);
	put.finish();
	exchange.row("AT+FTPPUT=2,0\r", OK);
	assert.equal(done, []);
	exchange.report("+FTPPUT", "1,0");
	assert.equal(done, ["done"]);
});

table("3.3: time-out before data", (exchange, done) => {
	exchange.modem.ftp.get(reading(done, { text: "" }));
	exchange.openGet();
	exchange.report("+FTPGET", "1,64");
	assert.equal(done, ["timeout 64 ftp"]);
});

table("3.3: time-out of an application that does not read", (exchange, done) => {
	const get = exchange.modem.ftp.get({ ...FILE, onReadable() {}, onDone: error => void done.push(endOf(error)) });
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 96, digits(96));
	for (let i = 0; i < 3; i++) exchange.report("+FTPGET", "1,1");
	exchange.expect("");
	exchange.report("+FTPGET", "1,64");
	// Nothing is lost: the rest comes when the application reads on.
	assert.equal(done, []);
	exchange.expect("");
	assert.is(get.readable, 96);
	get.skip(96);
	exchange.row("AT+FTPREST=96\r", OK);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(done, ["done"]);
	assert.is(get.checkpoint, 96);
	assert.is(exchange.modem.statistics.healed, 1);
});

table("3.4: wrong password", (exchange, done) => {
	exchange.modem.ftp.get(reading(done, { text: "" }));
	exchange.openGet();
	exchange.report("+FTPGET", "1,72");
	assert.equal(done, ["password 72 ftp"]);
});

table("3.5: a session that somebody else has left is ended", (exchange, done) => {
	exchange.modem.ftp.put({ ...FILE, length: 0, onDone: error => void done.push(endOf(error)) });
	exchange.openPut();
	exchange.report("+FTPPUT", "1,66");
	exchange.quit("+FTPPUT");
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.row("AT+FTPPUT=2,0\r", OK);
	exchange.report("+FTPPUT", "1,0");
	assert.equal(done, ["done"]);
});

table("3.6: reading behind the end", (exchange, done) => {
	const body = { text: "" };
	exchange.modem.ftp.get(reading(done, body, { burst: 1000 }));
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 1000, digits(50));
	exchange.expect("AT+FTPGET=2,1000\r");
	exchange.answer(`\r\n+FTPGET:${exchange.space}1,0\r\n\r\nERROR\r\n`);
	exchange.settle();
	assert.equal(done, ["done"]);
	assert.is(body.text, digits(50));
});

table("3.6: writing too early", (exchange, done) => {
	exchange.modem.ftp.put({
		...FILE,
		length: 100,
		onWritable() {
			if (this.writable === 100) this.write(Buffer.from(digits(100)));
		},
		onDone: error => void done.push(endOf(error)),
	});
	exchange.openPut();
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.row("AT+FTPPUT=2,100\r", "\r\nERROR\r\n");
	exchange.expect("");
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.upload("AT+FTPPUT=2,100\r", `+FTPPUT:${exchange.space}2,100`, digits(100));
	exchange.report("+FTPPUT", "1,1,1280");
	exchange.row("AT+FTPPUT=2,0\r", OK);
	exchange.report("+FTPPUT", "1,0");
	assert.equal(done, ["done"]);
});

table("3.7: break point", (exchange, done) => {
	const text = "wodeceshijieguo,zhgeshigeshia";
	const body = { text: "" };
	exchange.modem.ftp.get(reading(done, body, { offset: 20 }));
	exchange.openGet(20);
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 96, text.slice(20));
	exchange.chunk("+FTPGET", 96, "");
	exchange.report("+FTPGET", "1,0");
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(done, ["done"]);
	assert.is(body.text, "shigeshia");
});

table("3.8: delete", (exchange, done) => {
	exchange.modem.ftp.remove({ ...FILE, onDone: error => void done.push(endOf(error)) });
	exchange.check();
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPDELE\r", OK);
	exchange.report("+FTPDELE", "1,0");
	assert.equal(done, ["done"]);
});

table("3.9: size", (exchange, done) => {
	exchange.modem.ftp.size({ ...FILE, onDone: (error, size) => void done.push(endOf(error), String(size)) });
	exchange.check();
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPSIZE\r", OK);
	exchange.answer("\r\n+ FTPSIZE:1,0,1024\r\n");
	assert.equal(done, []);
	exchange.report("+FTPSIZE", "1,0,1024");
	assert.equal(done, ["done", "1024"]);
});

for (const [call, command] of [
	["makeDirectory", "+FTPMKD"],
	["removeDirectory", "+FTPRMD"],
] as const) {
	table(`3.10: ${call}`, (exchange, done) => {
		exchange.modem.ftp[call]({ ...ACCOUNT, path: "/test", onDone: error => void done.push(endOf(error)) });
		exchange.check();
		exchange.source("/test");
		exchange.row(`AT${command}\r`, OK);
		exchange.report(command, "1,0");
		assert.equal(done, ["done"]);
	});
}

table("3.11: list", (exchange, done) => {
	const text =
		"total 0\r\ndrw-rw-rw-   1 user     group           0 Oct 12 14:58 .\r\ndrw-rw-rw-   1 user     group           0 Oct 12 14:58 ..\r\n";
	const entries: string[] = [];
	exchange.modem.ftp.list({
		...ACCOUNT,
		path: "/",
		onEntry({ isDirectory, size, line, start, end }) {
			entries.push(`${isDirectory ? "d" : "-"} ${size} ${Buffer.from(line.subarray(start, end)).toString("latin1")}`);
		},
		onLine: (line, length) => void entries.push(Buffer.from(line.subarray(0, length)).toString("latin1")),
		onDone: error => void done.push(endOf(error)),
	});
	exchange.check();
	exchange.source("/");
	exchange.row("AT+FTPLIST=1\r", OK);
	exchange.report("+FTPLIST", "1,1");
	for (const part of [text.slice(0, 96), text.slice(96)]) {
		exchange.chunk("+FTPLIST", 96, part);
		exchange.runtime.advance(10);
	}
	exchange.chunk("+FTPLIST", 96, "");
	exchange.report("+FTPLIST", "1,0");
	assert.equal(entries, ["total 0", "d 0 .", "d 0 .."]);
	assert.equal(done, ["done"]);
});

table("3.12: extended put", (exchange, done) => {
	exchange.modem.ftp.putExtended({
		...FILE,
		length: 1024,
		onWritable() {
			this.write(Buffer.from(digits(1024)));
		},
		onDone: error => void done.push(endOf(error)),
	});
	exchange.check();
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=1\r", OK);
	exchange.upload("AT+FTPEXTPUT=2,0,1024,10177\r", `+FTPEXTPUT:${exchange.space}0,1024`, digits(1024));
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,0");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	assert.equal(done, ["done"]);
});

test.run();
