import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HTTPRequest, HTTPRequestOptions, ModemOptions } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

/*
	Other people's words: what is said in a text, or by chance, is not the modem's. Where nobody can know, the modem is asked before anything is
	thrown away (docs/behaviour.md 11.4).
*/
const URL = "http://x/";
const CLOSED = '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n';
const OPEN = '\r\n+SAPBR: 1,1,"10.89.193.1"\r\n\r\nOK\r\n';
const SMS = '+CMT: "+491234567","","15/01/12,10:00:00+32"';

function get(exchange: Exchange, options: Partial<HTTPRequestOptions> = {}): { body: string; ends: string[] } {
	const outcome = { body: "", ends: [] as string[] };
	const buffer = new Uint8Array(2000);
	exchange.modem.http.request({
		url: URL,
		onReadable() {
			outcome.body += Buffer.from(buffer.subarray(0, this.read(buffer))).toString("latin1");
		},
		onDone(error) {
			outcome.ends.push(endOf(error));
		},
		...options,
	});
	return outcome;
}

/** Up to the action, whose report is waited for. */
function act(exchange: Exchange): void {
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", OK);
}

/** The rest of a GET of four bytes. */
function finish(exchange: Exchange): void {
	exchange.row("AT+HTTPREAD=0,4\r", `\r\n+HTTPREAD:4\r\ndata${OK}`);
	exchange.checkEnd(4);
	exchange.row("AT+HTTPTERM\r", OK);
	exchange.expect("");
}

function started(cut: number, options: Partial<ModemOptions> = {}): Exchange {
	const exchange = new Exchange(cut, options);
	exchange.start();
	return exchange;
}

const FALSE_WORDS = ["RDY", "NORMAL POWER DOWN", "UNDER-VOLTAGE POWER DOWN", "OVER-VOLTAGE POWER DOWN"];

for (const text of FALSE_WORDS) {
	test(`${text} of a modem that has not restarted ends no request`, () => {
		for (const cut of CUTS) {
			const exchange = started(cut);
			const outcome = get(exchange);
			act(exchange);
			exchange.answer(`\r\n${text}\r\n`);
			exchange.settle();
			exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
			finish(exchange);
			assert.equal(outcome, { body: "data", ends: ["done"] });
		}
	});

	test(`${text} while an answer is due: it is awaited, and then the modem is asked`, () => {
		for (const cut of CUTS) {
			const exchange = started(cut);
			const outcome = get(exchange);
			exchange.row("AT+HTTPTERM\r", `\r\n${text}\r\n\r\nERROR\r\n`);
			exchange.settle();
			exchange.act(URL, "+HTTPACTION:0,200,4");
			finish(exchange);
			assert.equal(outcome, { body: "data", ends: ["done"] });
		}
	});
}

test("the report comes while the modem is asked, between the lines of its answer", () => {
	for (const cut of CUTS) {
		const exchange = started(cut);
		const outcome = get(exchange);
		act(exchange);
		exchange.answer("\r\nRDY\r\n");
		exchange.runtime.advance(100);
		exchange.row("AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\n+HTTPACTION:0,200,4\r\n\r\nOK\r\n");
		exchange.runtime.advance(100);
		finish(exchange);
		assert.equal(outcome, { body: "data", ends: ["done"] });
	}
});

test("a modem that has restarted ends the request with reset as soon as it is asked, or does not answer", () => {
	const exchange = started(64);
	const outcome = get(exchange);
	act(exchange);
	exchange.answer("\r\nRDY\r\n");
	exchange.forgotten();
	assert.equal(outcome.ends, ["reset 0 http"]);
	const silent = started(64);
	const other = get(silent);
	act(silent);
	silent.answer("\r\nNORMAL POWER DOWN\r\n");
	silent.runtime.advance(8000);
	assert.equal(other.ends, ["reset 0 http"]);
});

test("a word that only has the hash of another means nothing", () => {
	// Hashes of RDY, OK and +SAPBR 1.
	for (const text of ["QcY", "Nj", "P,", "+SAPBQP1"]) {
		const exchange = started(64);
		const outcome = get(exchange);
		exchange.row("AT+HTTPTERM\r", `\r\n${text}\r\n`);
		exchange.expect("");
		exchange.answer("\r\nERROR\r\n");
		exchange.row("AT+HTTPINIT\r", OK);
		exchange.row('AT+HTTPPARA="CID",1\r', OK);
		exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
		exchange.row("AT+HTTPACTION=0\r", `${OK}\r\n${text}\r\n`);
		exchange.expect("");
		exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
		finish(exchange);
		assert.equal(outcome, { body: "data", ends: ["done"] }, text);
		exchange.answer(`\r\n${text}\r\n`);
		exchange.expect("");
		assert.ok(exchange.modem.ready, text);
	}
});

test("a word that only has the hash of a report, or of an information line, is neither", () => {
	const exchange = started(64);
	const outcome = get(exchange);
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", `\r\n+HTTPACTIP/:0,200,9\r\n${OK}\r\n+HTTPACTIP/:0,200,9\r\n`);
	exchange.expect("");
	exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
	exchange.row("AT+HTTPREAD=0,4\r", `\r\n+HTTPREB%:4\r\n\r\n+HTTPREAD:4\r\ndata${OK}`);
	exchange.checkEnd(4);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome, { body: "data", ends: ["done"] });
});

test("the bearer is asked for before a request ends because of it", () => {
	for (const text of ["+SAPBR 1: DEACT", "+PDP: DEACT", "+PDP DEACT"]) {
		for (const answer of [OPEN, CLOSED]) {
			const exchange = started(16);
			const outcome = get(exchange);
			act(exchange);
			exchange.answer(`\r\n${text}\r\n`);
			exchange.runtime.advance(100);
			exchange.row("AT+SAPBR=2,1\r", answer);
			exchange.runtime.advance(100);
			if (answer === OPEN) {
				exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
				finish(exchange);
			} else exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(outcome.ends, [answer === OPEN ? "done" : "bearerLost 0 http"], text);
			assert.is(exchange.modem.ready, answer === OPEN);
		}
	}
});

test("the bearer of somebody else is nothing to ours", () => {
	for (const [cid, text] of [
		[1, "+SAPBR 2: DEACT"],
		[1, "+SAPBR 3: DEACT"],
		[2, "+SAPBR 1: DEACT"],
	] as const) {
		const exchange = new Exchange(16, { cid });
		exchange.row("AT\r", "AT\r\r\nOK\r\n");
		exchange.settle();
		exchange.prepare();
		exchange.unlock();
		exchange.row(`AT+SAPBR=2,${cid}\r`, `\r\n+SAPBR: ${cid},1,"10.89.193.1"\r\n\r\nOK\r\n`);
		exchange.answer(`\r\n${text}\r\n`);
		assert.ok(exchange.modem.ready, text);
	}
});

// A message is told in full although it was not asked for: two lines and more, with a blank line or without.
const LINES = ["RDY", "NORMAL POWER DOWN", "+HTTPACTION:0,200,9", "+SAPBR 1: DEACT", "ERROR", "OK", "+HTTPREAD:9", "DOWNLOAD"];

for (const line of LINES) {
	for (const text of [`${SMS}\r\nHello,\r\n${line}`, `${SMS}\r\n${line}\r\n${line}`, `${SMS}\r\nHello,\n${line}\nBye`]) {
		test(`a message of several lines is nobody else's word: ${JSON.stringify(text.slice(SMS.length + 2))}`, () => {
			for (const cut of CUTS) {
				const exchange = started(cut);
				const outcome = get(exchange);
				act(exchange);
				exchange.answer(`\r\n${text}\r\n`);
				exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
				// Nobody knows where it ends.
				exchange.settle();
				finish(exchange);
				assert.equal(outcome, { body: "data", ends: ["done"] });
			}
		});

		test(`the same before the answer to a command: ${JSON.stringify(text.slice(SMS.length + 2))}`, () => {
			for (const cut of CUTS) {
				const exchange = started(cut);
				const outcome = get(exchange);
				exchange.row("AT+HTTPTERM\r", `\r\n${text}\r\n\r\nERROR\r\n`);
				exchange.settle();
				exchange.act(URL, "+HTTPACTION:0,200,4");
				finish(exchange);
				assert.equal(outcome, { body: "data", ends: ["done"] });
			}
		});

		test(`what the network says ends with its quote: ${JSON.stringify(text.slice(SMS.length + 2))}`, () => {
			for (const cut of CUTS) {
				const exchange = started(cut);
				const outcome = get(exchange);
				act(exchange);
				exchange.answer(`\r\n+CUSD: 1,"Menu\n${text.slice(SMS.length + 2)}",15\r\n\r\n+HTTPACTION:0,200,4\r\n`);
				finish(exchange);
				assert.equal(outcome, { body: "data", ends: ["done"] });
			}
		});
	}
}

test("a message whose blank line is followed by a result: the last one before the modem is asked counts", () => {
	for (const cut of CUTS) {
		const exchange = started(cut);
		const outcome = get(exchange);
		exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
		exchange.row("AT+HTTPINIT\r", OK);
		exchange.row('AT+HTTPPARA="CID",1\r', `\r\n${SMS}\r\nIt said\r\n\r\nERROR\r\n`);
		exchange.runtime.advance(50);
		exchange.answer(OK);
		exchange.settle();
		exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
		exchange.row("AT+HTTPACTION=0\r", `${OK}\r\n+HTTPACTION:0,200,4\r\n`);
		finish(exchange);
		assert.equal(outcome, { body: "data", ends: ["done"] });
	}
});

test("a message after which every question has a result and no answer holds a request for six questions", () => {
	const exchange = started(16);
	const outcome = get(exchange);
	exchange.row("AT+HTTPTERM\r", `\r\n${SMS}\r\nIt said\r\n\r\nERROR\r\n`);
	let questions = 0;
	for (let i = 0; i < 1000 && outcome.ends.length === 0; i++) {
		exchange.runtime.advance(10);
		for (let room = 0; room < 10; room++) exchange.port.writable(128);
		if (!exchange.port.takeText().includes("AT+CMEE?")) continue;
		questions++;
		exchange.answer(OK);
	}
	assert.equal(outcome.ends, ["noAnswer 0 http"]);
	assert.is(questions, 6);
});

test("a message before the echo is off: the answer of the question is known behind the echo of that", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut);
		exchange.row("AT\r", `AT\r\r\n${SMS}\r\nIt said\r\nERROR\r\n${OK}`);
		exchange.runtime.advance(100);
		exchange.row("AT+CMEE?\r", "AT+CMEE?\r\r\n+CMEE: 0\r\n\r\nOK\r\n");
		exchange.runtime.advance(100);
		exchange.expect("ATE0Q0V1\r");
	}
});

test("a message in the idle time, longer than a line may be: the next request asks first", () => {
	const exchange = started(64);
	exchange.answer(`\r\n${SMS}\r\n${"long ".repeat(40)}\r\nRDY\r\n`);
	exchange.expect("");
	assert.ok(exchange.modem.ready);
	const outcome = get(exchange);
	exchange.settle();
	act(exchange);
	exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
	finish(exchange);
	assert.equal(outcome, { body: "data", ends: ["done"] });
});

test("a message as a PDU is one line, a status report in text mode has none but its header", () => {
	for (const text of ["+CMT: ,24\r\n07911326040000F0040B911346610089F6", "+CDS: 25\r\n0006", '+CDS: 6,9,"+49123",145,"a","b",0']) {
		const exchange = started(16);
		const outcome = get(exchange);
		exchange.row("AT+HTTPTERM\r", `\r\n${text}\r\n\r\nERROR\r\n`);
		exchange.act(URL, "+HTTPACTION:0,200,4");
		finish(exchange);
		assert.equal(outcome, { body: "data", ends: ["done"] }, text);
	}
});

test("a report that overtakes its OK counts", () => {
	for (const cut of CUTS) {
		const exchange = started(cut);
		const outcome = get(exchange);
		exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
		exchange.row("AT+HTTPINIT\r", OK);
		exchange.row('AT+HTTPPARA="CID",1\r', OK);
		exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
		exchange.row("AT+HTTPACTION=0\r", `\r\n+HTTPACTION:0,200,4\r\n${OK}`);
		finish(exchange);
		assert.equal(outcome, { body: "data", ends: ["done"] });
	}
});

test("a report without its line end is none, even if nothing else comes", () => {
	const exchange = started(16);
	const outcome = get(exchange);
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", "\r\n+HTTPACTION:0,200,4");
	exchange.runtime.advance(5100);
	exchange.answer("0\r\n");
	exchange.settle();
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome.ends, ["timeout 0 http"]);
});

test("a report of FTP that overtakes the OK of its session counts, and one before that does not", () => {
	for (const cut of CUTS) {
		const exchange = new FtpExchange(cut);
		const sizes: string[] = [];
		exchange.modem.ftp.size({ ...ACCOUNT, path: "/1K.txt", onDone: (error, size) => void sizes.push(`${endOf(error)} ${size}`) });
		exchange.check();
		exchange.login();
		exchange.row('AT+FTPGETNAME="1K.txt"\r', OK);
		exchange.row('AT+FTPGETPATH="/"\r', `\r\n+FTPSIZE:1,0,99\r\n${OK}`);
		exchange.row("AT+FTPSIZE\r", `\r\n+FTPSIZE:1,0,700\r\n${OK}`);
		exchange.expect("");
		assert.equal(sizes, ["done 700"]);
	}
});

test("a late answer to HTTPSTATUS is credited to no command", () => {
	const exchange = started(16);
	const outcome = get(exchange, { onProgress() {} });
	act(exchange);
	exchange.runtime.advance(1000);
	exchange.row("AT+HTTPSTATUS?\r", "");
	exchange.runtime.advance(1000);
	exchange.answer("\r\n+HTTPACTION:0,200,4\r\n");
	exchange.runtime.advance(50);
	exchange.answer(`\r\n+HTTPSTATUS: GET,0,4,0\r\n${OK}`);
	exchange.settle();
	finish(exchange);
	assert.equal(outcome, { body: "data", ends: ["done"] });
});

test("a report that is cut by a restart, while a poll is answered, is no reason to think that the modem has gone on", () => {
	const exchange = started(16);
	const outcome = get(exchange, { onProgress() {} });
	act(exchange);
	exchange.runtime.advance(1000);
	exchange.row("AT+HTTPSTATUS?\r", "\r\n+HTTPACTION:0,2\r\n");
	exchange.answer(`\r\n+HTTPSTATUS: GET,0,4,0\r\n${OK}`);
	exchange.forgotten();
	assert.equal(outcome.ends, ["reset 0 http"]);
});

test("the late answer to a raw command is credited to no command", () => {
	for (const delay of [150, 1000, 5000]) {
		const exchange = started(16);
		const ends: string[] = [];
		exchange.modem.command("AT+COPS=?", { limit: 100, onDone: error => void ends.push(endOf(error)) });
		exchange.modem.signal((error, rssi) => void ends.push(`${endOf(error)} ${rssi}`));
		exchange.expect("AT+COPS=?\r");
		exchange.runtime.advance(delay);
		exchange.port.takeText();
		exchange.answer(`\r\n+COPS: 0\r\n${OK}`);
		exchange.runtime.advance(1100);
		exchange.row("AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n");
		exchange.runtime.advance(100);
		exchange.prepare();
		exchange.row("AT+CSQ\r", `\r\n+CSQ: 17,0\r\n${OK}`);
		assert.equal(ends, ["timeout 0 command", "done 17"], `${delay}`);
	}
});

/** A POST up to its data phase. */
function post(exchange: Exchange, ends: string[], first = "data"): HTTPRequest {
	const request = exchange.modem.http.request({
		url: URL,
		method: "POST",
		length: 4,
		onWritable() {
			if (this.writable === 4) this.write(Buffer.from(first));
		},
		onDone(error) {
			ends.push(endOf(error));
		},
	});
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	return request;
}

test("a prompt that was cut before its line end opens no data phase in a modem that has restarted", () => {
	const exchange = started(16);
	const ends: string[] = [];
	post(exchange, ends);
	exchange.port.takeText();
	exchange.answer("\r\nDOWNLOAD");
	exchange.runtime.advance(5100);
	assert.not.match(exchange.port.takeText(), "data");
	exchange.runtime.advance(100);
	exchange.port.takeText();
	exchange.answer("\r\n+CMEE: 0\r\n\r\nOK\r\n");
	exchange.runtime.advance(100);
	assert.equal(ends, ["reset 0 http"]);
});

for (const text of FALSE_WORDS.slice(1)) {
	test(`${text} in a data phase ends no upload: to a modem that is off nothing happens, and the other one is asked afterwards`, () => {
		const exchange = started(16);
		const ends: string[] = [];
		const request = post(exchange, ends, "da");
		exchange.port.takeText();
		exchange.answer("\r\nDOWNLOAD\r\n");
		exchange.answer(`\r\n${text}\r\n`);
		exchange.expect("da");
		request.write(Buffer.from("ta"));
		exchange.expect("ta");
		exchange.answer(OK);
		exchange.settle();
		exchange.row("AT+HTTPACTION=1\r", `${OK}\r\n+HTTPACTION:1,200,0\r\n`);
		exchange.checkEnd(0);
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(ends, ["done"]);
	});
}

test("the noise that a modem begins with ends the text of others: RDY is not swallowed", () => {
	const exchange = started(16);
	const outcome = get(exchange);
	act(exchange);
	exchange.answer(`\r\n${SMS}\r\nhello`);
	exchange.answer("IIII\xff\xff\xff\xff\r\nRDY\r\n");
	exchange.forgotten();
	assert.equal(outcome.ends, ["reset 0 http"]);
});

test("an OK that comes 120 s after an upload confirms nothing", () => {
	const exchange = started(16);
	const ends: string[] = [];
	post(exchange, ends);
	exchange.port.takeText();
	exchange.answer("\r\nDOWNLOAD\r\n");
	exchange.expect("data");
	exchange.runtime.advance(120_000);
	assert.not.match(exchange.port.takeText(), "HTTPACTION");
	exchange.answer(OK);
	exchange.runtime.advance(1000);
	assert.not.match(exchange.port.takeText(), "HTTPACTION");
	assert.is(ends.length, 1);
	assert.is.not(ends[0], "done");
});

test("once results are words, a digit is none", () => {
	const exchange = started(16);
	const ends: string[] = [];
	exchange.modem.signal((error, rssi) => void ends.push(`${endOf(error)} ${rssi}`));
	// A line feed too much.
	exchange.row("AT+CSQ\r", "\r\n+CSQ: 17,\n0\r\n");
	assert.equal(ends, []);
	exchange.answer("\r\nOK\r\n");
	assert.is(ends.length, 1);
	exchange.expect("");
});

for (const text of ["DST: 1", "Call Ready", "SMS Ready", "RING", "NO CARRIER", "UNDER-VOLTAGE WARNNING", "+CREG: 5", "1, CLOSED"]) {
	test(`${text} is no identity`, () => {
		for (const [name, command, answer] of [
			["model", "AT+GMM", "SIMCOM_SIM900"],
			["manufacturer", "AT+GMI", "SIMCOM_Ltd"],
			["revision", "AT+GMR", "Revision:1137B11SIM900M64_ST"],
			["imei", "AT+GSN", "869951030000000"],
			["iccid", "AT+CCID", "898600F10912F0012345"],
		] as const) {
			const exchange = started(16);
			const found: string[] = [];
			exchange.modem.identify(name, (error, value) => void found.push(`${endOf(error)} ${value}`));
			exchange.row(`${command}\r`, `\r\n${text}\r\n\r\n${answer}\r\n${OK}`);
			assert.equal(found, [`done ${answer}`]);
		}
	});

	test(`${text} and an OK are no identity either`, () => {
		for (const [name, command] of [
			["model", "AT+GMM"],
			["imei", "AT+GSN"],
			["iccid", "AT+CCID"],
		] as const) {
			const exchange = started(16);
			const found: string[] = [];
			exchange.modem.identify(name, (error, value) => void found.push(`${endOf(error)} ${value}`));
			exchange.row(`${command}\r`, `\r\n${text}\r\n${OK}`);
			assert.equal(found, ["protocol 0 identify "]);
		}
	});
}

test.run();
