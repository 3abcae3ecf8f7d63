/*
	One lost or flipped byte must not end as done: where a request ends, a second word of the modem says so too.
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/index.ts";
import type { HTTPRequestOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { CUTS, Exchange } from "../support/exchange.ts";
import { mishear } from "../support/misheard.ts";
import { Workbench } from "../support/workbench.ts";

const OK = "\r\nOK\r\n";
const URL = "www.sim.com";
const FILE = nastyFile(1000);
const BODY = new Uint8Array(100).fill(66);

interface Outcome {
	body: Buffer;
	done: string[];
}

function request({ modem }: Pick<Exchange, "modem">, options: Partial<HTTPRequestOptions> = {}): Outcome {
	const outcome: Outcome = { body: Buffer.alloc(0), done: [] };
	modem.http.request({
		url: URL,
		onReadable(count, start) {
			outcome.body = Buffer.concat([outcome.body, this.memory.slice(start, start + count)]);
			this.skip(count);
		},
		onDone(error) {
			outcome.done.push(error ? `${error.code} ${error.status}` : "done");
		},
		...options,
	});
	return outcome;
}

/** From `request()` to the report of the action. */
function act(exchange: Exchange, method: number, report: string): void {
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row(`AT+HTTPACTION=${method}\r`, `${OK}\r\n+HTTPACTION:${report}\r\n`);
}

for (const [number, method] of ["GET", "POST"].entries()) {
	test(`a ${method} whose length reads 0 is done when the modem has nothing at 0`, () => {
		for (const answers of [[OK], ["\r\n+HTTPREAD:0\r\n\r\nOK\r\n"], ["\r\nERROR\r\n", "\r\nERROR\r\n"]]) {
			for (const cut of CUTS) {
				const exchange = new Exchange(cut);
				exchange.start();
				const outcome = request(exchange, { method, ...(method === "POST" && { length: 0 }) } as HTTPRequestOptions);
				act(exchange, number, `${number},200,000`);
				for (const answer of answers) exchange.row("AT+HTTPREAD=0,1\r", answer);
				exchange.row("AT+HTTPTERM\r", OK);
				assert.equal(outcome.done, ["done"]);
			}
		}
	});

	test(`a ${method} whose length has lost its digit is not done with 0 bytes`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = request(exchange, { method, ...(method === "POST" && { length: 0 }) } as HTTPRequestOptions);
		act(exchange, number, `${number},200,000`);
		// The question too can be damaged on its way.
		exchange.row("AT+HTTPREAD=0,1\r", "\r\nERROR\r\n");
		for (let i = 0; i < 5; i++) {
			exchange.row("AT+HTTPREAD=0,1\r", "\r\n+HTTPREAD:1\r\nx\r\nOK\r\n");
			exchange.settle();
		}
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["protocol 0"]);
		assert.is(outcome.body.length, 0);
	});
}

for (const [method, report] of [
	["GET", "1,200,5"],
	["GET", "2,200,0"],
	["POST", "0,200,5"],
	["HEAD", "0,200,0"],
] as const) {
	test(`the report of another method, ${report}, does not end a ${method}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = request(exchange, { method, ...(method === "POST" && { length: 0 }) });
		act(exchange, ["GET", "POST", "HEAD"].indexOf(method), report);
		exchange.settle();
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, ["protocol 0"]);
	});
}

// 605 and 606: SIM800 V1.09; the others: later modules, and whatever the wire makes of a status.
for (const [status, code] of [
	[605, "tls"],
	[606, "tls"],
	[607, "network"],
	[701, "network"],
	[714, "network"],
	[999, "network"],
] as const) {
	test(`${status} is no success but ${code}, whatever length comes with it`, () => {
		for (const length of [0, 5]) {
			const exchange = new Exchange(16);
			exchange.start();
			const outcome = request(exchange);
			act(exchange, 0, `0,${status},${length}`);
			exchange.row("AT+HTTPTERM\r", OK);
			assert.equal(outcome.done, [`${code} ${status}`]);
		}
	});
}

// BREAK that has lost a digit on its way to the modem: the server answers as it was asked.
for (const [options, length, end] of [
	[{ offset: 300, total: 1000 }, 700, "done"],
	[{ offset: 300, total: 1000 }, 970, "rangeIgnored 206"],
	[{ offset: 300, total: 1000, length: 100 }, 100, "done"],
	[{ offset: 300, total: 1000, length: 100 }, 370, "rangeIgnored 206"],
	// A server that ignores the end, and an end behind that of the file.
	[{ offset: 300, total: 1000, length: 100 }, 700, "done"],
	[{ offset: 300, total: 350, length: 100 }, 50, "done"],
] as const) {
	test(`${JSON.stringify(options)} answered by 206 with ${length} bytes ends with ${end}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const outcome = request(exchange, options);
		exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
		exchange.row("AT+HTTPINIT\r", OK);
		exchange.row('AT+HTTPPARA="CID",1\r', OK);
		exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
		exchange.row('AT+HTTPPARA="BREAK",300\r', OK);
		if ("length" in options) exchange.row('AT+HTTPPARA="BREAKEND",399\r', OK);
		exchange.row("AT+HTTPACTION=0\r", `${OK}\r\n+HTTPACTION:0,206,${length}\r\n`);
		if (end === "done") {
			const due = Math.min(length, "length" in options ? options.length : length);
			exchange.row(`AT+HTTPREAD=0,${due}\r`, `\r\n+HTTPREAD:${due}\r\n${"x".repeat(due)}\r\nOK\r\n`);
			if (due === length) exchange.checkEnd(due);
		}
		exchange.row("AT+HTTPTERM\r", OK);
		assert.equal(outcome.done, [end]);
	});
}

test("a range that fills the modem's store is not compared: the rest comes in windows", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const outcome = request(exchange, { offset: 300, total: 1_000_000 });
	exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
	exchange.row("AT+HTTPINIT\r", OK);
	exchange.row('AT+HTTPPARA="CID",1\r', OK);
	exchange.row(`AT+HTTPPARA="URL","${URL}"\r`, OK);
	exchange.row('AT+HTTPPARA="BREAK",300\r', OK);
	exchange.row("AT+HTTPACTION=0\r", `${OK}\r\n+HTTPACTION:0,206,318976\r\n`);
	exchange.expect("AT+HTTPREAD=0,1152\r");
	assert.equal(outcome.done, []);
});

/** A server that answers everything with FILE, or the part of it that is asked for. */
function world(): Workbench {
	return new Workbench({
		network: new MemoryNetwork({
			server({ headers }) {
				const range = headers.find(([name]) => name.toLowerCase() === "range")?.[1];
				const [, first, last] = /bytes=(\d+)-(\d*)/.exec(range ?? "") ?? [];
				if (first === undefined) return { status: 200, body: FILE };
				return { status: 206, body: FILE.subarray(Number(first), last === "" ? undefined : Number(last) + 1) };
			},
		}),
	});
}

const REQUESTS: readonly (readonly [what: string, options: Partial<HTTPRequestOptions>, said: string, from: number, to: number])[] = [
	["a GET", {}, "+HTTPACTION:0,200,1", 0, 1000],
	["a range", { offset: 300, length: 600 }, "+HTTPACTION:0,206,6", 300, 900],
	[
		"the answer to a POST",
		{
			method: "POST",
			length: BODY.length,
			onWritable(count) {
				this.write(BODY.subarray(0, count));
			},
		},
		"+HTTPACTION:1,200,1",
		0,
		1000,
	],
];
for (const [what, options, said, from, to] of REQUESTS) {
	test(`${what} whose report loses a digit ends with a named error, and the next one brings everything`, async () => {
		const bench = world();
		await bench.run(() => bench.ready === 1);
		const happened = mishear(bench.simulator.txd, said);
		const outcome = request(bench, { url: "http://server/", ...options });
		await bench.run(() => outcome.done.length > 0);
		assert.ok(happened());
		assert.equal(outcome.done, ["protocol 0"]);
		const next = request(bench, { url: "http://server/", ...options });
		await bench.run(() => next.done.length > 0);
		assert.equal(next.done, ["done"]);
		assert.ok(next.body.equals(FILE.subarray(from, to)));
	});
}

test("a modem that has understood another method ends the request with a named error", async () => {
	const bench = world();
	await bench.run(() => bench.ready === 1);
	const happened = mishear(bench.simulator.rxd, "AT+HTTPACTION=0", "1");
	const outcome = request(bench, { url: "http://server/" });
	await bench.run(() => outcome.done.length > 0);
	assert.ok(happened());
	assert.equal(outcome.done, ["protocol 0"]);
});

test("a break point that the modem has misunderstood is found by the length of the file", async () => {
	const bench = world();
	await bench.run(() => bench.ready === 1);
	const happened = mishear(bench.simulator.rxd, 'AT+HTTPPARA="BREAK",30');
	const outcome = request(bench, { url: "http://server/", offset: 300, total: FILE.length });
	await bench.run(() => outcome.done.length > 0);
	assert.ok(happened());
	assert.equal(outcome.done, ["rangeIgnored 206"]);
	assert.is(outcome.body.length, 0);
});

test.run();
