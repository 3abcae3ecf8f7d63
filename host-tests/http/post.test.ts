import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HTTPRequestOptions, ModemOptions } from "../../src/index.js";
import { encodeRequest } from "../../src/http/options.js";
import { CUTS, Exchange } from "../support/exchange.ts";
import { ManualRuntime } from "../support/manual-runtime.ts";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const URL = "www.sim.com";
const BODY = Array.from({ length: 100 }, (_, i) => String.fromCharCode((i * 37) & 255)).join("");

/** From `request()` up to the commands that differ. */
function configure(exchange: Exchange): void {
	exchange.row("AT+HTTPTERM\r", ERROR);
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
}

interface Outcome {
	body: string;
	headers: number[];
	done: string[];
	offers: number[];
}

function request(exchange: Exchange, options: Partial<HTTPRequestOptions>): Outcome {
	const outcome: Outcome = { body: "", headers: [], done: [], offers: [] };
	const buffer = new Uint8Array(50);
	exchange.modem.http.request({
		url: URL,
		onHeaders(status, length) {
			outcome.headers.push(status, length);
		},
		onReadable() {
			for (let count; (count = this.read(buffer));) outcome.body += String.fromCharCode(...buffer.subarray(0, count));
		},
		onDone(error) {
			outcome.done.push(error ? `${error.code} ${error.status}` : "done");
		},
		...options,
	});
	return outcome;
}

/** Writes BODY in portions of `size` bytes. */
function writer(outcome: () => Outcome, size: number): Partial<HTTPRequestOptions> {
	let at = 0;
	return {
		method: "POST",
		length: BODY.length,
		onWritable(count) {
			outcome().offers.push(count);
			for (let room = count; room > 0 && at < BODY.length; room -= size) {
				const portion = Uint8Array.from(BODY.slice(at, at + Math.min(size, room)), c => c.charCodeAt(0));
				this.write(portion);
				at += portion.length;
			}
		},
	};
}

test("table 2.2: a POST of 100 bytes", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut);
		exchange.start();
		const outcome: Outcome = request(
			exchange,
			writer(() => outcome, 30),
		);
		configure(exchange);
		exchange.row("AT+HTTPDATA=100,30018\r", "\r\nDOWNLOAD\r\n");
		exchange.row(BODY, OK);
		exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,200,0\r\n");
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome, { body: "", headers: [200, 0], done: ["done"], offers: [100] });
	}
});

test("the response of a POST is read like that of a GET", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome: Outcome = request(
		exchange,
		writer(() => outcome, 100),
	);
	configure(exchange);
	exchange.row("AT+HTTPDATA=100,30018\r", "\r\nDOWNLOAD\r\n");
	exchange.row(BODY, OK);
	exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,201,5\r\n");
	exchange.row("AT+HTTPREAD=0,5\r", "\r\n+HTTPREAD:5\r\nhello\r\nOK\r\n");
	exchange.checkEnd(5);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.is(outcome.body, "hello");
	assert.equal(outcome.headers, [201, 5]);
});

test("a POST without a body opens no data phase", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome = request(exchange, { method: "POST", length: 0 });
	configure(exchange);
	exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,204,0\r\n");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
});

test("table 2.3: a HEAD, which has no body", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut);
		exchange.start();
		const outcome = request(exchange, { method: "HEAD" });
		configure(exchange);
		exchange.row("AT+HTTPACTION=2\r", "\r\nOK\r\n\r\n+HTTPACTION:2,200,0\r\n");
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome, { body: "", headers: [200, 0], done: ["done"], offers: [] });
	}
});

// Application note 2.4 to 2.6, and what V1.05 and V1.11 add: the option and the line it becomes.
const OPTIONS: [string, Partial<HTTPRequestOptions>, string[]][] = [
	["2.4: a proxy", { proxy: { host: "10.0.0.172", port: 80 } }, ['AT+HTTPPARA="PROIP","10.0.0.172"\r', 'AT+HTTPPARA="PROPORT",80\r']],
	["2.5: redirection", { redirect: true }, ['AT+HTTPPARA="REDIR",1\r']],
	["redirection that is refused", { redirect: false }, ['AT+HTTPPARA="REDIR",0\r']],
	["a user agent", { userAgent: "me/1.0 (x; y)" }, ['AT+HTTPPARA="UA","me/1.0 (x; y)"\r']],
	["a time", { timeout: 300 }, ['AT+HTTPPARA="TIMEOUT",300\r']],
	["2.6: a break point", { offset: 2000, total: 2002 }, ['AT+HTTPPARA="BREAK",2000\r']],
	["a range", { offset: 100, length: 2, total: 102 }, ['AT+HTTPPARA="BREAK",100\r', 'AT+HTTPPARA="BREAKEND",101\r']],
	["a header", { headers: [["Accept", "text/plain"]] }, ['AT+HTTPPARA="USERDATA","Accept: text/plain"\r']],
	[
		"several headers",
		{
			headers: [
				["A", "b|c"],
				["D", ""],
			],
		},
		['AT+HTTPPARA="USERDATA","A: b|c~D: ","~"\r'],
	],
];

for (const [what, options, lines] of OPTIONS) {
	test(`${what} becomes ${lines.join(" and ").replaceAll("\r", "")}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = request(exchange, options);
		configure(exchange);
		for (const line of lines) exchange.row(line, OK);
		exchange.row("AT+HTTPACTION=0\r", "\r\nOK\r\n\r\n+HTTPACTION:0,200,2\r\n");
		exchange.row("AT+HTTPREAD=0,2\r", "\r\n+HTTPREAD:2\r\nok\r\nOK\r\n");
		exchange.checkEnd(2);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.is(outcome.body, "ok");
		assert.equal(outcome.done, ["done"]);
	});
}

// What a server may make of a range (application note 2.6; docs/behaviour.md 5.2).
const RANGES: [string, Partial<HTTPRequestOptions>, string, string][] = [
	["206", { offset: 10 }, "206,2", "done"],
	["200 with the right length", { offset: 10, total: 12 }, "200,2", "done"],
	["200 with the whole file", { offset: 10, total: 12 }, "200,12", "rangeIgnored 200"],
	["200 and nothing known", { offset: 10 }, "200,2", "rangeIgnored 200"],
	["404", { offset: 10 }, "404,2", "done"],
];
for (const [what, options, answer, end] of RANGES) {
	test(`a range answered by ${what} ends with ${end}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = request(exchange, options);
		configure(exchange);
		exchange.row('AT+HTTPPARA="BREAK",10\r', OK);
		exchange.row("AT+HTTPACTION=0\r", `\r\nOK\r\n\r\n+HTTPACTION:0,${answer}\r\n`);
		if (end === "done") {
			exchange.row("AT+HTTPREAD=0,2\r", "\r\n+HTTPREAD:2\r\nok\r\nOK\r\n");
			exchange.checkEnd(2);
		}
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, [end]);
		assert.is(outcome.body, end === "done" ? "ok" : "");
	});
}

for (const [options, line] of [
	[{ timeout: 300 }, 'AT+HTTPPARA="TIMEOUT",300\r'],
	[{ headers: [["A", "1"]] }, 'AT+HTTPPARA="USERDATA","A: 1"\r'],
	[
		{
			headers: [
				["A", "1"],
				["B", "2"],
			],
		},
		'AT+HTTPPARA="USERDATA","A: 1|B: 2","|"\r',
	],
] as [object, string][]) {
	for (const [answer, status] of [
		["ERROR", 0],
		["+CME ERROR: 3", 3],
	] as const) {
		test(`${JSON.stringify(options)} refused by ${answer} is unsupported`, () => {
			const exchange = new Exchange(16);
			exchange.start();
			const outcome = request(exchange, options);
			configure(exchange);
			exchange.row(line, `\r\n${answer}\r\n`);
			exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(outcome.done, [`unsupported ${status}`]);
		});
	}
}

/** A DCD line in the hand of the test. */
function dcdOptions(): { level: { value: number }; options: Partial<ModemOptions> } {
	const level = { value: 1 };
	const io = class {
		read(): number {
			return level.value;
		}
		write(): void {}
		close(): void {}
	};
	return { level, options: { dcd: { io, pin: 34 } } as unknown as Partial<ModemOptions> };
}

/** A POST of 100 bytes up to its body, on such a line. */
/** A POST of BODY, up to the command for it. */
function post(options: Partial<ModemOptions> = {}): { exchange: Exchange; outcome: Outcome } {
	const exchange = new Exchange(16, options);
	exchange.start();
	const outcome: Outcome = request(
		exchange,
		writer(() => outcome, 100),
	);
	configure(exchange);
	return { exchange, outcome };
}

function postWithDCD(): { level: { value: number }; exchange: Exchange; outcome: Outcome } {
	const { level, options } = dcdOptions();
	return { level, ...post(options) };
}

test("DCD opens the data phase: nothing is sent before it falls", () => {
	const { level, exchange, outcome } = postWithDCD();
	exchange.row("AT+HTTPDATA=100,30018\r", "\r\nDOWNLOAD\r\n");
	exchange.expect("");
	exchange.runtime.advance(40);
	exchange.expect("");
	level.value = 0;
	exchange.runtime.advance(10);
	exchange.expect(BODY);
	level.value = 1;
	exchange.answer(OK);
	exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,200,0\r\n");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
	assert.is(exchange.modem.statistics.dcdUnreliable, 0);
});

test("a prompt after text of others is the modem's if DCD says so", () => {
	const { level, exchange, outcome } = postWithDCD();
	exchange.expect("AT+HTTPDATA=100,30018\r");
	exchange.answer('\r\n+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\n');
	level.value = 0;
	exchange.answer("\r\nDOWNLOAD\r\n");
	exchange.expect(BODY);
	level.value = 1;
	exchange.answer(OK);
	exchange.settle();
	exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,200,0\r\n");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
});

test("a prompt after text of others gets zeros where no DCD tells whose it is, and the request ends", () => {
	const { exchange, outcome } = post();
	exchange.expect("AT+HTTPDATA=100,30018\r");
	exchange.answer('\r\n+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\n');
	exchange.answer("\r\nDOWNLOAD\r\n");
	exchange.expect("\0".repeat(100));
	exchange.answer(OK);
	exchange.settle();
	exchange.row("AT+HTTPDATA=0\r", OK);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["protocol 0"]);
});

test("DCD that does not fall is given up after 100 ms: the text counts", () => {
	const { options } = dcdOptions();
	const exchange = new Exchange(16, options);
	exchange.start();
	for (let turn = 0; turn < 2; turn++) {
		const outcome: Outcome = request(
			exchange,
			writer(() => outcome, 100),
		);
		configure(exchange);
		exchange.row("AT+HTTPDATA=100,30018\r", "\r\nDOWNLOAD\r\n");
		if (turn === 0) exchange.runtime.advance(110);
		exchange.row(BODY, OK);
		exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,200,0\r\n");
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["done"]);
		assert.is(exchange.modem.statistics.dcdUnreliable, 1);
	}
});

test("DCD that rises too early stops the upload at once: what follows would be executed", () => {
	const { level, options } = dcdOptions();
	const exchange = new Exchange(16, options);
	exchange.start();
	const body = "\rAT+CPOWD=1\r".repeat(60);
	let wrote = false;
	const outcome = request(exchange, {
		method: "POST",
		length: body.length,
		onWritable() {
			if (!wrote) this.write(Uint8Array.from(body, c => c.charCodeAt(0)));
			wrote = true;
		},
	});
	configure(exchange);
	level.value = 0;
	exchange.expect(`AT+HTTPDATA=${body.length},${Math.ceil((body.length * 10_000) / 115_200) * 2 + 30_000}\r`);
	exchange.port.space = 128;
	exchange.answer("\r\nDOWNLOAD\r\n");
	const first = exchange.port.takeText();
	assert.ok(first.length <= 128 && body.startsWith(first), "no more than one FIFO");
	exchange.port.space = Number.POSITIVE_INFINITY;
	level.value = 1;
	exchange.expect("");
	exchange.runtime.advance(100);
	exchange.expect("AT+CMEE?\r");
	exchange.answer("\r\n+CMEE: 1\r\n\r\nOK\r\n");
	exchange.runtime.advance(100);
	exchange.row("AT+HTTPDATA=0\r", OK);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["protocol 0"]);
});

test("RDY in the data phase stops the upload at once", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome = request(exchange, { method: "POST", length: 1000, onWritable() {} });
	configure(exchange);
	exchange.row("AT+HTTPDATA=1000,30174\r", "\r\nDOWNLOAD\r\n");
	exchange.answer("\r\nRDY\r\n");
	assert.equal(outcome.done, ["reset 0"]);
	// Noise to a modem that has restarted; one that has not waits for it, and would take every command for payload.
	exchange.expect("\0".repeat(1000));
	exchange.runtime.advance(100);
	exchange.start();
});

test("an application that stops writing ends with underrun; the rest is padded, the body deleted, and no action started", () => {
	const exchange = new Exchange(16);
	exchange.start();
	let writes = 0;
	const outcome = request(exchange, {
		method: "POST",
		length: 3000,
		onWritable() {
			if (writes++ === 0) this.write(new Uint8Array(10).fill(65));
		},
	});
	configure(exchange);
	exchange.row("AT+HTTPDATA=3000,30522\r", "\r\nDOWNLOAD\r\n");
	exchange.expect("A".repeat(10));
	exchange.runtime.advance(11_000);
	let padded = "";
	for (let i = 0; i < 60; i++) {
		exchange.port.writable(128);
		padded += exchange.port.takeText();
	}
	assert.is(padded, "\0".repeat(2990));
	exchange.answer(OK);
	exchange.row("AT+HTTPDATA=0\r", OK);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["underrun 0"]);
});

test("close() in the data phase pads it, and the next request works", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const done: (string | undefined)[] = [];
	const post = exchange.modem.http.request({
		url: URL,
		method: "POST",
		length: 200,
		onWritable() {},
		onDone: error => done.push(error?.code),
	});
	configure(exchange);
	exchange.row("AT+HTTPDATA=200,30036\r", "\r\nDOWNLOAD\r\n");
	post.close();
	post.close();
	exchange.row("\0".repeat(200), OK);
	exchange.row("AT+HTTPDATA=0\r", OK);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(done, ["cancelled"]);
	const outcome = request(exchange, {});
	configure(exchange);
	exchange.row("AT+HTTPACTION=0\r", "\r\nOK\r\n\r\n+HTTPACTION:0,200,0\r\n");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
});

test("a lost prompt is survived: the modem is given what it may be waiting for", () => {
	const { exchange, outcome } = post();
	exchange.expect("AT+HTTPDATA=100,30018\r");
	exchange.runtime.advance(5010);
	exchange.expect("\0".repeat(100));
	exchange.answer(OK);
	exchange.runtime.advance(100);
	exchange.row("AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n");
	exchange.runtime.advance(100);
	exchange.row("AT+HTTPDATA=0\r", OK);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["timeout 0"]);
});

test("more bytes than fit are refused by write(), and lose nothing", () => {
	const exchange = new Exchange(16, { burst: 64 });
	exchange.start();
	let refused = "";
	const outcome = request(exchange, {
		method: "POST",
		length: 100,
		onWritable(count) {
			try {
				this.write(new Uint8Array(count + 1));
			} catch (error) {
				refused = (error as { code: string }).code;
			}
			this.write(new Uint8Array(count).fill(66));
		},
	});
	configure(exchange);
	exchange.row("AT+HTTPDATA=100,30018\r", "\r\nDOWNLOAD\r\n");
	exchange.expect("B".repeat(100));
	exchange.answer(OK);
	exchange.row("AT+HTTPACTION=1\r", "\r\nOK\r\n\r\n+HTTPACTION:1,200,0\r\n");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.is(refused, "argument");
	assert.equal(outcome.done, ["done"]);
});

test("bad bodies, ranges, headers and proxies are refused before anything is sent", () => {
	const exchange = new Exchange(64);
	exchange.start();
	const bad: [string, object][] = [
		["length", { method: "POST", length: 318_977, onWritable() {} }],
		["length", { method: "POST", length: "5", onWritable() {} }],
		["length", { method: "POST", length: -1, onWritable() {} }],
		["a body", { method: "POST", length: 5 }],
		["length", { length: 0 }],
		["length", { length: "0;+CPOWD=1" }],
		["offset", { offset: -1 }],
		["offset", { offset: "0;+CPOWD=1" }],
		["offset", { offset: 1.5 }],
		["total", { offset: 10, total: 9 }],
		["offset", { method: "HEAD", offset: 5 }],
		["contentType", { contentType: "text/plain" }],
		["contentType", { method: "POST", length: 0, contentType: 'text/"plain' }],
		["timeout", { timeout: 29 }],
		["timeout", { timeout: 1001 }],
		["redirect", { redirect: 1 }],
		["proxy", { proxy: "10.0.0.1:80" }],
		["proxy.host", { proxy: { host: '"', port: 80 } }],
		["proxy.port", { proxy: { host: "a", port: 0 } }],
		["headers", { headers: "A: b" }],
		["headers", { headers: ["A: b"] }],
		["header name", { headers: [["", "b"]] }],
		["a header name", { headers: [["A:", "b"]] }],
		["header value", { headers: [["A", "b\r\nC: d"]] }],
		["header value", { headers: [["A", '"']] }],
		["headers", { headers: [["A", "|~^`\\"]] }],
		["headers", { headers: [["A", "b".repeat(449)]] }],
	];
	for (const [name, options] of bad) {
		assert.throws(
			() => exchange.modem.http.request({ url: URL, ...options } as HTTPRequestOptions),
			(error: Error & { code: string }) => error.code === "argument" && error.message.startsWith(name),
			`${name} ${JSON.stringify(options)}`,
		);
	}
	exchange.expect("");
});

test("a body that the modem does not wait for at this baud rate is refused", () => {
	const options = { url: URL, method: "POST", length: 100_000 } as const;
	const runtime = new ManualRuntime();
	assert.throws(() => encodeRequest(runtime, 1, 9600, options), /raise the baud rate/);
	assert.ok(encodeRequest(runtime, 1, 19_200, options));
	assert.ok(encodeRequest(runtime, 1, 115_200, { ...options, length: 318_976 }));
});

test.run();
