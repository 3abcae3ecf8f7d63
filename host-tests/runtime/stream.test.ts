import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SIM900 } from "../../src/index.js";
import { type ByteStream, PortError, StreamSerial, type StreamSerialOptions } from "../../src/runtime/stream.js";
import { type SeenEvent, type SerialCallbacks, serialConformance, type SerialUnderTest } from "../support/serial-conformance.ts";

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

test("4,096 bytes arrive in both directions over a socket, whatever the size of the view", async () => {
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

/** A stream in memory and its other end: what is written arrives with the next turn of the event loop. */
class Pipe implements ByteStream {
	readonly received: number[] = [];
	private listener: ((bytes: Uint8Array) => void) | undefined;

	on(event: string, listener: (argument: any) => void): void {
		if (event === "data") this.listener = listener;
	}

	write(bytes: Uint8Array, done: () => void): void {
		setImmediate(() => {
			this.received.push(...bytes);
			done();
		});
	}

	send(bytes: number[]): void {
		setImmediate(() => this.listener?.(Uint8Array.from(bytes)));
	}

	destroy(): void {
		this.listener = undefined;
	}
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

function openOn(pipe: Pipe, { readable, writable, drain }: SerialCallbacks): SerialUnderTest {
	const events: SeenEvent[] = [];
	const drained: number[] = [];
	const memory = new Uint8Array(2048);
	const note = (kind: SeenEvent["kind"], count: number): number => events.push({ kind, count, time: 0 });
	const options: StreamSerialOptions = { open: () => pipe, baud: 115200 };
	if (writable) options.onWritable = count => note("writable", count);
	if (readable)
		options.onReadable = function (count) {
			note("readable", count);
			const view = new Uint8Array(100);
			if (drain) for (let n; (n = this.read(view));) drained.push(...view.subarray(0, n));
		};
	const serial = new StreamSerial(options);
	return {
		events,
		drained,
		readInto: async length => {
			const view = new Uint8Array(length).fill(0xee);
			return { count: serial.read(view), view: [...view] };
		},
		write: async bytes => {
			memory.set(bytes);
			serial.write(memory.subarray(0, bytes.length));
		},
		close: async () => serial.close(),
	};
}

serialConformance(
	"a stream of Node",
	(name, check) => test(name, check),
	async () => {
		const pipe = new Pipe();
		return {
			capacity: 1024,
			send: bytes => pipe.send(bytes),
			received: pipe.received,
			settle: () => turn().then(turn),
			open: async callbacks => openOn(pipe, callbacks),
			close: async () => {},
		};
	},
);

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

test("a port that is not there, and one that goes away, is told once, with what has become of it", async () => {
	const errors: string[] = [];
	const fault = (options: Partial<StreamSerialOptions>): Promise<StreamSerial> =>
		new Promise(resolve => {
			const given = { open: () => connect(port, "127.0.0.1"), baud: 115200, ...options };
			const serial: StreamSerial = new StreamSerial({
				...given,
				onStreamError: error => errors.push(error.fault),
				onError: () => resolve(serial),
			});
		});
	const refused = await fault({ open: () => connect({ path: "/no/such/socket" }) });
	assert.throws(
		() => refused.write(new Uint8Array(1)),
		(error: Error) => error instanceof PortError && error.fault === "missing",
	);
	await fault({
		open: () => {
			throw Object.assign(new Error("open EACCES /dev/ttyUSB0"), { code: "EACCES" });
		},
	});
	const connected = once(server, "connection");
	const left = fault({});
	await connected;
	peers.at(-1)!.end();
	await left;
	assert.equal(errors, ["missing", "denied", "gone"]);
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
