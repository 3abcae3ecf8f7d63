import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HTTPRequestOptions } from "../../src/index.js";
import { Exchange } from "../support/exchange.ts";

const OK = "\r\nOK\r\n";
const URL = "www.sim.com";
const WINDOW = 98_304;
const FILE = Array.from({ length: WINDOW + 500 }, (_, i) => String.fromCharCode((i * 31 + (i >> 8)) & 255)).join("");

interface Outcome {
	body: string;
	headers: number[];
	done: string[];
}

function get(exchange: Exchange, options: Partial<HTTPRequestOptions> = {}): Outcome {
	const outcome: Outcome = { body: "", headers: [], done: [] };
	const buffer = new Uint8Array(8192);
	exchange.modem.http.request({
		url: URL,
		onHeaders(status, length) {
			outcome.headers.push(status, length);
		},
		onReadable() {
			for (let count; (count = this.read(buffer));) outcome.body += Buffer.from(buffer.subarray(0, count)).toString("latin1");
		},
		onDone(error) {
			outcome.done.push(error ? `${error.code} ${error.status}` : "done");
		},
		...options,
	});
	return outcome;
}

/** One window: its range, its report, and its bytes read to the end. */
function window(exchange: Exchange, first: number, report: string, bytes: string, { close = OK, whole = true } = {}): void {
	exchange.row("AT+HTTPTERM\r", close);
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row(`AT+HTTPPARA="BREAK",${first}\r`, OK);
	exchange.row(`AT+HTTPPARA="BREAKEND",${first + (first === 0 ? 0 : 64) + WINDOW - 1}\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", `\r\nOK\r\n\r\n+HTTPACTION:0,${report}\r\n`);
	for (let at = 0; at < bytes.length; at += 8192) {
		const part = bytes.slice(at, at + 8192);
		exchange.row(`AT+HTTPREAD=${at},${part.length}\r`, `\r\n+HTTPREAD:${part.length}\r\n${part}\r\nOK\r\n`);
	}
	if (whole && bytes !== "") exchange.checkEnd(bytes.length);
}

function start(options: Partial<HTTPRequestOptions> = {}): { exchange: Exchange; outcome: Outcome } {
	const exchange = new Exchange(1024, { burst: 8192 });
	exchange.start();
	const outcome = get(exchange, options);
	exchange.open(URL, "+HTTPACTION:0,602,0");
	return { exchange, outcome };
}

test("a response that does not fit is read in windows that overlap by 64 bytes", () => {
	const { exchange, outcome } = start();
	window(exchange, 0, `206,${WINDOW}`, FILE.slice(0, WINDOW));
	window(exchange, WINDOW - 64, "206,564", FILE.slice(WINDOW - 64));
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
	assert.equal(outcome.headers, [206, -1]);
	assert.ok(outcome.body === FILE);
});

test("a file that ends with a window ends with a window that brings nothing new, or with 416", () => {
	for (const [report, bytes] of [
		["206,64", FILE.slice(WINDOW - 64, WINDOW)],
		["416,0", ""],
		["416,9", ""],
	] as const) {
		const { exchange, outcome } = start();
		window(exchange, 0, `206,${WINDOW}`, FILE.slice(0, WINDOW));
		window(exchange, WINDOW - 64, report, bytes);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["done"], report);
		assert.ok(outcome.body === FILE.slice(0, WINDOW));
	}
});

test("a file that has changed between two windows ends the request", () => {
	const { exchange, outcome } = start();
	window(exchange, 0, `206,${WINDOW}`, FILE.slice(0, WINDOW));
	window(exchange, WINDOW - 64, "206,564", FILE.slice(WINDOW - 63) + "x", { whole: false });
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["rangeIgnored 0"]);
	assert.is(outcome.body.length, WINDOW);
});

test("a server that ignores ranges cannot bring what does not fit", () => {
	const { exchange, outcome } = start();
	window(exchange, 0, "602,0", "");
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["noMemory 602"]);
});

// What an M32, an M64 and a SIM800 hold (V1.11 and the SIM800's manual V1.09, HTTPDATA).
for (const capacity of [102_400, 318_976, 319_488]) {
	test(`a response of exactly ${capacity} bytes may have been cut: the rest is asked for`, () => {
		const exchange = new Exchange(1024, { burst: 8192 });
		exchange.start();
		const outcome = get(exchange);
		const first = "a".repeat(capacity);
		exchange.open(URL, `+HTTPACTION:0,200,${capacity}`);
		read(exchange, first);
		window(exchange, capacity - 64, "206,74", "a".repeat(64) + "0123456789");
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["done"]);
		assert.equal(outcome.headers, [200, -1]);
		assert.ok(outcome.body === first + "0123456789");
	});
}

/** The rest of a request that goes straight to its first window. */
function read(exchange: Exchange, bytes: string): void {
	for (let at = 0; at < bytes.length; at += 8192) {
		const part = bytes.slice(at, at + 8192);
		exchange.row(`AT+HTTPREAD=${at},${part.length}\r`, `\r\n+HTTPREAD:${part.length}\r\n${part}\r\nOK\r\n`);
	}
	exchange.checkEnd(bytes.length);
}

function open(exchange: Exchange, first: number, last: number, report: string): void {
	exchange.row("AT+HTTPTERM\r", OK);
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row(`AT+HTTPPARA="BREAK",${first}\r`, OK);
	exchange.row(`AT+HTTPPARA="BREAKEND",${last}\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", `\r\nOK\r\n\r\n+HTTPACTION:0,${report}\r\n`);
}

test("a length that fits no modem is read in windows from the start, and no byte more is asked for", () => {
	const exchange = new Exchange(1024, { burst: 8192 });
	exchange.start();
	const length = 4 * WINDOW;
	const body = Array.from({ length }, (_, i) => String.fromCharCode((i * 7 + (i >> 8)) & 255)).join("");
	const outcome = get(exchange, { offset: 10, length });
	for (let at = 0; at < length; at += WINDOW) {
		const base = at === 0 ? 0 : at - 64;
		open(exchange, 10 + base, 10 + at + WINDOW - 1, `206,${at + WINDOW - base}`);
		read(exchange, body.slice(base, at + WINDOW));
	}
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
	assert.ok(outcome.body === body);
});

test("a length that does not fit this modem is read in windows, the last of them as short as it has to be", () => {
	const exchange = new Exchange(1024, { burst: 8192 });
	exchange.start();
	const length = WINDOW + 200;
	const outcome = get(exchange, { length });
	open(exchange, 0, length - 1, "602,0");
	open(exchange, 0, WINDOW - 1, `206,${WINDOW}`);
	read(exchange, FILE.slice(0, WINDOW));
	open(exchange, WINDOW - 64, length - 1, "206,264");
	read(exchange, FILE.slice(WINDOW - 64, length));
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
	assert.ok(outcome.body === FILE.slice(0, length));
});

test("a server that ignores the end of a window ends the request", () => {
	const { exchange, outcome } = start();
	window(exchange, 0, `206,${WINDOW + 1}`, "");
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, [`rangeIgnored 206`]);
});

test("windows begin at the offset", () => {
	const exchange = new Exchange(1024, { burst: 8192 });
	exchange.start();
	const outcome = get(exchange, { offset: 1000 });
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row('AT+HTTPPARA="BREAK",1000\r', OK);
	exchange.row("AT+HTTPACTION=0\r", "\r\nOK\r\n\r\n+HTTPACTION:0,602,0\r\n");
	exchange.row("AT+HTTPTERM\r", OK);
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row('AT+HTTPPARA="BREAK",1000\r', OK);
	exchange.row(`AT+HTTPPARA="BREAKEND",${1000 + WINDOW - 1}\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", "\r\nOK\r\n\r\n+HTTPACTION:0,206,3\r\n");
	exchange.row("AT+HTTPREAD=0,3\r", "\r\n+HTTPREAD:3\r\nend\r\nOK\r\n");
	exchange.checkEnd(3);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["done"]);
	assert.is(outcome.body, "end");
});

test.run();
