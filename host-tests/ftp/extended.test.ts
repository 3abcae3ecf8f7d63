/* Uploads by way of the modem's own store: one data phase, its position and length echoed, the length of the file compared at the end. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FTP_EXTENDED_LEAST } from "../../src/at/limits.js";
import type { FTPPutOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { FtpBench } from "../support/ftp-bench.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

const TEXT = "0123456789".repeat(1000);

interface Outcome {
	done: string[];
	progress: number[];
	close(): void;
}

/** An upload of the first `length` bytes of TEXT, of which the application writes no more than `most`. */
function put(exchange: FtpExchange, length: number, options: Partial<FTPPutOptions> = {}, most = length): Outcome {
	const outcome = { done: [] as string[], progress: [] as number[] };
	let at = 0;
	const upload = exchange.modem.ftp.put({
		...ACCOUNT,
		path: "/1K.txt",
		length,
		extended: true,
		onWritable(count) {
			const end = Math.min(at + count, most);
			this.write(Buffer.from(TEXT.slice(at, end)));
			at = end;
		},
		onProgress: done => void outcome.progress.push(done),
		onDone: error => void outcome.done.push(endOf(error)),
		...options,
	});
	return Object.assign(outcome, { close: () => upload.close() });
}

/** Up to the command that opens the data phase. */
function extend(exchange: FtpExchange, mode = "STOR"): void {
	exchange.check();
	exchange.target("/", "1K.txt", mode);
	exchange.row("AT+FTPEXTPUT=1\r", OK);
}

/** From the whole body in the store to the server's confirmation. */
function send(exchange: FtpExchange): void {
	exchange.answer(OK);
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,0");
}

/** The session that asks for the length of the file. */
function size(exchange: FtpExchange, ...reports: string[]): void {
	exchange.source("/", "1K.txt");
	for (const report of reports) {
		exchange.row("AT+FTPSIZE\r", OK);
		exchange.report("+FTPSIZE", report);
	}
}

const LOAD = "AT+FTPEXTPUT=2,0,3000,30522\r";
const PROMPT = "\r\n+FTPEXTPUT:0,3000\r\n";

/** The data phase, with the whole body. */
function load(exchange: FtpExchange): void {
	exchange.row(LOAD, PROMPT);
	let sent = "";
	for (let i = 0; i < 4; i++) {
		for (let room = 0; room < 10; room++) exchange.port.writable(128);
		sent += exchange.port.takeText();
	}
	assert.is(sent, TEXT.slice(0, 3000));
}

test("the whole body goes in one data phase, larger than the chunk", () => {
	for (const space of ["", " "]) {
		const exchange = new FtpExchange(16, space);
		const outcome = put(exchange, 3000);
		extend(exchange);
		load(exchange);
		send(exchange);
		size(exchange, "1,0,3000");
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		assert.equal(outcome.done, ["done"]);
		assert.equal(outcome.progress, [1152, 2304, 3000]);
	}
});

test("where position or length come back wrong, nothing is sent", () => {
	for (const prompt of ["+FTPEXTPUT:3,3000", "+FTPEXTPUT:0,300", "+FTPEXTPUT:0", "+FTPEXTPUT:,3000"]) {
		const exchange = new FtpExchange(16);
		put(exchange, 3000);
		extend(exchange);
		exchange.row(LOAD, `\r\n${prompt}\r\n`);
		exchange.expect("");
	}
});

for (const [reports, end] of [
	[["1,0,3000"], "done"],
	// One number alone is not believed.
	[["1,0,300", "1,0,3000"], "done"],
	[["1,0,2999", "1,0,2999"], "incomplete 0 ftp"],
	[["1,0,", "1,0,"], "incomplete 0 ftp"],
	// A server, or a network, that does not tell it: the file is confirmed all the same.
	[["1,77,0"], "done"],
	[["1,61"], "done"],
] as const) {
	test(`the length of the file, told as ${reports.join(" and ")}: ${end}`, () => {
		const exchange = new FtpExchange(16);
		const outcome = put(exchange, 3000);
		extend(exchange);
		load(exchange);
		send(exchange);
		size(exchange, ...reports);
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		assert.equal(outcome.done, [end]);
	});
}

test("the length is not asked for where that is switched off, or nobody knows what it should be", () => {
	for (const options of [{ checkSize: false }, { mode: "append" }, { mode: "unique" }] as const) {
		const exchange = new FtpExchange(16);
		const outcome = put(exchange, 3000, options);
		extend(exchange, "mode" in options ? (options.mode === "append" ? "APPE" : "STOU") : "STOR");
		load(exchange);
		send(exchange);
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		assert.equal(outcome.done, ["done"]);
	}
});

test("appended, the length is that of both parts", () => {
	const exchange = new FtpExchange(16);
	const outcome = put(exchange, 3000, { mode: "append", offset: 5 });
	extend(exchange, "APPE");
	load(exchange);
	send(exchange);
	size(exchange, "1,0,3005");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	assert.equal(outcome.done, ["done"]);
});

test("a firmware without FTPSIZE is asked once", () => {
	const exchange = new FtpExchange(16);
	for (const asks of [true, false]) {
		const outcome = put(exchange, 3000);
		extend(exchange);
		load(exchange);
		send(exchange);
		if (asks) {
			exchange.source("/", "1K.txt");
			exchange.row("AT+FTPSIZE\r", "\r\nERROR\r\n");
		}
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		assert.equal(outcome.done, ["done"]);
	}
});

test("an application that stops writing: the rest is zeros, the store is dropped, and nothing is sent to the server", () => {
	for (const [most, closes] of [
		[0, false],
		[1000, false],
		[1000, true],
	] as const) {
		const exchange = new FtpExchange(16);
		const outcome = put(exchange, 3000, {}, most);
		extend(exchange);
		exchange.row(LOAD, PROMPT);
		exchange.expect(TEXT.slice(0, most));
		if (closes) outcome.close();
		else exchange.runtime.advance(11_000);
		let zeros = "";
		for (let i = 0; i < 4; i++) {
			for (let room = 0; room < 10; room++) exchange.port.writable(128);
			zeros += exchange.port.takeText();
		}
		assert.is(zeros, "\0".repeat(3000 - most));
		exchange.answer(OK);
		exchange.row("AT+FTPEXTPUT=0\r", OK);
		assert.equal(outcome.done, [closes ? "cancelled 0 ftp" : "underrun 0 ftp"]);
		exchange.expect("");
	}
});

test("RDY in the data phase: nothing more is sent", () => {
	const exchange = new FtpExchange(16);
	const outcome = put(exchange, 3000);
	extend(exchange);
	exchange.row(LOAD, PROMPT);
	exchange.port.writable(128);
	exchange.port.takeText();
	exchange.answer("\r\nRDY\r\n");
	assert.equal(outcome.done, ["reset 0 ftp"]);
	for (let room = 0; room < 10; room++) exchange.port.writable(128);
	assert.not.match(exchange.port.takeText(), "0123");
});

test("a store that refuses the body: the same upload goes by portions, unless the store was asked for", () => {
	const exchange = new FtpExchange(16);
	const outcome = put(exchange, FTP_EXTENDED_LEAST, { extended: undefined } as object);
	extend(exchange);
	exchange.row("AT+FTPEXTPUT=2,0,8192,31424\r", "\r\nERROR\r\n");
	exchange.target("/", "1K.txt");
	exchange.row("AT+FTPEXTPUT=0\r", OK);
	exchange.row("AT+FTPPUT=1\r", OK);
	exchange.report("+FTPPUT", "1,1,1000");
	exchange.upload("AT+FTPPUT=2,1000\r", "+FTPPUT:2,1000", TEXT.slice(0, 1000));
	assert.equal(outcome.progress, [1000]);
});

test("300,000 bytes are loaded at line rate, by one command", async () => {
	const file = nastyFile(300_000);
	const bench = new FtpBench({}, {}, file);
	await bench.run(() => bench.ready > 0);
	const operation = bench.start("put", { path: "/large" });
	assert.is(await bench.end(operation), "done");
	assert.equal(Buffer.from(bench.server.files.get("/large")!), Buffer.from(file));
	const { entries } = bench.simulator.transcript;
	const loads = entries.filter(({ text }) => text.startsWith("AT+FTPEXTPUT=2,"));
	assert.equal(
		loads.map(({ text }) => text),
		["AT+FTPEXTPUT=2,0,300000,82084"],
	);
	const begin = entries.findIndex(({ text }) => text === "+FTPEXTPUT:0,300000");
	const end = entries.findIndex(({ text }, index) => index > begin && text === "OK");
	const wire = (300_000 * 10_000) / 115_200;
	const ratio = (entries[end]!.time - entries[begin]!.time) / wire;
	assert.ok(ratio < 1.01, `${ratio}`);
});

test("what takes longer on the wire than the modem waits goes by portions, and is refused where the store was asked for", async () => {
	const file = nastyFile(300_000);
	const bench = new FtpBench({}, {}, file);
	bench.remake({ serial: { io: bench.io.Serial, port: 2, transmit: 17, receive: 16, baud: 2400 } } as object);
	await bench.run(() => bench.ready > 0);
	assert.throws(
		() => bench.start("put", { extended: true }),
		/^length takes longer at 2400 baud than the modem waits: raise the baud rate$/,
	);
	const commandsOf = async (length: number): Promise<string[]> => {
		const operation = bench.start("put", { length });
		const { entries } = bench.simulator.transcript;
		const begin = entries.length;
		const find = (): string[] => entries.slice(begin).flatMap(({ text }) => text.match(/^AT\+FTP(?:EXT)?PUT=2,.*/) ?? []);
		await bench.run(() => find().length > 0);
		operation.close();
		await bench.end(operation);
		return find();
	};
	assert.equal(await commandsOf(200_000), ["AT+FTPEXTPUT=2,0,200000,1000000"]);
	assert.match((await commandsOf(300_000))[0]!, /^AT\+FTPPUT=2,/);
});

test.run();
