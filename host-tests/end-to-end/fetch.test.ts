import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildFirmware, runFirmware, STACK_SLOTS } from "../../lab/lane/index.ts";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serve } from "../../lab/peers/file-server.ts";
import { DEVKIT_CONFIG, runSession, type SessionOptions, type SessionResult, sha256 } from "../../lab/session.ts";
import { Esp32Board, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";

const FILE = nastyFile(20_000);
const POSTED = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31 + 7) & 255);

let first: FileServer;
let second: FileServer;

function start(): Promise<FileServer> {
	return serve((request, response) => {
		if (request.url === "/moved") return void response.writeHead(302, { location: `${second.origin}/file` }).end("look elsewhere");
		if (request.url === "/nothing") return void response.writeHead(404).end("not here");
		if (request.method === "POST") return void request.pipe(response);
		response.end(FILE);
	});
}

test.before(async () => {
	first = await start();
	second = await start();
});
test.after(async () => {
	await first.close();
	await second.close();
});

function run(engine: "xs" | "node", requests: object[], options: Partial<SessionOptions> = {}): Promise<SessionResult> {
	return runSession({ firmware: "lab/firmware/fetch.ts", config: { requests }, engine, baud: 115200, ...options });
}

for (const engine of engines) {
	test(`${engine}: a fetch gets, posts, asks for a head, is redirected and refused, at two origins at once`, async () => {
		const { trace, sha256: digest } = await run(engine, [
			{ url: `${first.origin}/file` },
			{ url: `${second.origin}/echo`, method: "POST", body: POSTED.length, headers: { "content-type": "application/octet-stream" } },
			{ url: `${first.origin}/file`, method: "HEAD" },
			{ url: `${first.origin}/moved` },
			{ url: `${second.origin}/nothing` },
		]);
		assert.is(trace, "200  20000\n200  5000\n200  0\n200  20000\n404  8\n");
		assert.is(digest, sha256(Buffer.concat([FILE, POSTED, FILE, Buffer.from("not here")])));
	});

	test(`${engine}: what cannot be done settles: another method, https:, a server that is not there, a bad header`, async () => {
		const { trace } = await run(engine, [
			{ url: `${first.origin}/file`, method: "PUT", body: 10 },
			{ url: "https://127.0.0.1/" },
			{ url: "http://127.0.0.1:9/" },
			{ url: `${first.origin}/file`, headers: { a: "b\r\nc: d" } },
			{ url: `${first.origin}/nothing` },
		]);
		assert.match(trace, "failed: http: network 601\n");
		assert.match(trace, /601 unsupported 0\n601 unsupported 0\n601 network 0\n601 argument 0\n404 {2}8\n$/);
	});

	test(`${engine}: more requests than the modem's queue has places all settle`, async () => {
		const { trace, bytes } = await run(
			engine,
			Array.from({ length: 20 }, (_, i) => ({ url: `${(i % 2 ? first : second).origin}/nothing` })),
		);
		assert.is(trace, "404  8\n".repeat(20));
		assert.is(bytes, 160);
	});
}

/** As the SDK's fetch (examples/io/tcp/fetch): a client and its request, made in a promise within a promise, where another request ends, deep in the driver. */
const FROM_ON_DONE = `
	import device from "embedded:provider/builtin";
	import config from "mc/config";
	import { SIM900, wire } from "sim900";
	import { HTTPClient } from "sim900/fetch";
	import { host } from "./lab/lane/host.ts";
	const modem = new SIM900(wire(config.sim900, device.io));
	const fetch = (origin, path) => new Promise(resolve => {
		let length = 0;
		const body = new Promise(settle => {
			const client = new HTTPClient({ modem, ...origin, onError() { this.close() } });
			client.request({
				path,
				onHeaders() { resolve(body) },
				onReadable(count) { length += this.read(count).byteLength },
				onDone() { settle(length) },
			});
		});
	});
	modem.http.request({
		url: config.url,
		onReadable(count) { this.skip(count) },
		onDone(error) {
			trace(error ? error.code : "done", " ");
			fetch({ host: "127.0.0.1", port: config.port }, "/file").then(length => { trace(length); host.done(0) });
		},
	});`;

for (const engine of engines) {
	test(`${engine}: a fetch that begins in onDone fits the smallest stack of the SDK's targets`, async () => {
		const clock = new VirtualClock();
		const board = new Esp32Board({ clock, modem: new SIM900Simulator({ clock }) });
		let trace = "";
		await runFirmware({
			bundle: await buildFirmware({ source: FROM_ON_DONE }),
			config: {
				url: `${first.origin}/file`,
				port: Number(new URL(first.origin).port),
				sim900: { ...DEVKIT_CONFIG, serial: { ...DEVKIT_CONFIG.serial, baud: 115200 } },
			},
			...{ engine, clock, board, stackSlots: STACK_SLOTS, limit: 120_000 },
			onTrace: text => (trace += text),
		});
		assert.is(trace, `done ${FILE.length}`);
	});
}

test.run();
