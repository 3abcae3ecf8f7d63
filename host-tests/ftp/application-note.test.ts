/*
	Chapter 3 of the application note by the driver, in every cut and in both spacings. In the end every row of every table has to have been said in one
	of these dialogues, or to have its reason (chapter-3.ts).
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CUTS } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";
import { CHAPTER_3, type Explained, type Row } from "./chapter-3.ts";

const FILE = { ...ACCOUNT, path: "/1K.txt" };

/** A line, and whether the driver has sent it. */
interface Said {
	readonly sent: boolean;
	readonly text: string;
}

/** Blanks are typography, passwords are stars. */
const plain = (text: string): string => text.replaceAll(" ", "").replace('"secret"', '"******"');

class Recorder extends FtpExchange {
	readonly said: Said[] = [];

	override expect(text: string): void {
		super.expect(text);
		this.record(true, text);
	}

	override answer(text: string): void {
		this.record(false, text);
		super.answer(text);
	}

	/** Not what starts the modem: `said` comes after that. */
	private record(sent: boolean, text: string): void {
		for (const line of text.split(/[\r\n]+/)) if (line) this.said?.push({ sent, text: plain(line) });
	}
}

/** What has been said, by table. */
const dialogues = new Map<string, Said[][]>();

/** A table in every cut and both spacings. */
function table(name: string, play: (exchange: FtpExchange, done: string[]) => void): void {
	test(name, () => {
		const number = name.slice(0, name.indexOf(":"));
		for (const cut of CUTS) {
			for (const space of ["", " "]) {
				const done: string[] = [];
				const exchange = new Recorder(cut, space);
				play(exchange, done);
				exchange.expect("");
				dialogues.set(number, [...(dialogues.get(number) ?? []), exchange.said]);
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
	exchange.check();
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
	exchange.beginAt(96);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,0");
	exchange.check();
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(done, ["done"]);
	assert.is(get.checkpoint, 96);
	assert.is(exchange.modem.statistics.healed, 1);
});

table("3.4: wrong password", (exchange, done) => {
	exchange.modem.ftp.get(reading(done, { text: "" }, { password: "3214567" }));
	exchange.openGet(0, "3214567");
	exchange.report("+FTPGET", "1,72");
	assert.equal(done, ["password 72 ftp"]);
});

table("3.5: 66 that comes all the same", (exchange, done) => {
	exchange.modem.ftp.get(reading(done, { text: "" }));
	exchange.openGet();
	exchange.report("+FTPGET", "1,66");
	exchange.quit("+FTPGET");
	exchange.source("/", "1K.txt");
	exchange.row("AT+FTPREST=0\r", OK);
	exchange.row("AT+FTPGET=1\r", OK);
	exchange.report("+FTPGET", "1,0");
	exchange.check();
	assert.equal(done, ["done"]);
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
	const get = exchange.modem.ftp.get({ ...FILE, burst: 1000, onReadable() {}, onDone: error => void done.push(endOf(error)) });
	exchange.openGet();
	exchange.report("+FTPGET", "1,1");
	exchange.chunk("+FTPGET", 1000, digits(50));
	exchange.report("+FTPGET", "1,0");
	get.skip(50);
	exchange.row("AT+FTPGET=2,1000\r", "\r\nERROR\r\n");
	assert.equal(done, ["done"]);
	assert.is(get.checkpoint, 50);
});

table("3.6: reading while the end is told", (exchange, done) => {
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
	for (const [offset, rest] of [
		[0, text],
		[20, "shigeshia"],
	] as const) {
		exchange.modem.ftp.get(reading(done, body, { offset, burst: 1024 }));
		exchange.openGet(offset);
		exchange.report("+FTPGET", "1,1");
		exchange.chunk("+FTPGET", 1024, text.slice(offset));
		exchange.chunk("+FTPGET", 1024, "");
		exchange.report("+FTPGET", "1,0");
		exchange.check();
		assert.is(body.text, rest);
		body.text = "";
	}
	exchange.row("AT+FTPREST=0\r", OK);
	assert.equal(done, ["done", "done"]);
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

table("3.10: make and remove a folder", (exchange, done) => {
	for (const [call, command] of [
		["makeDirectory", "+FTPMKD"],
		["removeDirectory", "+FTPRMD"],
	] as const) {
		exchange.modem.ftp[call]({ ...ACCOUNT, path: "/test", onDone: error => void done.push(endOf(error)) });
		exchange.check();
		exchange.source("/test");
		exchange.row(`AT${command}\r`, OK);
		exchange.report(command, "1,0");
	}
	assert.equal(done, ["done", "done"]);
});

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
	exchange.check();
	assert.equal(entries, ["total 0", "d 0 .", "d 0 .."]);
	assert.equal(done, ["done"]);
});

table("3.12: extended put", (exchange, done) => {
	exchange.modem.ftp.putExtended({
		...FILE,
		length: 1024,
		checkSize: false,
		onWritable() {
			this.write(Buffer.from(digits(1024)));
		},
		onDone: error => void done.push(endOf(error)),
	});
	exchange.check();
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=1\r", OK);
	exchange.upload("AT+FTPEXTPUT=2,0,1024,30178\r", `+FTPEXTPUT:${exchange.space}0,1024`, digits(1024));
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,0");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	assert.equal(done, ["done"]);
});

/** Where `said` goes on behind the row, looked for from `from` on; -1 where it is not there. The answer comes before the next command. */
function behind(said: readonly Said[], [send, ...expected]: Row, from: number): number {
	let at = from;
	if (send) at = said.findIndex(({ sent, text }, index) => index >= from && sent && text === plain(send)) + 1;
	if (send && at === 0) return -1;
	for (const line of expected) {
		while (at < said.length && (said[at]!.sent || said[at]!.text !== plain(line))) {
			if (send && said[at]!.sent && said[at]!.text.startsWith("AT")) return -1;
			at++;
		}
		if (at++ === said.length) return -1;
	}
	return at;
}

/** The first of the rows that the dialogue does not have in their order; undefined where it has all. */
function unsaid(said: readonly Said[], rows: readonly Row[]): Row | undefined {
	let at = 0;
	return rows.find(row => (at = behind(said, row, at)) < 0);
}

/** The rows that have to be there. */
function dueOf(rows: readonly (Row | Explained)[]): Row[] {
	return rows.flatMap(row => ("why" in row ? (row.instead ? [row.instead] : []) : [row]));
}

for (const [number, sessions] of Object.entries(CHAPTER_3)) {
	test(`${number}: every row has been said above, or has its reason`, () => {
		for (const rows of sessions) {
			const missing = dialogues.get(number)!.map(said => unsaid(said, dueOf(rows)));
			assert.ok(missing.includes(undefined), missing[0]?.join(" | ") ?? "");
		}
	});
}

test.run();
