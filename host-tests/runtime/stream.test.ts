import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SIM900 } from "../../src/index.js";
import { StreamSerial, type StreamSerialOptions } from "../../src/runtime/stream.js";

let server: Server;
let port: number;
let peers: Socket[] = [];

test.before(async () => {
	server = createServer(peer => peers.push(peer)).listen(0, "127.0.0.1");
	await once(server, "listening");
	port = (server.address() as AddressInfo).port;
});
test.after.each(() => {
	for (const peer of peers) peer.destroy();
	peers = [];
});
test.after(() => {
	server.close();
});

/** A serial port over a real socket, and the socket at its other end. */
async function open(options: Partial<StreamSerialOptions> = {}): Promise<{ serial: StreamSerial; peer: Socket }> {
	const connected = once(server, "connection");
	const serial = new StreamSerial({ open: () => connect(port, "127.0.0.1"), baud: 115200, ...options });
	await connected;
	return { serial, peer: peers.at(-1)! };
}

function collect(stream: Socket, count: number): Promise<Buffer> {
	return new Promise(resolve => {
		let got = Buffer.alloc(0);
		stream.on("data", bytes => {
			got = Buffer.concat([got, bytes]);
			if (got.length >= count) resolve(got);
		});
	});
}

const ALL = Uint8Array.from({ length: 4096 }, (_, i) => i & 255);

test("every byte value arrives in both directions, whatever the size of the view", async () => {
	const received: number[] = [];
	const view = new Uint8Array(100);
	let all: () => void;
	const done = new Promise<void>(resolve => (all = resolve));
	const queue = [...ALL];
	const { serial, peer } = await open({
		onReadable(count) {
			assert.ok(count > 0);
			for (let n; (n = this.read(view));) received.push(...view.subarray(0, n));
			if (received.length === ALL.length) all();
		},
		onWritable(count) {
			for (let n = Math.min(count, queue.length); n > 0; n -= 64) this.write(Uint8Array.from(queue.splice(0, Math.min(n, 64))));
		},
	});
	const sent = collect(peer, ALL.length);
	peer.write(ALL);
	await done;
	assert.equal(received, [...ALL]);
	assert.equal([...(await sent)], [...ALL]);
	assert.is(serial.read(view), undefined);
	serial.close();
});

test("what does not fit is refused whole, and room is offered when all is on its way", async () => {
	const offers: number[] = [];
	let again: () => void;
	const offered = new Promise<void>(resolve => (again = resolve));
	const { serial, peer } = await open({
		onWritable(count) {
			offers.push(count);
			if (offers.length === 2) again();
		},
	});
	const sent = collect(peer, 1000);
	serial.write(new Uint8Array(1000));
	assert.throws(() => serial.write(new Uint8Array(25)), /output full/);
	assert.is((await sent).length, 1000);
	await offered;
	assert.equal(offers.at(-1), 1024);
	serial.close();
});

test("a view that is used again after write() is not sent twice", async () => {
	const { serial, peer } = await open();
	const sent = collect(peer, 20);
	const view = new Uint8Array(10).fill(1);
	serial.write(view);
	view.fill(2);
	serial.write(view);
	assert.equal([...(await sent)], [...new Array<number>(10).fill(1), ...new Array<number>(10).fill(2)]);
	serial.close();
});

test("nothing comes after close()", async () => {
	let calls = 0;
	const { serial, peer } = await open({
		onReadable() {
			calls++;
		},
	});
	serial.close();
	peer.write("late");
	await once(peer, "close");
	assert.is(calls, 0);
	assert.throws(() => serial.write(new Uint8Array(1)), /closed/);
});

test("the driver talks through it", async () => {
	const connected = once(server, "connection");
	const serial = { io: StreamSerial, open: () => connect(port, "127.0.0.1"), baud: 115200 };
	const modem = new SIM900({ serial, apn: { name: "a" } });
	await connected;
	assert.is((await collect(peers.at(-1)!, 3)).toString(), "AT\r");
	modem.close();
});

test.run();
