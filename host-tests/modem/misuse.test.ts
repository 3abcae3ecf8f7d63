/* What applications do in callbacks and at the wrong moment. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPPut, HTTPRequest, HTTPRequestOptions } from "../../src/index.js";
import { CONTENT, ScenarioBench } from "../support/scenarios.ts";
import { Workbench } from "../support/workbench.ts";

const URL = "http://server/file";
const SERVER = { host: "server", user: "me", password: "secret" };
const CALLBACKS = ["onHeaders", "onReadable", "onProgress", "onDone"] as const;

type End = (error: { code: string } | null) => void;

/** A GET that reads everything; `act` is called in one of its callbacks, the first `times` times. */
function get(bench: ScenarioBench, end: End, callback: string, act: (this: HTTPRequest) => void, times = 1): void {
	let left = times;
	const may = (request: HTTPRequest): void => {
		if (left-- > 0) act.call(request);
	};
	const callbacks = {
		onHeaders(this: HTTPRequest) {
			if (callback === "onHeaders") may(this);
		},
		onReadable(this: HTTPRequest) {
			this.skip(this.readable);
			if (callback === "onReadable") may(this);
		},
		onProgress(this: HTTPRequest) {
			if (callback === "onProgress") may(this);
		},
		onDone(this: HTTPRequest, error: { code: string } | null) {
			end(error);
			if (callback === "onDone") may(this);
		},
	};
	bench.modem.http.request({ url: URL, ...callbacks } as HTTPRequestOptions);
}

/** Runs to an end, whatever an application throws meanwhile: how often it has. */
async function survive(bench: ScenarioBench, ends: string[]): Promise<number> {
	let thrown = 0;
	while (ends.length === 0) {
		await bench
			.run(() => ends.length > 0, 100_000)
			.catch((error: Error) => {
				if (!error.message.startsWith("application")) throw error;
				thrown++;
			});
	}
	return thrown;
}

function begin(): { bench: ScenarioBench; ends: string[]; end: End } {
	const ends: string[] = [];
	return { bench: new ScenarioBench(), ends, end: error => ends.push(error?.code ?? "done") };
}

for (const callback of CALLBACKS) {
	test(`close() in ${callback} ends the request once`, async () => {
		const { bench, ends, end } = begin();
		get(bench, end, callback, function () {
			this.close();
			this.close();
		});
		await survive(bench, ends);
		await bench.assertWorks(callback);
		assert.equal(ends, [callback === "onDone" ? "done" : "cancelled"]);
	});

	test(`closing the modem in ${callback} ends the request once, and nothing is called afterwards`, async () => {
		const { bench, ends, end } = begin();
		get(bench, end, callback, () => bench.modem.close());
		await survive(bench, ends);
		await bench.clock.advance(200_000);
		assert.equal(ends, [callback === "onDone" ? "done" : "cancelled"]);
	});

	test(`a request made in ${callback} runs after this one`, async () => {
		const { bench, ends, end } = begin();
		get(
			bench,
			() => {},
			callback,
			() => get(bench, end, "", () => {}),
		);
		await survive(bench, ends);
		assert.equal(ends, ["done"]);
		await bench.assertWorks(callback);
	});

	test(`${callback} may throw: the request ends as it would have, and the next one is not delayed`, async () => {
		const { bench, ends, end } = begin();
		get(
			bench,
			end,
			callback,
			() => {
				throw new Error("application");
			},
			2,
		);
		assert.ok((await survive(bench, ends)) > 0 || callback === "onDone");
		await bench.clock.advance(2000).catch(() => {});
		assert.equal(ends, ["done"]);
		const started = bench.clock.now;
		await bench.assertWorks(callback);
		assert.ok(bench.clock.now - started < 2000, `${bench.clock.now - started} ms`);
		assert.is(bench.modem.statistics.resynchronised, 1);
	});
}

/** The call is refused with a clear error; nothing else changes. */
function refuses(act: () => unknown): void {
	assert.throws(act, (error: { code?: string; message: string }) => error.code === "argument" && error.message.length > 10);
}

const NO_BUFFERS: any[] = [undefined, null, 5, "abc", [1, 2], {}, new ArrayBuffer(4), new Uint16Array(2), new DataView(new ArrayBuffer(4))];

test("bytes are read into a Uint8Array, and skipped by a count: anything else is refused, and nothing is lost", async () => {
	const { bench, ends, end } = begin();
	const read: number[] = [];
	const buffer = new Uint8Array(700);
	bench.modem.http.request({
		url: URL,
		onReadable() {
			for (const bad of NO_BUFFERS) refuses(() => this.read(bad));
			for (const bad of [-1, 1.5, Number.NaN, "1", null, undefined, {}]) refuses(() => this.skip(bad as number));
			assert.is(this.read(new Uint8Array(0)), 0);
			this.skip(0);
			for (let count; (count = this.read(buffer));) read.push(...buffer.subarray(0, count));
			assert.is(this.readable, 0);
			this.skip(5);
		},
		onDone(error) {
			assert.is(this.read(buffer), 0);
			this.skip(5);
			end(error);
		},
	});
	await survive(bench, ends);
	assert.equal(Uint8Array.from(read), CONTENT);
	await bench.assertWorks("read");
});

/** Writes CONTENT, after everything that is no buffer, too long, or nothing at all. */
function write(this: HTTPRequest | FTPPut, count: number, at: number): number {
	for (const bad of NO_BUFFERS) refuses(() => this.write(bad));
	refuses(() => this.write(new Uint8Array(count + 1)));
	this.write(new Uint8Array(0));
	const piece = CONTENT.subarray(at, at + count);
	this.write(piece);
	return at + piece.length;
}

test("a body is written from a Uint8Array that fits: anything else is refused, and nothing of it is sent", async () => {
	const { bench, ends, end } = begin();
	let at = 0;
	const body: Buffer[] = [];
	const request = bench.modem.http.request({
		url: URL,
		method: "POST",
		length: CONTENT.length,
		onWritable(count) {
			at = write.call(this, count, at);
		},
		onReadable(count, start) {
			body.push(Buffer.from(this.memory.slice(start, start + count)));
			this.skip(count);
		},
		onDone: end,
	});
	refuses(() => request.write(new Uint8Array(5)));
	await survive(bench, ends);
	assert.equal(ends, ["done"]);
	assert.equal(Buffer.concat(body), Buffer.from(CONTENT));
});

test("an upload is written from a Uint8Array that fits, and finished where no length was declared", async () => {
	const { bench, ends, end } = begin();
	let at = 0;
	const put = bench.modem.ftp.put({
		...SERVER,
		path: "/new",
		length: CONTENT.length,
		extended: false,
		onWritable(count) {
			refuses(() => this.finish());
			at = write.call(this, count, at);
		},
		onDone: end,
	});
	refuses(() => put.write(new Uint8Array(5)));
	refuses(() => put.finish());
	await survive(bench, ends);
	assert.equal(ends, ["done"]);
	assert.equal(Buffer.from(bench.server.files.get("/new")!), Buffer.from(CONTENT));
	const open = begin();
	open.bench.modem.ftp.put({
		...SERVER,
		path: "/new",
		onWritable() {
			this.write(CONTENT.subarray(0, 10));
			this.finish();
			this.finish();
			refuses(() => this.write(new Uint8Array(1)));
		},
		onDone: open.end,
	});
	await survive(open.bench, open.ends);
	assert.equal(open.ends, ["done"]);
	assert.is(open.bench.server.files.get("/new")!.length, 10);
});

test("options belong to the request once it is made: what they become then changes nothing", async () => {
	const { bench, ends, end } = begin();
	let taken = 0;
	const options: Record<string, unknown> = {
		url: URL,
		onReadable(this: HTTPRequest) {
			taken += this.readable;
			this.skip(this.readable);
		},
		onDone: end,
	};
	bench.modem.http.request(options as unknown as HTTPRequestOptions);
	Object.assign(options, { url: 5, length: 3, offset: 7, total: "x", verify: true, method: "POST" });
	await survive(bench, ends);
	assert.equal([ends, taken], [["done"], CONTENT.length]);
});

test("a closed modem takes nothing more, and says so", () => {
	const { modem } = new ScenarioBench();
	modem.close();
	modem.close();
	const calls = [
		() => modem.http.request({ url: URL }),
		() => modem.ftp.quit(),
		() => modem.signal(() => {}),
		() => modem.command("AT", {}),
		() => modem.disconnect(),
	];
	for (const call of calls) assert.throws(call, (error: { code: string }) => error.code === "cancelled");
});

// What is refused before anything is sent, and what the sentence says.
const http = (options: object) => (bench: ScenarioBench) => bench.modem.http.request({ url: URL, ...options } as HTTPRequestOptions);
const ftp = (options: object) => (bench: ScenarioBench) => bench.modem.ftp.get({ ...SERVER, path: "/file", ...options });
const REFUSED: [string, (bench: ScenarioBench) => unknown, RegExp][] = [
	["an option that does not exist", http({ onReadible() {} }), /no option is called onReadible; there are .*onReadable/],
	["one of FTP", ftp({ pasive: true }), /no option is called pasive; there are .*passive/],
	["one of a proxy", http({ proxy: { host: "a", port: 1, user: "x" } }), /proxy: no option is called user; there are host, port/],
	["one of a command", bench => bench.modem.command("AT", { timeout: 5 } as never), /no option is called timeout; there are limit/],
	["a command without AT", bench => bench.modem.command("+CSQ", {}), /must begin with AT/],
	["a body", http({ method: "POST", body: "x" }), /body is written in onWritable: give its length/],
	["a POST without a length", http({ method: "POST", onWritable() {} }), /a POST requires length/],
	["a space in a URL", http({ url: "http://server/a b" }), /url has a space at index 15: write %20/],
	["a quote in a URL", http({ url: 'http://server/"' }), /url must be printable ASCII without quotes; index 14 is not/],
	["an umlaut in a URL", http({ url: "http://server/ü" }), /index 14 is not/],
	["https", http({ url: "HTTPS://server/" }), /no TLS: use an http: URL/],
	["ftp as a URL", http({ url: "ftp://server/file" }), /modem\.ftp\.get/],
	["another scheme", http({ url: "gopher://server/" }), /url must begin with http:\/\//],
	["a URL without a host", http({ url: "http:///file" }), /url has no host/],
	["a URL that is a scheme", http({ url: "http://" }), /url has no host/],
	["a path instead of a URL", http({ url: "/file" }), /url has no host/],
	["a URL as FTP's host", ftp({ host: "ftp://server" }), /host must be a name or an address, without ftp:\/\//],
];
for (const [what, act, sentence] of REFUSED) {
	test(`${what} is refused before anything is sent, and the sentence says what to do`, async () => {
		const { bench } = begin();
		await bench.run(() => bench.ready === 1);
		const { commands } = bench.modem.statistics;
		assert.throws(() => act(bench), sentence);
		await bench.clock.advance(1000);
		assert.is(bench.modem.statistics.commands, commands);
	});
}

test("a misspelt option of the modem is named", () => {
	assert.throws(() => new Workbench({}, { powerkey: { pin: 4 } } as never), /no option is called powerkey; there are .*powerKey/);
});

test.run();
