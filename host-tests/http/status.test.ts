import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/index.ts";
import type { HTTPRequestOptions } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Workbench } from "../support/workbench.ts";

const OK = "\r\nOK\r\n";
const URL = "www.baidu.com";

interface Outcome {
	transfer: [number, number][];
	done: string[];
}

function get(exchange: Exchange, options: Partial<HTTPRequestOptions> = {}): Outcome {
	const outcome: Outcome = { transfer: [], done: [] };
	exchange.modem.http.request({
		url: URL,
		onProgress(done, total, phase) {
			assert.is(phase, "receiving");
			outcome.transfer.push([done, total]);
		},
		onDone(error) {
			outcome.done.push(error?.code ?? "done");
		},
		...options,
	});
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", OK);
	return outcome;
}

function finish(exchange: Exchange): void {
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
}

test("table 2.7: the status of a GET while it runs", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut);
		exchange.start();
		const outcome = get(exchange);
		exchange.expect("");
		exchange.runtime.advance(1000);
		exchange.row("AT+HTTPSTATUS?\r", "\r\n+HTTPSTATUS: GET,1,1440,7915\r\n\r\nOK\r\n");
		exchange.runtime.advance(1000);
		exchange.row("AT+HTTPSTATUS?\r", "\r\n+HTTPSTATUS: GET,1,2880,6475\r\n\r\nOK\r\n");
		exchange.answer("\r\n+HTTPACTION:0,200,0\r\n");
		finish(exchange);
		assert.equal(outcome, {
			transfer: [
				[1440, 9355],
				[2880, 9355],
			],
			done: ["done"],
		});
	}
});

const REPORT = "\r\n+HTTPACTION:0,200,0\r\n";
const STATUS = "\r\n+HTTPSTATUS: GET,0,0,0\r\n";
for (const [when, answer] of [
	["before the answer", REPORT + STATUS + OK],
	["between its lines", STATUS + REPORT + OK],
	["behind it", STATUS + OK + REPORT],
	["instead of its line", REPORT + OK],
	["before a refusal", `${REPORT}\r\nERROR\r\n`],
] as const) {
	test(`a report that comes ${when} is not missed`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const outcome = get(exchange);
			exchange.runtime.advance(1000);
			exchange.row("AT+HTTPSTATUS?\r", answer);
			finish(exchange);
			assert.equal(outcome, { transfer: [], done: ["done"] });
		}
	});
}

test("a firmware that does not know the command is asked once", () => {
	for (const answer of ["\r\nERROR\r\n", "\r\n+CME ERROR: 100\r\n", ""]) {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = get(exchange);
		exchange.runtime.advance(1000);
		exchange.row("AT+HTTPSTATUS?\r", answer);
		exchange.runtime.advance(60_000);
		exchange.expect("");
		exchange.answer(REPORT);
		// What has not been answered may still be.
		if (answer === "") exchange.settle();
		finish(exchange);
		assert.equal(outcome, { transfer: [], done: ["done"] });
	}
});

test("asking does not make the wait any longer", () => {
	const exchange = new Exchange(1024);
	exchange.start();
	const outcome = get(exchange);
	let asked = 0;
	while (outcome.done.length === 0 && exchange.runtime.now < 300_000) {
		exchange.runtime.advance(1000);
		exchange.port.writable(128);
		const text = exchange.port.takeText();
		if (text === "AT+HTTPSTATUS?\r") {
			asked++;
			exchange.answer("\r\n+HTTPSTATUS: GET,1,1,1\r\n\r\nOK\r\n");
		} else if (text === "AT+CMEE?\r") exchange.answer("\r\n+CMEE: 1\r\n\r\nOK\r\n");
		else if (text === "AT+HTTPTERM\r") exchange.answer(OK);
	}
	assert.equal(outcome.done, ["timeout"]);
	assert.ok(asked > 100 && exchange.runtime.now < 140_000, `${asked} times, ${exchange.runtime.now} ms`);
});

test("close() while the answer to a poll is due ends the request once", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const done: string[] = [];
	const request = exchange.modem.http.request({ url: URL, onProgress() {}, onDone: error => done.push(error?.code ?? "done") });
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row("AT+HTTPACTION=0\r", OK);
	exchange.runtime.advance(1000);
	exchange.expect("AT+HTTPSTATUS?\r");
	request.close();
	exchange.settle();
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(done, ["cancelled"]);
});

test("the simulated modem's progress grows up to the whole", async () => {
	const file = nastyFile(60_000);
	const bench = new Workbench({ network: new MemoryNetwork({ server: () => ({ status: 200, body: file }) }) });
	const seen: number[] = [];
	let end: string | undefined;
	bench.modem.http.request({
		url: "http://server/",
		onProgress(done, total, phase) {
			assert.is(total, file.length);
			if (phase === "receiving") seen.push(done);
		},
		onDone(error) {
			end = error?.code ?? "done";
		},
	});
	await bench.run(() => end !== undefined);
	assert.is(end, "done");
	assert.ok(seen.length >= 3, String(seen));
	assert.equal(
		seen,
		seen.toSorted((a, b) => a - b),
	);
});

test.run();
