/* The modem and each service by itself: `sim900/modem`, `sim900/http`, `sim900/ftp`, `sim900/fetch`. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryFtpServer, MemoryNetwork, VirtualClock, SIM900Simulator, createIO, DEVKIT } from "../../simulator/index.ts";
import { HTTPClient } from "../../src/fetch.js";
import { FTP } from "../../src/ftp.js";
import { HTTP } from "../../src/http.js";
import { Modem, type ModemOptions } from "../../src/modem.js";
import { virtualRuntime } from "../support/workbench.ts";

function setUp(): { clock: VirtualClock; modem: Modem } {
	const clock = new VirtualClock();
	const server = new MemoryFtpServer({ files: { "/file": "12345" }, users: { me: "secret" } });
	const network = new MemoryNetwork({ server: () => ({ status: 200, body: "hello" }) }, { server });
	const simulator = new SIM900Simulator({ clock, network });
	const io = createIO({ clock, modem: simulator, wiring: DEVKIT });
	const serial = { io: io.Serial, port: 2, transmit: 17, receive: 16, baud: 115200 };
	const modem = new Modem({ serial, apn: { name: "internet" }, runtime: virtualRuntime(clock) } as ModemOptions);
	return { clock, modem };
}

test("a modem alone becomes ready, and answers", async () => {
	const { clock, modem } = setUp();
	let rssi = -1;
	modem.signal((_error, value) => {
		rssi = value;
	});
	await clock.run(() => rssi >= 0 && modem.ready, 600_000);
});

test("HTTP and FTP share one modem without a SIM900", async () => {
	const { clock, modem } = setUp();
	const http = new HTTP({ modem });
	const ftp = new FTP({ modem });
	const done: (string | number)[] = [];
	let body = "";
	http.request({
		url: "http://server/",
		onReadable(count, start) {
			body += Buffer.from(this.memory.slice(start, start + count)).toString();
			this.skip(count);
		},
		onDone: error => done.push(error ? error.code : "done"),
	});
	ftp.size({
		host: "server",
		user: "me",
		password: "secret",
		path: "/file",
		onDone: (error, size) => done.push(error ? error.code : size),
	});
	await clock.run(() => done.length === 2, 600_000);
	assert.equal(done, ["done", 5]);
	assert.is(body, "hello");
});

test("a fetch client needs no more than an HTTP service", async () => {
	const { clock, modem } = setUp();
	const client = new HTTPClient({ modem: { http: new HTTP({ modem }) }, host: "server" });
	const ends: unknown[] = [];
	client.request({ onDone: error => ends.push(error) });
	client.request({ onDone: error => ends.push(error) });
	for (let i = 0; i < 1000 && ends.length < 2; i++) {
		await clock.advance(20);
		await Promise.resolve();
	}
	assert.equal(ends, [null, null]);
});

test("what is no modem is refused", () => {
	for (const wrong of [undefined, null, {}, { machine: {} }]) {
		for (const Service of [HTTP, FTP]) {
			assert.throws(
				() => new Service({ modem: wrong as never }),
				(error: { code: string }) => error.code === "argument",
			);
		}
	}
});

test.run();
