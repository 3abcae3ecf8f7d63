import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPGet, FTPPut, HTTPRequest } from "../../src/index.js";
import { CONTENT, ScenarioBench } from "../support/scenarios.ts";

/*
	An application that does not do its part: what it leaves is offered again, each second, and after `stallTimeout` the next request begins.
*/

const URL = "http://server/file";
const SERVER = { host: "server", user: "me", password: "secret" };

interface Reader {
	readonly readable: number;
	read(buffer: Uint8Array): number;
	skip(count: number): void;
}

/** What happens in `onReadable`; the bytes that were read. */
type Behaviour = (reader: Reader, bytes: number[], call: number) => void;

function take(reader: Reader, bytes: number[], most: number): void {
	const buffer = new Uint8Array(most);
	const count = reader.read(buffer);
	bytes.push(...buffer.subarray(0, count));
}

const READERS: [string, Behaviour][] = [
	["reads ten bytes a call", (reader, bytes) => take(reader, bytes, 10)],
	[
		"throws before it reads, every other call",
		(reader, bytes, call) => {
			if (call % 2 === 0) throw new Error("application");
			take(reader, bytes, 2000);
		},
	],
	[
		"throws after it has read a part",
		(reader, bytes) => {
			take(reader, bytes, 700);
			throw new Error("application");
		},
	],
	["reads only when it is called the third time", (reader, bytes, call) => void (call % 3 === 2 && take(reader, bytes, 2000))],
];

async function survive(bench: { run(until: () => boolean, limit?: number): Promise<void> }, until: () => boolean): Promise<void> {
	while (!until()) {
		await bench.run(until, 3_600_000).catch((error: Error) => {
			if (!error.message.startsWith("application")) throw error;
		});
	}
}

for (const [what, behave] of READERS) {
	test(`an application that ${what} gets all of it, by HTTP and by FTP`, async () => {
		for (const service of ["http", "ftp"] as const) {
			const bench = new ScenarioBench();
			const bytes: number[] = [];
			const ends: string[] = [];
			let calls = 0;
			const callbacks = {
				onReadable(this: Reader) {
					behave(this, bytes, calls++);
				},
				onDone: (error: { code: string } | null) => void ends.push(error ? error.code : "done"),
			};
			if (service === "http") bench.modem.http.request({ url: URL, ...callbacks });
			else bench.modem.ftp.get({ ...SERVER, path: "/file", ...callbacks });
			await survive(bench, () => ends.length > 0);
			assert.equal(ends, ["done"]);
			assert.equal(Buffer.from(bytes), Buffer.from(CONTENT));
		}
	});
}

/** What is left undone, and what ends it. */
const STALLS: [
	string,
	(bench: ScenarioBench, stallTimeout: number | undefined, onDone: (error: { code: string } | null) => void) => void,
][] = [
	["GET", ({ modem }, stallTimeout, onDone) => void modem.http.request({ url: URL, onReadable() {}, onDone, ...time(stallTimeout) })],
	[
		"FTP get",
		({ modem }, stallTimeout, onDone) => void modem.ftp.get({ ...SERVER, path: "/file", onReadable() {}, onDone, ...time(stallTimeout) }),
	],
	[
		"FTP put",
		({ modem }, stallTimeout, onDone) => void modem.ftp.put({ ...SERVER, path: "/new", onWritable() {}, onDone, ...time(stallTimeout) }),
	],
];

function time(stallTimeout: number | undefined): { stallTimeout?: number } {
	return stallTimeout === undefined ? {} : { stallTimeout };
}

for (const [what, begin] of STALLS) {
	for (const stallTimeout of [undefined, 500, 5000]) {
		test(`${what} of an application that does nothing ends with stalled after ${stallTimeout ?? 60_000} ms, and the next one works`, async () => {
			const bench = new ScenarioBench({ simulator: { settings: { networkRate: 1e5, ftpIdleTime: 3_600_000 } } });
			await bench.run(() => bench.ready === 1);
			const ends: string[] = [];
			const start = bench.clock.now;
			begin(bench, stallTimeout, error => void ends.push(error!.code));
			bench.modem.signal(error => void ends.push(error ? error.code : "signal"));
			await bench.run(() => ends.length === 2);
			assert.equal(ends, ["stalled", "signal"]);
			const took = bench.clock.now - start;
			assert.ok(took > (stallTimeout ?? 60_000) && took < (stallTimeout ?? 60_000) + 12_000, `${took}`);
		});
	}
	test(`${what} with a stallTimeout of 0 waits for ever`, async () => {
		const bench = new ScenarioBench({ simulator: { settings: { networkRate: 1e5, ftpIdleTime: 1e9 } } });
		let ended = 0;
		begin(bench, 0, () => ended++);
		await bench.clock.advance(3_600_000);
		assert.is(ended, 0);
	});
}

test("what is unread is offered once a second, and the rest of what was begun at once", async () => {
	const bench = new ScenarioBench();
	const calls: number[] = [];
	bench.modem.http.request({
		url: URL,
		onReadable(this: HTTPRequest) {
			calls.push(bench.clock.now);
			if (calls.length === 4) this.skip(1);
			if (calls.length > 4) this.skip(this.readable);
		},
	});
	await bench.run(() => calls.length === 5);
	const pauses = calls.slice(1).map((call, index) => Math.round(call - calls[index]!));
	assert.equal(pauses, [1000, 1000, 1000, 1]);
});

test("an upload that writes late writes it all", async () => {
	const bench = new ScenarioBench({ simulator: { settings: { networkRate: 1e5, ftpIdleTime: 3_600_000 } } });
	const ends: string[] = [];
	let calls = 0;
	bench.modem.ftp.put({
		...SERVER,
		path: "/late",
		length: CONTENT.length,
		onWritable(this: FTPPut, count) {
			calls++;
			if (calls % 3 === 0) this.write(CONTENT.subarray(this.checkpoint, this.checkpoint + Math.min(count, 300)));
		},
		onDone: error => void ends.push(error ? error.code : "done"),
	});
	await bench.run(() => ends.length > 0);
	assert.equal(ends, ["done"]);
	assert.equal(Buffer.from(bench.server.files.get("/late") ?? []), Buffer.from(CONTENT));
});

test("close() while bytes are unread, and between two offers, ends it once", async () => {
	for (const delay of [0, 1, 500, 1000, 1500]) {
		const bench = new ScenarioBench();
		const ends: string[] = [];
		const get: FTPGet = bench.modem.ftp.get({ ...SERVER, path: "/file", onReadable() {}, onDone: error => void ends.push(error!.code) });
		await bench.run(() => get.readable > 0);
		await bench.clock.advance(delay);
		get.close();
		get.close();
		await bench.run(() => ends.length > 0);
		await bench.clock.advance(5000);
		assert.equal(ends, ["cancelled"]);
	}
});

test.run();
