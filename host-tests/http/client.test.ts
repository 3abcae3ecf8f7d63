import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	type Fault,
	type HttpRequest,
	type MemoryAnswer,
	MemoryNetwork,
	scheduleFaults,
	type SimulatorOptions,
} from "../../simulator/index.ts";
import { HTTPClient, type HTTPClientOptions, type HTTPClientRequest, type HTTPClientRequestOptions } from "../../src/fetch.js";
import { type ModemError, type ModemOptions, QUEUE_DEPTH } from "../../src/index.js";
import { Exchange } from "../support/exchange.ts";
import { createFetch, type Fetch, type Fetched } from "../../lab/fetch.ts";
import { nastyFile, serve } from "../../lab/peers/file-server.ts";
import { Workbench } from "../support/workbench.ts";

const FILE = nastyFile(5000);

/** The world of most tests. */
function network(): MemoryNetwork {
	const text = (body: string | Uint8Array, answer: MemoryAnswer = {}) => ({ ...answer, body });
	return new MemoryNetwork({
		one: ({ path }) => (path === "/moved" ? { status: 302, headers: { location: "http://two/" } } : text("one")),
		two: () => text("two"),
		"two:8080": () => text("two at 8080"),
		file: () => text(FILE),
		echo: ({ body }) => text(body ?? ""),
		missing: () => text("not here", { status: 404 }),
		empty: () => ({ status: 204 }),
		endless: () => text("elsewhere", { status: 302, headers: { location: "http://endless/" } }),
		garbage: () => "protocol",
		closed: () => "connect",
		slow: () => text("slow", { delay: 5000 }),
		status: ({ path }) => ({ status: Number(path.slice(1)) }),
	});
}

interface Parts extends Workbench {
	fetch: Fetch;
	/** Codes that `onFailure` was called with. */
	failures: string[];
	world: MemoryNetwork;
}

/** A modem, and a fetch over it. */
function setUp(client: object = {}, simulator: Partial<SimulatorOptions> = {}, options: Partial<ModemOptions> = {}): Parts {
	const world = network();
	const bench = new Workbench({ network: world, ...simulator }, options);
	const failures: string[] = [];
	const http = { io: HTTPClient, modem: bench.modem, onFailure: (error: ModemError) => failures.push(error.code), ...client };
	return Object.assign(bench, { fetch: createFetch({ http, https: { ...http, protocol: "https" } }), failures, world });
}

/** Lets time pass until `until` is true, with a turn for promises every 20 ms. */
async function wait(bench: Workbench, until: () => boolean, limit = 600_000): Promise<void> {
	for (const end = bench.clock.now + limit; !until(); await turn()) {
		if (bench.clock.now > end) throw new Error(`nothing after ${limit} ms\n${bench.simulator.transcript.format(40)}`);
		await bench.clock.advance(20);
	}
}

/** Lets time pass until `promise` settles. */
async function settle<T>(bench: Workbench, promise: Promise<T>): Promise<T> {
	let settled = false;
	const note = (): void => {
		settled = true;
	};
	promise.then(note, note);
	await wait(bench, () => settled);
	return promise;
}

/** Lets promises settle; no time passes. */
function turn(): Promise<void> {
	return new Promise(resolve => {
		setImmediate(resolve);
	});
}

interface Result {
	status: number;
	statusText: string;
	length: string | undefined;
	body: Uint8Array;
	text: string;
}

async function read(response: Promise<Fetched>): Promise<Result> {
	const { status, statusText, headers, body: coming } = await response;
	const body = await coming;
	return { status, statusText, length: headers.get("content-length"), body, text: Buffer.from(body).toString("latin1") };
}

function get(parts: Parts, ...request: Parameters<Fetch>): Promise<Result> {
	return settle(parts, read(parts.fetch(...request)));
}

/** Every callback of one request, in order. */
interface Log {
	events: string[];
	errors: (ModemError | null)[];
	request: HTTPClientRequest;
}

/** A request that writes down what happens to it; it reads everything and writes nothing unless `options` do. */
function logged(client: HTTPClient, options: HTTPClientRequestOptions = {}): Log {
	const log = { events: [] as string[], errors: [] as (ModemError | null)[] } as Log;
	log.request = client.request({
		...options,
		onHeaders(status, headers, statusText) {
			log.events.push(`headers ${status}${statusText && ` ${statusText}`}`);
			options.onHeaders?.call(this, status, headers, statusText);
		},
		onReadable(count) {
			if (options.onReadable) options.onReadable.call(this, count);
			else this.read();
		},
		onDone(error) {
			log.events.push(`done${error ? ` ${error.code}` : ""}`);
			log.errors.push(error);
			options.onDone?.call(this, error);
		},
	});
	return log;
}

function client(bench: Workbench, options: Partial<HTTPClientOptions> = {}): HTTPClient {
	return new HTTPClient({ modem: bench.modem, host: "file", ...options });
}

test("fetch gets a text, with its length", async () => {
	const parts = setUp();
	const { status, text, length } = await get(parts, "http://one/");
	assert.equal([status, text, length], [200, "one", "3"]);
	assert.equal(parts.failures, []);
});

test("fetch gets bytes that look like the modem's own words", async () => {
	const parts = setUp({}, {}, { burst: 64 });
	const { body } = await get(parts, "http://file/");
	assert.equal(Buffer.from(body), Buffer.from(FILE));
});

test("fetch posts a body, in as many pieces as it takes", async () => {
	const parts = setUp({}, {}, { burst: 64 });
	const { body, status } = await get(parts, "http://echo/form?a=b", { method: "POST", body: FILE });
	assert.is(status, 200);
	assert.equal(Buffer.from(body), Buffer.from(FILE));
	assert.is(parts.world.requests[0]!.path, "/form?a=b");
});

test("fetch posts an empty body", async () => {
	const parts = setUp();
	assert.is((await get(parts, "http://echo/", { method: "POST", body: "" })).text, "");
	assert.is(parts.world.requests[0]!.method, "POST");
});

test("fetch asks for a head, whose length the modem does not know", async () => {
	const parts = setUp();
	const { status, text, length } = await get(parts, "http://file/", { method: "HEAD" });
	assert.equal([status, text, length], [200, "", undefined]);
	assert.is(parts.world.requests[0]!.method, "HEAD");
});

test("an answer without a body settles too", async () => {
	const { status, text } = await get(setUp(), "http://empty/");
	assert.equal([status, text], [204, ""]);
});

test("a 404 is an answer like any other, with its body", async () => {
	const parts = setUp();
	const { status, text } = await get(parts, "http://missing/");
	assert.equal([status, text], [404, "not here"]);
	assert.equal(parts.failures, []);
});

test("the modem follows a redirection, to another origin too", async () => {
	const parts = setUp();
	const { status, text } = await get(parts, "http://one/moved");
	assert.equal([status, text], [200, "two"]);
	assert.match(parts.simulator.transcript.format(), 'AT+HTTPPARA="REDIR",1');
});

test("a redirection that the modem does not follow settles: nobody knows where it leads", async () => {
	const parts = setUp();
	const { status, statusText, text } = await get(parts, "http://endless/");
	assert.equal([status, statusText, text], [601, "unsupported", ""]);
	const log = logged(client(parts, { host: "endless" }));
	await wait(parts, () => log.errors.length > 0);
	assert.is(log.errors[0]!.status, 302);
	assert.is((await get(parts, "http://one/")).text, "one");
});

test("redirect: false reports a redirection as it is", async () => {
	const bench = setUp();
	const log = logged(client(bench, { host: "one", redirect: false }), { path: "/moved" });
	await wait(bench, () => log.errors.length > 0);
	assert.equal(log.events, ["headers 302", "done"]);
	assert.match(bench.simulator.transcript.format(), 'AT+HTTPPARA="REDIR",0');
});

test("several origins at once share the modem, one after the other", async () => {
	const parts = setUp();
	const urls = ["http://one/", "http://two/", "http://two:8080/", "http://file/", "http://one/again"];
	const all = Promise.all(urls.map(url => read(parts.fetch(url))));
	const texts = (await settle(parts, all)).map(({ text }) => text.slice(0, 11));
	assert.equal(texts, ["one", "two", "two at 8080", Buffer.from(FILE.subarray(0, 11)).toString("latin1"), "one"]);
	assert.equal(
		parts.world.requests.map(({ host, port }) => `${host}:${port}`),
		["one:80", "two:80", "two:8080", "file:80", "one:80"],
	);
});

test("any number of requests settles, and leaves the modem's queue to the application", async () => {
	const parts = setUp();
	await parts.run(() => parts.ready === 1);
	const many = QUEUE_DEPTH * 5;
	const all = Promise.all(Array.from({ length: many }, (_, i) => read(parts.fetch(i % 2 ? "http://one/" : "http://two/"))));
	const own = Array.from({ length: QUEUE_DEPTH }, () => parts.get("http://file/"));
	const texts = (await settle(parts, all)).map(({ text }) => text);
	assert.equal(
		texts,
		Array.from({ length: many }, (_, i) => (i % 2 ? "one" : "two")),
	);
	assert.equal(
		own.map(({ end }) => end),
		own.map(() => "done"),
	);
});

test("where the application has filled the modem's queue, a request waits for a place", async () => {
	const parts = setUp();
	await parts.run(() => parts.ready === 1);
	const own = Array.from({ length: QUEUE_DEPTH + 1 }, () => parts.get("http://file/"));
	assert.throws(() => parts.modem.http.request({ url: "http://one/" }), /requests waiting/);
	assert.is((await get(parts, "http://one/")).text, "one");
	assert.equal(
		own.map(({ end }) => end),
		own.map(() => "done"),
	);
});

test("a place is taken as soon as there is one: when a request begins, and when one that waits is cancelled", async () => {
	const bench = setUp();
	const begins = Array.from({ length: QUEUE_DEPTH }, () => bench.get("http://slow/"));
	const first = logged(client(bench));
	await bench.run(() => bench.ready === 1);
	assert.throws(() => bench.get("http://one/"), /requests waiting/);
	await wait(bench, () => first.errors.length > 0);
	assert.ok(begins.every(({ end }) => end === "done"));
	const own = Array.from({ length: QUEUE_DEPTH + 1 }, () => bench.modem.http.request({ url: "http://slow/" }));
	const second = logged(client(bench));
	own[2]!.close();
	assert.throws(() => bench.get("http://one/"), /requests waiting/);
	await wait(bench, () => second.errors.length > 0);
	assert.equal(second.events, ["headers 200", "done"]);
});

test("what changes in the options after request() changes nothing", async () => {
	const bench = setUp();
	const mine = client(bench, { host: "one" });
	const options: HTTPClientRequestOptions = { path: "/a" };
	const end = { count: 0 };
	mine.request({ ...options, onDone: () => end.count++ });
	mine.request(options);
	options.path = "/b";
	mine.request({ onDone: () => end.count++ });
	await wait(bench, () => end.count === 2);
	assert.equal(
		bench.world.requests.map(({ path }) => path),
		["/a", "/a", "/"],
	);
});

test("an application that fills every place as soon as it is free does not shut a waiting request out", async () => {
	const parts = setUp();
	let rounds = 0;
	const again = (): void => {
		if (rounds++ >= 40) return;
		try {
			parts.modem.http.request({ url: "http://two/", onDone: again });
		} catch (error) {
			assert.is((error as ModemError).code, "busy");
		}
	};
	await parts.run(() => parts.ready === 1);
	for (let i = 0; i <= QUEUE_DEPTH; i++) again();
	assert.is((await get(parts, "http://one/")).text, "one");
	assert.ok(rounds < 40, `${rounds} requests came first`);
});

// V1.11, HTTPACTION: what the network makes of a request, and the modem of that.
const STATUSES: [number, string, string][] = [
	[600, "notHttp", "http://garbage/"],
	[601, "network", "http://closed/"],
	[602, "noMemory", "http://status/602"],
	[603, "dns", "http://nowhere/"],
	[604, "stackBusy", "http://status/604"],
];
for (const [status, code, url] of STATUSES) {
	test(`${status} settles with that status and "${code}"`, async () => {
		const parts = setUp();
		const result = await get(parts, url);
		assert.equal([result.status, result.statusText, result.text, result.length], [status, code, "", undefined]);
		assert.equal(parts.failures, [code]);
		assert.is((await get(parts, "http://one/")).text, "one");
	});
}

test("https: settles as unsupported, and sends nothing", async () => {
	const parts = setUp();
	const { status, statusText } = await get(parts, "https://one/");
	assert.equal([status, statusText], [601, "unsupported"]);
	assert.is((await get(parts, "https://one:8443/")).statusText, "unsupported");
	assert.equal(parts.world.requests, []);
	assert.not.match(parts.simulator.transcript.format(), "HTTPPARA");
});

test("port 443 is https: unless it is said not to be", async () => {
	const bench = setUp();
	const [silent, plain] = [{}, { protocol: "http" as const }].map(options => logged(client(bench, { port: 443, ...options })));
	await wait(bench, () => plain!.errors.length > 0);
	assert.equal(silent!.events, ["headers 601 unsupported", "done unsupported"]);
	assert.equal(plain!.events, ["headers 601 network", "done network"]);
	assert.equal(
		bench.world.requests.map(({ port }) => port),
		[443],
	);
});

test("an error is the request's own: it is still true when the modem has met another", async () => {
	const parts = setUp();
	const [dns, refused] = ["nowhere", "closed"].map(host => logged(client(parts, { host })));
	await wait(parts, () => refused!.errors.length > 0);
	const [first, second] = [dns!.errors[0]!, refused!.errors[0]!];
	assert.equal([first.code, first.status, first.operation], ["dns", 603, "http"]);
	assert.equal([second.code, second.status, second.operation], ["network", 601, "http"]);
	assert.match(first.message, "dns 603");
});

// What happens while a request runs, and what it then ends with.
const FAULTS: [string, Fault, string][] = [
	["a reset before the answer", { on: /HTTPACTION/, after: 1, powerDip: true }, "reset"],
	["a lost bearer before the answer", { on: /AT\+HTTPACTION/, after: 1, loseBearer: true }, "bearerLost"],
	["a server that says nothing", { server: "stall" }, "network"],
];
for (const [what, fault, code] of FAULTS) {
	test(`${what} settles with 601 and "${code}", and the next request works`, async () => {
		const parts = setUp();
		scheduleFaults({ clock: parts.clock, modem: parts.simulator }, [fault]);
		const { status, statusText, text } = await get(parts, "http://slow/");
		assert.equal([status, statusText, text], [601, code, ""]);
		assert.equal(parts.failures, [code]);
		assert.is((await get(parts, "http://one/")).text, "one");
	});
}

test("a modem that says nothing settles every request", async () => {
	const parts = setUp({}, { boot: "cold" });
	const all = Promise.all(["http://one/", "http://two/"].map(url => read(parts.fetch(url))));
	const results = await settle(parts, all);
	assert.equal(
		results.map(({ status, statusText }) => [status, statusText]),
		[
			[601, "noAnswer"],
			[601, "noAnswer"],
		],
	);
});

test("a body that breaks off settles, shorter than its length says, and the error is there to be seen", async () => {
	const parts = setUp({}, {}, { burst: 512 });
	scheduleFaults({ clock: parts.clock, modem: parts.simulator }, [{ on: /AT\+HTTPREAD=\d+,512/, nth: 3, powerDip: true }]);
	const { status, body, length } = await get(parts, "http://file/");
	assert.is(status, 200);
	assert.is(length, String(FILE.length));
	assert.is(body.length, 1024);
	assert.equal(Buffer.from(body), Buffer.from(FILE.subarray(0, 1024)));
	assert.equal(parts.failures, ["reset"]);
	assert.is((await get(parts, "http://one/")).text, "one");
});

test("a body that breaks off ends with onDone(error), and no second onHeaders", async () => {
	const bench = setUp({}, {}, { burst: 512 });
	scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ on: /AT\+HTTPREAD=\d+,512/, nth: 3, powerDip: true }]);
	const log = logged(client(bench));
	await wait(bench, () => log.errors.length > 0);
	assert.equal(log.events, ["headers 200", "done reset"]);
});

test("nothing is asked of the modem before the application has read what it has", async () => {
	const bench = setUp({}, {}, { burst: 512 });
	const counts: number[] = [];
	const reader = client(bench, { stallTimeout: 0 });
	const log = logged(reader, { onReadable: count => counts.push(count) });
	await wait(bench, () => counts.length === 1);
	await bench.clock.advance(60_000);
	assert.equal(counts, [512]);
	const pieces = [log.request.read(100)!];
	await bench.clock.advance(60_000);
	assert.equal(counts, [512]);
	pieces.push(log.request.read(1000)!);
	assert.equal(
		pieces.map(({ byteLength }) => byteLength),
		[100, 412],
	);
	assert.is(log.request.read(), undefined);
	await wait(bench, () => counts.length === 2);
	pieces.push(log.request.read()!);
	assert.equal(Buffer.concat(pieces.map(piece => new Uint8Array(piece))), Buffer.from(FILE.subarray(0, 1024)));
	reader.close();
	await wait(bench, () => log.errors.length > 0);
	assert.equal(log.events, ["headers 200", "done cancelled"]);
});

test("read() fills any memory of bytes from its start, and refuses all other", async () => {
	const bench = setUp({}, {}, { burst: 512 });
	let seen = false;
	const log = logged(client(bench), {
		onReadable() {
			seen = true;
		},
	});
	await wait(bench, () => seen);
	const memory = new Uint8Array(200).fill(0xaa);
	assert.is(log.request.read(new DataView(memory.buffer, 10, 50)), 50);
	assert.is(log.request.read(new Int8Array(memory.buffer, 60, 40)), 40);
	assert.equal(Buffer.from(memory.subarray(10, 100)), Buffer.from(FILE.subarray(0, 90)));
	assert.ok(memory.subarray(0, 10).every(byte => byte === 0xaa) && memory.subarray(100).every(byte => byte === 0xaa));
	assert.is(log.request.read(memory.buffer), 200);
	assert.equal(Buffer.from(memory), Buffer.from(FILE.subarray(90, 290)));
	assert.throws(() => log.request.read(new Uint16Array(4) as never), /bytes/);
	assert.throws(() => log.request.read(-1), /count/);
	assert.throws(() => log.request.read(Number.NaN), /count/);
	assert.is(log.request.read(0)!.byteLength, 0);
	assert.is(log.request.read(new Uint8Array(1000)), 512 - 290);
	assert.is(log.request.read(new Uint8Array(1)), undefined);
});

test("without onReadable the body is passed over", async () => {
	const bench = setUp();
	let end: unknown;
	client(bench).request({
		onDone(error) {
			end = error;
		},
	});
	await wait(bench, () => end !== undefined);
	assert.is(end, null);
});

test("write() says how much more can be written, takes what fits, and refuses more", async () => {
	const bench = setUp({}, {}, { burst: 64 });
	const left: (number | string)[] = [];
	const log = logged(client(bench, { host: "echo" }), {
		method: "POST",
		headers: new Map([["Content-Length", "100"]]),
		onWritable(count) {
			if (left.length > 0) return void left.push(this.write(new Uint8Array(count).fill(66)));
			left.push(count, this.write(new Uint8Array(10).fill(65).buffer), this.write());
			try {
				this.write(new Uint8Array(count));
			} catch (error) {
				left.push((error as ModemError).code);
			}
			left.push(this.write(new DataView(new Uint8Array(count - 10).fill(65).buffer)));
		},
	});
	assert.throws(() => log.request.write(new Uint8Array(1)), /0 bytes can be written now/);
	await wait(bench, () => log.errors.length > 0);
	assert.equal(log.events, ["headers 200", "done"]);
	assert.equal(left, [64, 54, 54, "argument", 0, 0]);
	assert.is(Buffer.from(bench.world.requests[0]!.body!).toString(), "A".repeat(64) + "B".repeat(36));
	assert.throws(() => log.request.write(new Uint8Array(1)), /written now/);
	assert.is(log.request.read(), undefined);
});

test("an application that stops writing settles with underrun", async () => {
	const parts = setUp();
	const { status, statusText } = await get(parts, "http://echo/", {
		method: "POST",
		headers: { "content-length": "2000" },
		body: "x",
	});
	assert.equal([status, statusText], [601, "underrun"]);
	assert.equal(parts.world.requests, []);
});

/** The header lines and the body that the server has been sent. */
async function sent(init: Parameters<Fetch>[1]): Promise<Record<string, string>> {
	const parts = setUp();
	await get(parts, "http://echo/", init);
	const request = parts.world.requests[0] as HttpRequest;
	return Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
}

test("headers go to the places that the modem has for them; those of the connection are left to it", async () => {
	const headers = await sent({
		method: "POST",
		body: "hello",
		headers: {
			"user-agent": "me/1.0",
			"content-type": "text/plain; charset=utf-8",
			host: "elsewhere",
			connection: "close",
			"keep-alive": "5",
			"x-one": "1",
			accept: "a|b",
		},
	});
	const { "user-agent": agent, "content-type": type, "x-one": one, accept, ...rest } = headers;
	assert.equal([agent, type, one, accept], ["me/1.0", "text/plain; charset=utf-8", "1", "a|b"]);
	for (const name of ["keep-alive", "te", "upgrade"]) assert.is(rest[name], undefined);
	assert.not.equal(rest["host"], "elsewhere");
	assert.not.equal(rest["connection"], "close");
});

test("a GET takes its headers as a Map or as an object, a Content-Type among them", async () => {
	for (const headers of [new Map([["content-type", "a/b"]]), { "Content-Type": "a/b" }]) {
		assert.is((await sent({ headers }))["content-type"], "a/b");
	}
});

test("headersMask leaves out what is not wanted", async () => {
	const bench = setUp();
	const seen: string[][] = [];
	for (const headersMask of [[], ["content-length"], ["date"]]) {
		logged(client(bench), { headersMask, onHeaders: (_status, headers) => seen.push([...headers.keys()]) });
	}
	await wait(bench, () => seen.length === 3);
	assert.equal(seen, [[], ["content-length"], []]);
});

const OPTIONS: [string, Partial<HTTPClientOptions>, string][] = [
	["a time limit", { timeout: 300 }, 'AT+HTTPPARA="TIMEOUT",300'],
	["a proxy", { proxy: { host: "two", port: 8080 } }, 'AT+HTTPPARA="PROIP","two"'],
	["a host in capitals", { host: "ONE" }, 'AT+HTTPPARA="URL","http://ONE/"'],
	["a port given as text", { port: "8080" }, 'AT+HTTPPARA="URL","http://file:8080/"'],
	["the usual port", { port: 80 }, 'AT+HTTPPARA="URL","http://file/"'],
];
for (const [what, options, line] of OPTIONS) {
	test(`${what} becomes ${line}`, async () => {
		const bench = setUp();
		const log = logged(client(bench, options));
		await wait(bench, () => log.errors.length > 0);
		assert.match(bench.simulator.transcript.format(), line);
	});
}

const CHUNKED = { method: "POST", headers: new Map([["Transfer-Encoding", "chunked"]]), onWritable() {} };
const BAD: [string, string, RegExp, Partial<HTTPClientOptions>, object][] = [
	["no host", "argument", /host/, { host: "" }, {}],
	["a host with a path", "argument", /host/, { host: "two/x?" }, {}],
	["a host with a login", "argument", /host/, { host: "one@two" }, {}],
	["a host that ends the line", "argument", /host/, { host: 'one"\r\nAT+CPOWD=1\r\n' }, {}],
	["port 0", "argument", /port/, { port: 0 }, {}],
	["a port that is none", "argument", /port/, { port: "80/x" }, {}],
	["a path without a slash", "argument", /path/, {}, { path: "@two/" }],
	["a path with a space", "argument", /path/, {}, { path: "/ HTTP/1.1" }],
	["a path that ends the line", "argument", /url/, {}, { path: '/"\r\nAT+CPOWD=1\r\n' }],
	["a path that is too long", "argument", /500/, {}, { path: `/${"x".repeat(500)}` }],
	["PUT", "unsupported", /GET, POST and HEAD, not PUT/, {}, { method: "PUT" }],
	["a method that ends the line", "unsupported", /GET, POST and HEAD/, {}, { method: "GET\r\nAT+CPOWD=1\r\n" }],
	["a chunked body", "unsupported", /content-length, not transfer-encoding/, {}, CHUNKED],
	["a length that is no number", "argument", /whole number/, {}, { method: "POST", headers: new Map([["Content-Length", "5x"]]) }],
	["a body of unknown length", "argument", /content-length/, {}, { method: "POST", onWritable() {} }],
	["a body without a writer", "argument", /onWritable/, {}, { method: "POST", headers: new Map([["content-length", 5]]) }],
	["a body of a GET", "argument", /POST/, {}, { headers: new Map([["content-length", "5"]]) }],
	["a length that is none", "argument", /content-length/, {}, { method: "POST", headers: new Map([["content-length", "5;"]]) }],
	["a body that is too long", "argument", /318976/, {}, { method: "POST", headers: new Map([["content-length", 400_000]]) }],
	["headers in an array", "argument", /Map/, {}, { headers: [["A", "b"]] }],
	["a header value with a line break", "argument", /header value/, {}, { headers: new Map([["A", "b\r\nC: d"]]) }],
	["a header name with a line break", "argument", /header name/, {}, { headers: new Map([["A\r\nB", "c"]]) }],
	["a header name with a colon", "argument", /header name/, {}, { headers: new Map([["A: b", "c"]]) }],
	["a header value with a quote", "argument", /header value/, {}, { headers: new Map([["A", '"']]) }],
	["a user agent with a line break", "argument", /userAgent/, {}, { headers: new Map([["User-Agent", "a\r\nAT+CPOWD=1"]]) }],
	["a header that cannot be text", "argument", /primitive/, {}, { headers: new Map([["A", Object.create(null)]]) }],
];
for (const [what, code, message, clientOptions, request] of BAD) {
	test(`${what} ends with ${code}, after request() has returned and before anything is sent`, async () => {
		const bench = setUp();
		await bench.run(() => bench.ready === 1);
		const before = bench.simulator.transcript.format();
		const log = logged(client(bench, clientOptions), request);
		assert.equal(log.events, []);
		await turn();
		assert.equal(log.events, [`headers 601 ${code}`, `done ${code}`]);
		assert.match(log.errors[0]!.message, message);
		await bench.clock.advance(1000);
		assert.is(bench.simulator.transcript.format(), before);
	});
}

test("a bad request settles, and so do those behind it", async () => {
	const parts = setUp();
	const all = ["PUT", "GET", "DELETE", undefined].map(method => read(parts.fetch("http://one/", { ...(method && { method }), body: "" })));
	const results = await settle(parts, Promise.all(all));
	assert.equal(
		results.map(({ status, statusText, text }) => `${status} ${statusText} ${text}`),
		["601 unsupported ", "200  one", "601 unsupported ", "200  one"],
	);
});

test("a client without a modem is refused at once", () => {
	assert.throws(() => new HTTPClient({ host: "one" } as HTTPClientOptions), /modem/);
});

// Where a request is when its client is closed, and what has happened to it by then.
const MOMENTS: [string, RegExp | null, string[]][] = [
	["while the modem starts", null, []],
	["while the session opens", /AT\+HTTPINIT/, []],
	["while the server is waited for", /AT\+HTTPACTION/, []],
	["while a chunk is read", /AT\+HTTPREAD=1152,/, ["headers 200"]],
	["while the end is looked for", /AT\+HTTPREAD=5000,1/, ["headers 200"]],
];

/** Calls back, once and after whatever is going on, when the transcript has a line like that. */
function onLine(bench: Workbench, pattern: RegExp, callback: () => void): void {
	const stop = bench.simulator.transcript.watch(({ text }) => {
		if (!pattern.test(text)) return;
		stop();
		bench.clock.schedule(1, callback);
	});
}

for (const [when, on, events] of MOMENTS) {
	test(`close() ${when} ends everything once with cancelled; another client goes on`, async () => {
		const bench = setUp();
		const [mine, other] = [client(bench), client(bench, { host: "one" })];
		const logs = [logged(mine), logged(other), logged(mine), logged(other)] as const;
		if (on === null) mine.close();
		else onLine(bench, on, () => mine.close());
		await wait(bench, () => logs[3].errors.length > 0);
		await turn();
		assert.equal(logs[0].events, [...events, ...(events.length > 0 ? [] : ["headers 601 cancelled"]), "done cancelled"]);
		assert.equal(logs[2].events, ["headers 601 cancelled", "done cancelled"]);
		assert.equal(logs[1].events, ["headers 200", "done"]);
		assert.equal(logs[3].events, ["headers 200", "done"]);
		mine.close();
		assert.throws(() => mine.request({}), /closed/);
		await bench.clock.advance(60_000);
		assert.is(logs[0].errors.length + logs[2].errors.length, 2);
		assert.equal(bench.failures, []);
	});
}

test("close() while a request waits for a place in the modem's queue ends it, and nothing is sent for it", async () => {
	const bench = setUp();
	await bench.run(() => bench.ready === 1);
	const own = Array.from({ length: QUEUE_DEPTH + 1 }, () => bench.get("http://two/"));
	const mine = client(bench, { host: "one" });
	const log = logged(mine);
	mine.close();
	await turn();
	assert.equal(log.events, ["headers 601 cancelled", "done cancelled"]);
	await bench.run(() => own.every(({ end }) => end === "done"));
	assert.not.ok(bench.world.requests.some(({ host }) => host === "one"));
});

test("close() before the modem is ready ends what waits there and what waits here, and sends nothing", async () => {
	const bench = setUp();
	const mine = client(bench, { host: "two" });
	const logs = [logged(mine), logged(mine), logged(mine, { method: "PUT" })];
	const other = logged(client(bench, { host: "one" }));
	mine.close();
	await wait(bench, () => other.errors.length > 0);
	for (const { events } of logs) assert.equal(events, ["headers 601 cancelled", "done cancelled"]);
	assert.equal(
		bench.world.requests.map(({ host }) => host),
		["one"],
	);
});

test("a bad request whose client is closed at once ends once", async () => {
	const bench = setUp();
	const mine = client(bench);
	const log = logged(mine, { method: "PUT" });
	mine.close();
	await turn();
	assert.equal(log.events, ["headers 601 unsupported", "done unsupported"]);
});

test("onError is for a modem that has been closed, once, and not for a client that has", async () => {
	for (const closing of ["client", "modem"] as const) {
		const bench = setUp();
		const errors: string[] = [];
		const mine = client(bench, { host: "slow", onError: error => errors.push(error.code) });
		const logs = [logged(mine), logged(mine), logged(mine, { method: "PUT" })];
		await bench.run(() => bench.ready === 1);
		if (closing === "modem") bench.modem.close();
		else mine.close();
		await turn();
		await bench.clock.advance(60_000);
		assert.equal(
			logs.map(({ errors: [error] }) => error!.code),
			closing === "modem" ? ["cancelled", "cancelled", "unsupported"] : ["cancelled", "cancelled", "cancelled"],
		);
		assert.equal(errors, closing === "modem" ? ["cancelled"] : []);
	}
});

test("close() from every callback ends the request once", async () => {
	for (const name of ["onHeaders", "onReadable", "onDone"] as const) {
		const bench = setUp();
		const mine = client(bench);
		const log = logged(mine, { [name]: () => mine.close() });
		const next = bench.get("http://one/");
		await wait(bench, () => next.end !== undefined);
		assert.equal(log.events, name === "onDone" ? ["headers 200", "done"] : ["headers 200", "done cancelled"], name);
		assert.is(next.end, "done");
	}
	const bench = setUp();
	const mine = client(bench, { host: "echo" });
	const log = logged(mine, { method: "POST", headers: { "content-length": "5" }, onWritable: () => mine.close() });
	await wait(bench, () => log.errors.length > 0);
	assert.equal(log.events, ["headers 601 cancelled", "done cancelled"]);
	assert.equal(bench.world.requests, []);
});

test("callbacks that throw keep nobody from an end", () => {
	const exchange = new Exchange(64);
	exchange.start();
	const calls: string[] = [];
	const fail = (call: string): never => {
		calls.push(call);
		throw new Error(call);
	};
	const mine = new HTTPClient({ modem: exchange.modem, host: "one", onFailure: () => fail("failure") });
	for (let i = 0; i < 2; i++)
		mine.request({ onHeaders: status => fail(`headers ${status}`), onDone: error => fail(`done ${error?.code}`) });
	const OK = "\r\nOK\r\n";
	const report = (what: string): void => {
		exchange.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
		exchange.row("AT+HTTPINIT\r", OK);
		for (const parameter of ['"CID",1', '"URL","http://one/"', '"REDIR",1']) exchange.row(`AT+HTTPPARA=${parameter}\r`, OK);
		exchange.row("AT+HTTPACTION=0\r", `${OK}\r\n+HTTPACTION:0,${what}\r\n`);
	};
	report("603,0");
	assert.throws(() => exchange.row("AT+HTTPTERM\r", OK), /failure/);
	assert.equal(calls, ["headers 603", "done dns", "failure"]);
	exchange.look();
	assert.throws(() => report("200,0"), /headers 200/);
	exchange.checkEnd(0);
	assert.throws(() => exchange.row("AT+HTTPTERM\r", OK), /done undefined/);
	assert.equal(calls.slice(3), ["headers 200", "done undefined"]);
	const outcome: string[] = [];
	mine.request({ onDone: error => outcome.push(String(error)) });
	report("200,0");
	exchange.checkEnd(0);
	exchange.row("AT+HTTPTERM\r", OK);
	assert.equal(outcome, ["null"]);
});

const TROUBLE: Fault[] = [
	{ every: 9000, bytes: "drop" },
	{ every: 9000, bytes: "drop", line: "rxd" },
	{ every: 30_000, powerDip: true },
	{ every: 20_000, loseBearer: true },
	{ every: 15_000, silence: 2000 },
	{ within: 20_000, server: "stall" },
	{ within: 20_000, server: "refuse" },
];
for (let seed = 1; seed <= 10; seed++) {
	test(`whatever happens on the way, every fetch settles, and a body is whole or an error was told (seed ${seed})`, async () => {
		const parts = setUp({}, { settings: { simTime: 500, registrationTime: 1000 } });
		scheduleFaults({ clock: parts.clock, modem: parts.simulator }, TROUBLE, seed);
		const asked = Array.from({ length: 12 }, (_, i) =>
			i % 3 === 2 ? parts.fetch("http://echo/", { method: "POST", body: FILE }) : parts.fetch("http://file/"),
		);
		const results = await settle(parts, Promise.all(asked.map(read)));
		const short = results.filter(({ status, length, body }) => status !== 200 || body.length !== Number(length));
		// After a body that is whole, too: where the modem restarts while its session is being closed.
		assert.ok(short.length <= parts.failures.length, parts.failures.join());
		for (const result of results) {
			if (short.includes(result)) assert.ok(result.status === 601 || result.status === 200);
			else assert.equal(Buffer.from(result.body), Buffer.from(FILE));
		}
	});
}

test("a modem that is closed settles everything; fetch then makes its clients with the new one", async () => {
	const parts = setUp();
	const http = { io: HTTPClient, modem: parts.modem };
	const fetch = createFetch({ http });
	const all = Promise.all(["http://slow/1", "http://slow/2", "http://one/", "http://two/"].map(url => read(fetch(url))));
	await wait(parts, () => parts.world.requests.length === 1);
	parts.modem.close();
	const results = await settle(parts, all);
	assert.equal(
		results.map(({ status, statusText }) => `${status} ${statusText}`),
		results.map(() => "601 cancelled"),
	);
	await parts.restart([]);
	http.modem = parts.modem;
	for (const host of ["slow", "one", "two"]) assert.is((await settle(parts, read(fetch(`http://${host}/`)))).text, host);
});

test("a real server is asked by many origins at once, and answers a body of 20,000 bytes", async () => {
	const servers = await Promise.all(
		["a", "b", "c"].map(name =>
			serve((request, response) => {
				if (request.url === "/moved") return void response.writeHead(302, { location: "/" }).end();
				if (request.method === "GET") return void response.end(name);
				request.pipe(response);
			}),
		),
	);
	try {
		const bench = new Workbench();
		const fetch = createFetch({ http: { io: HTTPClient, modem: bench.modem } });
		const body = nastyFile(20_000);
		const asked = servers.flatMap(({ origin }) => [
			fetch(`${origin}/`),
			fetch(`${origin}/moved`),
			fetch(`${origin}/`, { method: "POST", body }),
		]);
		const results = await settle(bench, Promise.all(asked.map(read)));
		assert.equal(
			results.map(({ status }) => status),
			results.map(() => 200),
		);
		results.forEach(({ text, body: echo }, index) => {
			if (index % 3 < 2) assert.is(text, "abc"[Math.floor(index / 3)]);
			else assert.equal(Buffer.from(echo), Buffer.from(body));
		});
	} finally {
		await Promise.all(servers.map(server => server.close()));
	}
});

test.run();
