import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HTTPRequestOptions } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";

const OK = "\r\nOK\r\n";
const URL = "www.sim.com";

interface Outcome {
	status: number;
	length: number;
	body: string;
	progress: number[];
	done: string[];
}

/** Starts a GET whose application reads everything at once. */
function get(exchange: Exchange, options: Partial<HTTPRequestOptions> = {}): Outcome {
	const outcome: Outcome = { status: 0, length: 0, body: "", progress: [], done: [] };
	const buffer = new Uint8Array(100);
	exchange.modem.http.request({
		url: URL,
		onHeaders(status, length) {
			outcome.status = status;
			outcome.length = length;
		},
		onReadable() {
			let count;
			while ((count = this.read(buffer))) outcome.body += String.fromCharCode(...buffer.subarray(0, count));
		},
		onProgress(done) {
			outcome.progress.push(done);
		},
		onDone(error) {
			outcome.done.push(error ? `${error.code} ${error.status} ${error.operation}` : "done");
		},
		...options,
	});
	return outcome;
}

function payload(length: number): string {
	const nasty = "\r\nOK\r\n\r\n+HTTPACTION:0,200,1\r\n\0\xff+HTTPREAD:5\r\nERROR\r\n\r\nRDY\r\n";
	return Array.from({ length }, (_, i) => (i % 300 < nasty.length ? nasty[i % 300]! : String.fromCharCode((i * 7) & 255))).join("");
}

// Application note, table 2.1, in both spacing dialects (docs/behaviour.md 0.1).
for (const space of ["", " "]) {
	test(`table 2.1: a GET with "${space}" after the colon`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const outcome = get(exchange);
			exchange.open(URL, `+HTTPACTION:${space}0,200,1000`);
			exchange.row("AT+HTTPREAD=0,1000\r", `\r\n+HTTPREAD:${space}1000\r\n${payload(1000)}\r\nOK\r\n`);
			assert.equal(outcome.done, []);
			exchange.row("AT+HTTPREAD=1000,1\r", `\r\n+HTTPREAD:${space}0\r\n\r\nOK\r\n`);
			exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(outcome, { status: 200, length: 1000, body: payload(1000), progress: [1000], done: ["done"] });
		}
	});
}

test("a long body is read in chunks, each verified before it is handed over", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut, { burst: 512 });
		const body = payload(1500);
		exchange.start();
		const outcome = get(exchange);
		exchange.open(URL, "+HTTPACTION:0,200,1500");
		exchange.expect("AT+HTTPREAD=0,512\r");
		exchange.answer(`\r\n+HTTPREAD:512\r\n${body.slice(0, 512)}\r\nOK`);
		assert.is(outcome.body, "");
		exchange.answer("\r\n");
		assert.is(outcome.body, body.slice(0, 512));
		exchange.row("AT+HTTPREAD=512,512\r", `\r\n+HTTPREAD:512\r\n${body.slice(512, 1024)}\r\nOK\r\n`);
		exchange.row("AT+HTTPREAD=1024,476\r", `\r\n+HTTPREAD:476\r\n${body.slice(1024)}\r\nOK\r\n`);
		exchange.checkEnd(1500);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.is(outcome.body, body);
		assert.equal(outcome.progress, [512, 1024, 1500]);
		assert.equal(outcome.done, ["done"]);
	}
});

// What the wire can do to one chunk of 20 bytes; every one is read again and the application sees each byte once.
const GOOD = "\r\n+HTTPREAD:20\r\n01234567890123456789\r\nOK\r\n";
const DAMAGE: [string, string][] = [
	["payload bytes lost", "\r\n+HTTPREAD:20\r\n0123456789\r\nOK\r\n"],
	["one payload byte lost", "\r\n+HTTPREAD:20\r\n0123456789012345678\r\nOK\r\n"],
	["one payload byte twice", "\r\n+HTTPREAD:20\r\n012345678901234567899\r\nOK\r\n"],
	["a NUL in front of the trailer", "\r\n+HTTPREAD:20\r\n01234567890123456789\0\r\nOK\r\n"],
	["a blank line more", "\r\n+HTTPREAD:20\r\n01234567890123456789\r\n\r\nOK\r\n"],
	["another length", "\r\n+HTTPREAD:19\r\n0123456789012345678\r\nOK\r\n"],
	["a greater length", "\r\n+HTTPREAD:21\r\n012345678901234567890\r\nOK\r\n"],
	["a length that does not fit", "\r\n+HTTPREAD:4000\r\n01234567890123456789\r\nOK\r\n"],
	["no length", "\r\n+HTTPREAD:\r\n01234567890123456789\r\nOK\r\n"],
	["a garbled header", "\r\n+HTTPREXD:20\r\n01234567890123456789\r\nOK\r\n"],
	["a garbled header and a payload that says RDY", "\r\n+HTTPREXD:20\r\n0123\r\nRDY\r\n456789\r\nOK\r\n"],
	["a short length and a payload that says RDY", "\r\n+HTTPREAD:2\r\n0123\r\nRDY\r\n456789\r\nOK\r\n"],
	["no header and a payload that says NORMAL POWER DOWN", "01\r\nNORMAL POWER DOWN\r\nOK\r\n"],
	["nothing stored", "\r\nOK\r\n"],
	["a refusal", "\r\nERROR\r\n"],
	["no OK", "\r\n+HTTPREAD:20\r\n01234567890123456789\r\n"],
	["ERROR for OK", "\r\n+HTTPREAD:20\r\n01234567890123456789\r\nERROR\r\n"],
	["silence", ""],
	["half a header", "\r\n+HTTPR"],
];
for (const [what, answer] of DAMAGE) {
	test(`a chunk with ${what} is read again`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const outcome = get(exchange);
			exchange.open(URL, "+HTTPACTION:0,200,20");
			exchange.row("AT+HTTPREAD=0,20\r", answer);
			// Some answers are known to be wrong at once, some need the probe, some a time-out first.
			let sent = exchange.port.takeText();
			for (let i = 0; i < 20 && sent === ""; i++) {
				exchange.runtime.expire();
				exchange.port.writable(128);
				sent = exchange.port.takeText();
			}
			if (sent === "AT+CMEE?\r") {
				exchange.answer("\r\n+CMEE: 1\r\n\r\nOK\r\n");
				exchange.runtime.advance(200);
				exchange.port.writable(128);
				sent = exchange.port.takeText();
			}
			assert.is(sent, "AT+HTTPREAD=0,20\r");
			assert.is(outcome.body, "");
			exchange.answer(GOOD);
			exchange.checkEnd(20);
			exchange.row("AT+HTTPTERM\r", OK);
			assert.is(outcome.body, "01234567890123456789");
			assert.equal(outcome.done, ["done"]);
			assert.is(exchange.modem.statistics.healed, 1);
		}
	});
}

test("a chunk that stays wrong ends the request, and the next one succeeds", () => {
	const exchange = new Exchange(64);
	exchange.start();
	const outcome = get(exchange);
	exchange.open(URL, "+HTTPACTION:0,200,20");
	for (let i = 0; i < 5; i++) exchange.row("AT+HTTPREAD=0,20\r", "\r\nOK\r\n");
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["protocol 0 http"]);
	const second = get(exchange);
	exchange.look();
	exchange.open(URL, "+HTTPACTION:0,200,0");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(second.done, ["done"]);
});

// A report that has lost a byte, or has one twice: it is not believed.
for (const report of ["0,60,0", "0,2200,20", "0,0,20", "0,200", "0,,20", "0,200,", "0,20020"]) {
	test(`a report of ${report} ends with protocol, and the next request succeeds`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const outcome = get(exchange);
			exchange.open(URL, `+HTTPACTION:${report}`);
			exchange.settle();
			exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(outcome.done, ["protocol 0 http"]);
			const second = get(exchange);
			exchange.look();
			exchange.open(URL, "+HTTPACTION:0,200,0");
			exchange.checkEnd(0);
			exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(second.done, ["done"]);
		}
	});
}

// A report that has lost a digit, and a firmware's ways to say that there is nothing (docs/behaviour.md 5.5).
for (const [what, answers, end] of [
	["a bare OK", [OK], "done"],
	["a header that says 0", ["\r\n+HTTPREAD:0\r\n\r\nOK\r\n"], "done"],
	["two refusals", ["\r\nERROR\r\n", "\r\nERROR\r\n"], "done"],
	["a refusal of a question that was damaged", ["\r\nERROR\r\n", "\r\n+HTTPREAD:0\r\n\r\nOK\r\n"], "done"],
	["one more byte", Array.from({ length: 5 }, () => "\r\n+HTTPREAD:1\r\nx\r\nOK\r\n"), "protocol 0 http"],
	["a damaged header once", ["\r\n+HTTTREAD:0\r\n\r\nOK\r\n", OK], "done"],
	["a damaged header each time", Array.from({ length: 5 }, () => "\r\n+HTTTREAD:1\r\nx\r\nOK\r\n"), "protocol 0 http"],
	["noise once", ["\r\n+HTTPREAD:7\r\n\r\nOK\r\n", OK], "done"],
] as const) {
	test(`behind the last byte the modem has nothing: ${what} ends with ${end}`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const outcome = get(exchange);
			exchange.open(URL, "+HTTPACTION:0,200,2");
			exchange.row("AT+HTTPREAD=0,2\r", "\r\n+HTTPREAD:2\r\nok\r\nOK\r\n");
			for (const [at, answer] of answers.entries()) {
				exchange.row("AT+HTTPREAD=2,1\r", answer);
				if (answer.startsWith("\r\n+HTTPREAD:") && (end !== "done" || at < answers.length - 1)) exchange.settle();
			}
			exchange.row("AT+HTTPTERM\r", OK);
			assert.is(outcome.body, "ok");
			assert.equal(outcome.done, [end]);
		}
	});
}

test("verify reads every chunk twice and hands over what came the same twice", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut, { burst: 80 });
		const body = payload(75);
		const chunk = (from: number, to: number, text = body): string => `\r\n+HTTPREAD:${to - from}\r\n${text.slice(from, to)}\r\nOK\r\n`;
		exchange.start();
		const outcome = get(exchange, { verify: true });
		exchange.open(URL, "+HTTPACTION:0,200,75");
		// Half the burst; the first pair differs in one bit of its last byte, or of its first word.
		for (const at of [39, 2]) {
			const flipped = body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ 1) + body.slice(at + 1);
			exchange.row("AT+HTTPREAD=0,40\r", chunk(0, 40));
			exchange.row("AT+HTTPREAD=0,40\r", chunk(0, 40, flipped));
			assert.is(outcome.body, "");
		}
		exchange.row("AT+HTTPREAD=0,40\r", chunk(0, 40));
		exchange.row("AT+HTTPREAD=0,40\r", chunk(0, 40));
		assert.is(outcome.body, body.slice(0, 40));
		// A damaged second reading makes the pair begin anew.
		exchange.row("AT+HTTPREAD=40,35\r", chunk(40, 75));
		exchange.row("AT+HTTPREAD=40,35\r", OK);
		exchange.row("AT+HTTPREAD=40,35\r", chunk(40, 75));
		exchange.row("AT+HTTPREAD=40,35\r", chunk(40, 75));
		exchange.checkEnd(75);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.is(outcome.body, body);
		assert.equal(outcome.done, ["done"]);
		assert.is(exchange.modem.statistics.healed, 3);
	}
});

// V1.11, HTTPACTION; 602 is in windows.test.ts.
const MODEM_STATUS: [number, string][] = [
	[600, "notHttp"],
	[601, "network"],
	[603, "dns"],
	[604, "stackBusy"],
];
for (const [status, code] of MODEM_STATUS) {
	test(`${status} is ${code}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = get(exchange);
		exchange.open(URL, `+HTTPACTION:0,${status},0`);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, [`${code} ${status} http`]);
	});
}

test("the body of an error of the server is delivered", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome = get(exchange);
	exchange.open(URL, "+HTTPACTION:0,404,9");
	exchange.row("AT+HTTPREAD=0,9\r", "\r\n+HTTPREAD:9\r\nnot found\r\nOK\r\n");
	exchange.checkEnd(9);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.is(outcome.status, 404);
	assert.is(outcome.body, "not found");
});

test("a session left open by a previous program is closed first", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome = get(exchange);
	exchange.row("AT+HTTPTERM\r", OK);
	exchange.row("AT+HTTPINIT\r", "\r\n+CME ERROR: 3\r\n");
	exchange.runtime.advance(1000);
	exchange.row("AT+HTTPINIT\r", "\r\n+CME ERROR: 3\r\n");
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["command 3 http"]);
});

test("the next chunk is asked for only when the last one has been read", () => {
	const exchange = new Exchange(32, { burst: 64 });
	exchange.start();
	let got = "";
	const request = exchange.modem.http.request({
		url: URL,
		onReadable(count, start) {
			got += String.fromCharCode(...this.memory.subarray(start, start + count));
			this.skip(count - 10);
		},
	});
	const body = payload(100);
	exchange.open(URL, "+HTTPACTION:0,200,100");
	exchange.row("AT+HTTPREAD=0,64\r", `\r\n+HTTPREAD:64\r\n${body.slice(0, 64)}\r\nOK\r\n`);
	exchange.expect("");
	const before = exchange.modem.statistics.unsolicited;
	exchange.answer('\r\n+CMTI: "SM",1\r\n'.repeat(100));
	assert.is(request.readable, 10);
	const buffer = new Uint8Array(16);
	assert.is(request.read(buffer), 10);
	assert.is(String.fromCharCode(...buffer.subarray(0, 10)), body.slice(54, 64));
	exchange.row("AT+HTTPREAD=64,36\r", `\r\n+HTTPREAD:36\r\n${body.slice(64)}\r\nOK\r\n`);
	assert.is(got, body);
	assert.is(exchange.modem.statistics.unsolicited - before, 100);
});

test("requests wait for one another, and one more than fit is refused", () => {
	const exchange = new Exchange(32);
	exchange.start();
	const outcomes = [];
	for (let i = 0; i < 5; i++) outcomes.push(get(exchange));
	assert.throws(
		() => get(exchange),
		(error: { code: string }) => error.code === "busy",
	);
	for (const outcome of outcomes) {
		assert.equal(outcome.done, []);
		exchange.open(URL, "+HTTPACTION:0,204,0");
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["done"]);
	}
	exchange.expect("");
});

test("close() ends a request once, and frees the modem, wherever it is", () => {
	const body = payload(64);
	const dialogue: [string, string][] = [
		["AT+HTTPTERM\r", "\r\nERROR\r\n"],
		["AT+HTTPINIT\r", OK],
		['AT+HTTPPARA="CID",1\r', OK],
		[`AT+HTTPPARA="URL","${URL}"\r`, OK],
		["AT+HTTPACTION=0\r", "\r\nOK\r\n"],
		["", "\r\n+HTTPACTION:0,200,64\r\n"],
		["AT+HTTPREAD=0,64\r", `\r\n+HTTPREAD:64\r\n${body.slice(0, 40)}`],
		["", `${body.slice(40)}\r\nOK\r\n`],
	];
	for (let stop = 0; stop <= dialogue.length; stop++) {
		const exchange = new Exchange(32);
		exchange.start();
		const done: string[] = [];
		const request = exchange.modem.http.request({
			url: URL,
			onReadable() {},
			onDone(error) {
				done.push(error!.code);
			},
		});
		for (const [command, answer] of dialogue.slice(0, stop)) exchange.row(command, answer);
		const sent = exchange.port.takeText();
		request.close();
		request.close();
		const isReading = stop === 7 || sent.startsWith("AT+HTTPREAD");
		if (isReading) {
			// What is due is awaited: payload that nobody expects could say anything.
			exchange.expect("");
			for (const [, answer] of dialogue.slice(stop === 7 ? 7 : 6)) exchange.answer(answer);
		} else if (stop < dialogue.length) {
			exchange.runtime.advance(100);
			exchange.row("AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n");
			exchange.runtime.advance(100);
		}
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(done, ["cancelled"]);
		const next = get(exchange);
		exchange.open(URL, "+HTTPACTION:0,200,0");
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(next.done, ["done"]);
	}
});

test("bytes that were not read before close() are not behind the checkpoint", () => {
	const exchange = new Exchange(32);
	exchange.start();
	const buffer = new Uint8Array(10);
	const request = exchange.modem.http.request({
		url: URL,
		onReadable() {
			this.read(buffer);
		},
	});
	exchange.open(URL, "+HTTPACTION:0,200,100");
	exchange.row("AT+HTTPREAD=0,100\r", `\r\n+HTTPREAD:100\r\n${payload(100)}\r\nOK\r\n`);
	assert.is(request.checkpoint, 10);
	request.close();
	assert.is(request.checkpoint, 10);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.is(request.checkpoint, 10);
});

test("a modem closed from a callback closes its port from the timer, and a modem closed from elsewhere at once", () => {
	const exchange = new Exchange(32);
	exchange.start();
	exchange.modem.http.request({
		url: URL,
		onHeaders() {
			exchange.modem.close();
		},
	});
	exchange.open(URL, "+HTTPACTION:0,200,100");
	assert.not(exchange.port.closed);
	exchange.runtime.expire();
	assert.ok(exchange.port.closed);
	assert.is(exchange.runtime.pending, undefined);
	const other = new Exchange(32);
	other.modem.close();
	assert.ok(other.port.closed);
});

test("a request that waits is cancelled without a word", () => {
	const exchange = new Exchange(32);
	exchange.start();
	const first = get(exchange);
	const done: (string | undefined)[] = [];
	exchange.modem.http
		.request({
			url: URL,
			onDone(error) {
				done.push(error?.code);
			},
		})
		.close();
	assert.equal(done, ["cancelled"]);
	exchange.open(URL, "+HTTPACTION:0,200,0");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	exchange.expect("");
	assert.equal(first.done, ["done"]);
});

test("RDY ends a request with reset, the modem is started again and the next request runs", () => {
	for (const at of [0, 1, 2]) {
		const exchange = new Exchange(32);
		exchange.start();
		const outcome = get(exchange);
		const next = get(exchange);
		if (at > 0) exchange.open(URL, "+HTTPACTION:0,200,64");
		if (at > 1) exchange.row("AT+HTTPREAD=0,64\r", "");
		exchange.port.takeText();
		exchange.answer("\r\nRDY\r\n");
		// It could be part of somebody's text: the modem is asked, when its answer has not come.
		exchange.runtime.advance(3000);
		exchange.forgotten();
		assert.equal(outcome.done, ["reset 0 http"]);
		exchange.start();
		exchange.open(URL, "+HTTPACTION:0,200,0");
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(next.done, ["done"]);
	}
});

test("a bearer lost during the action ends the request, and the next one opens it again", () => {
	const exchange = new Exchange(32);
	exchange.start();
	const outcome = get(exchange);
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", "\r\nOK\r\n");
	exchange.row('AT+HTTPPARA="CID",1\r', "\r\nOK\r\n");
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, "\r\nOK\r\n");
	exchange.row("AT+HTTPACTION=0\r", "\r\nOK\r\n\r\n+SAPBR 1: DEACT\r\n");
	exchange.runtime.advance(100);
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n');
	exchange.runtime.advance(100);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.done, ["bearerLost 0 http"]);
	const next = get(exchange);
	exchange.prepare();
	exchange.unlock();
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n');
	exchange.row('AT+SAPBR=3,1,"CONTYPE","GPRS"\r', OK);
	exchange.row('AT+SAPBR=3,1,"APN","CMNET"\r', OK);
	exchange.row("AT+SAPBR=1,1\r", OK);
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,1,"10.89.193.1"\r\n\r\nOK\r\n');
	exchange.open(URL, "+HTTPACTION:0,200,0");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(next.done, ["done"]);
});

test("a modem that falls silent ends the request within the limits of its commands", () => {
	const exchange = new Exchange(32);
	exchange.start();
	const outcome = get(exchange);
	exchange.open(URL, "+HTTPACTION:0,200,64");
	exchange.runtime.advance(30000);
	assert.equal(outcome.done, ["noAnswer 0 http"]);
});

test("a callback that throws harms nothing", () => {
	const exchange = new Exchange(1024);
	exchange.start();
	const outcome = get(exchange, {
		onHeaders() {
			throw new Error("from the application");
		},
	});
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", "\r\nOK\r\n");
	exchange.row('AT+HTTPPARA="CID",1\r', "\r\nOK\r\n");
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, "\r\nOK\r\n");
	exchange.expect("AT+HTTPACTION=0\r");
	assert.throws(() => exchange.answer("\r\nOK\r\n\r\n+HTTPACTION:0,200,3\r\n"), /from the application/);
	exchange.row("AT+HTTPREAD=0,3\r", "\r\n+HTTPREAD:3\r\nabc\r\nOK\r\n");
	exchange.checkEnd(3);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.is(outcome.body, "abc");
	assert.equal(outcome.done, ["done"]);
});

test("bad requests are refused before anything is sent", () => {
	const exchange = new Exchange(64);
	exchange.start();
	const bad: [string, object][] = [
		["url", {}],
		["url", { url: 5 }],
		["url", { url: "" }],
		["url", { url: "http://x/" + "a".repeat(500) }],
		["url", { url: 'http://x/"' }],
		["url", { url: "http://x/\r\nAT+CPOWD=1\r" }],
		["url", { url: "http://x/\u00e9" }],
		["userAgent", { url: URL, userAgent: "a\0" }],
		["userAgent", { url: URL, userAgent: "a".repeat(201) }],
		["method", { url: URL, method: "DELETE" }],
	];
	for (const [name, options] of bad) {
		assert.throws(
			() => exchange.modem.http.request(options as HTTPRequestOptions),
			(error: Error & { code: string }) => error.code === "argument" && error.message.startsWith(name),
		);
	}
	assert.throws(
		() => exchange.modem.http.request({ url: "HTTPS://x/" }),
		(error: { code: string }) => error.code === "unsupported",
	);
	exchange.expect("");
});

test.run();
