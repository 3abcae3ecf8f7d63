import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { TCP, type TCPOptions } from "../../src/socket.js";
import { SocketBench } from "../support/socket-bench.ts";

/** A socket whose callbacks do nothing but count, and its peer. */
async function idle(options: Partial<TCPOptions> = {}): Promise<{ bench: SocketBench; socket: TCP; told: string[] }> {
	const bench = new SocketBench();
	const told: string[] = [];
	const socket = new TCP({
		modem: bench.modem,
		address: "sink",
		port: 9,
		onReadable: count => void told.push(`readable ${count}`),
		onWritable: count => void told.push(`writable ${count}`),
		onError: error => void told.push(`error ${error.code}`),
		...options,
	});
	assert.is(socket.read(Uint8Array.of(1)), undefined);
	assert.throws(() => socket.write(Uint8Array.of(1)));
	await bench.run(() => told.length > 0);
	return { bench, socket, told };
}

const code = (expected: string) => (error: { code?: string }) => error.code === expected;
const isA = (type: new () => Error) => (error: Error) => error instanceof type;

test("bad options are refused before anything is sent", () => {
	const bench = new SocketBench();
	const good = { modem: bench.modem, address: "sink", port: 9 };
	assert.throws(() => new TCP(undefined as unknown as TCPOptions), code("argument"));
	assert.throws(() => new TCP({ ...good, modem: {} as TCPOptions["modem"] }), code("argument"));
	assert.throws(() => new TCP({ modem: bench.modem, port: 9 }), code("argument"));
	assert.throws(() => new TCP({ modem: bench.modem, address: "sink" } as unknown as TCPOptions), code("argument"));
	for (const port of ["9", 1.5, NaN]) assert.throws(() => new TCP({ ...good, port: port as number }), code("argument"));
	for (const port of [-1, 65_536]) assert.throws(() => new TCP({ ...good, port }), isA(RangeError));
	for (const address of ["", 'a"b', "a\rAT+CPOWD=1\r", "x".repeat(101)])
		assert.throws(() => new TCP({ ...good, address }), code("argument"));
	for (const burst of [0, 1461, "96"]) assert.throws(() => new TCP({ ...good, burst: burst as number }), code("argument"));
	assert.throws(() => new TCP({ ...good, format: "x" as "buffer" }), isA(RangeError));
	assert.throws(() => new TCP({ ...good, from: {} }), code("unsupported"));
	assert.is(Array.from({ length: 6 }, () => new TCP(good)).length, 6);
});

test("what else the SDK's clients give is ignored, and host stands for address", async () => {
	const bench = new SocketBench();
	let room = 0;
	const socket = new TCP({
		modem: bench.modem,
		host: "sink",
		port: 9,
		nodelay: true,
		secure: {},
		io: TCP,
		onWritable: count => (room = count),
	});
	await bench.run(() => room > 0);
	assert.ok(room >= 4096);
	socket.close();
});

test("read takes nothing, a number, or any buffer of bytes", async () => {
	const { bench, socket, told } = await idle();
	bench.peers[0]!.connection.send("HTTP/1.1 200 OK");
	await bench.run(() => told.length > 1);
	assert.is(told[1], "readable 15");
	assert.is(Buffer.from(socket.read(4) as ArrayBuffer).toString(), "HTTP");
	for (const count of [0, -1, 12, NaN]) assert.throws(() => socket.read(count));
	const memory = new ArrayBuffer(8);
	assert.is(socket.read(new Uint8Array(memory, 2, 4)), 4);
	assert.is(Buffer.from(memory).toString("latin1"), "\0\0/1.1\0\0");
	assert.is(socket.read(new DataView(memory, 0, 1)), 1);
	assert.is(socket.read(new Int8Array(memory, 1, 1)), 1);
	assert.is(Buffer.from(memory).toString("latin1"), " 2/1.1\0\0");
	assert.throws(() => socket.read(Uint16Array.of(2) as unknown as Uint8Array), isA(TypeError));
	assert.throws(() => socket.read(Math.sin as unknown as Uint8Array), isA(TypeError));
	assert.throws(() => socket.read(new Uint8Array(6)));
	socket.format = "number";
	assert.is(socket.read(new Uint8Array(100)), 48);
	socket.format = "buffer";
	assert.is(Buffer.from(socket.read() as ArrayBuffer).toString(), "0 OK");
	assert.is(socket.read(), undefined);
});

test("what a read leaves is announced again, and nothing while nothing is read", async () => {
	const { bench, socket, told } = await idle();
	bench.peers[0]!.connection.send("0123456789");
	await bench.run(() => told.length > 1);
	await bench.clock.advance(50_000);
	assert.equal(told.slice(1), ["readable 10"]);
	socket.read(3);
	assert.equal(told.slice(1), ["readable 10"], "not from within read");
	await bench.clock.advance(50_000);
	assert.equal(told.slice(1), ["readable 10", "readable 7"]);
	socket.read();
	await bench.clock.advance(50_000);
	assert.is(told.length, 3);
});

test("write takes all or throws, and says what room is left", async () => {
	const { bench, socket, told } = await idle();
	const room = Number(told[0]!.split(" ")[1]);
	assert.throws(() => socket.write(new Uint8Array(room + 1)), code("argument"));
	assert.is(socket.write(new ArrayBuffer(12)), room - 12);
	assert.throws(() => socket.write(32), isA(TypeError));
	socket.format = "number";
	assert.is(socket.write(32), room - 13);
	assert.throws(() => socket.write(Uint8Array.of(1)), isA(TypeError));
	socket.format = "buffer";
	assert.is(socket.write(new DataView(new ArrayBuffer(room - 13))), 0);
	assert.throws(() => socket.write(Uint8Array.of(1)), code("argument"));
	assert.equal(told.length, 1, "not from within write");
	await bench.run(() => told.at(-1) === `writable ${room}`);
	await bench.clock.advance(10_000);
	const heard = Buffer.concat(bench.peers[0]!.heard);
	assert.is(heard.length, room);
	assert.is(heard[12], 32);
});

test("a property of the caller's stays what it is; target, remote address and port are told", async () => {
	const target = {};
	const { socket } = await idle({ target });
	Object.assign(socket, { readable: 3, writable: 4, onReadable: 5 });
	assert.is(socket.target, target);
	assert.is(socket.remoteAddress, "sink");
	assert.is(socket.remotePort, 9);
	assert.throws(() => Object.assign(socket, { remotePort: 1 }), isA(TypeError));
	assert.is(socket.format, "buffer");
	socket.close();
	socket.close();
	for (const use of [() => socket.read(), () => socket.write(Uint8Array.of(1)), () => socket.format, () => socket.remotePort]) {
		assert.throws(use, code("cancelled"));
	}
});

test("a callback that throws keeps no other socket from being told", async () => {
	const bench = new SocketBench();
	const told: string[] = [];
	const fail = (): never => {
		throw new Error("application");
	};
	const sockets = [
		new TCP({ modem: bench.modem, address: "sink", port: 9, onWritable: fail, onError: fail }),
		new TCP({ modem: bench.modem, address: "sink", port: 9, onWritable: () => told.push("writable"), onError: () => told.push("error") }),
	];
	let thrown = 0;
	const until = async (end: () => boolean): Promise<void> => {
		for (;;) {
			try {
				return await bench.clock.run(end, 60_000);
			} catch (error) {
				if ((error as Error).message !== "application") throw error;
				thrown++;
			}
		}
	};
	await until(() => told.length === 1 && thrown === 1);
	bench.simulator.restart();
	await until(() => told.length === 2 && thrown === 2);
	assert.equal(told, ["writable", "error"]);
	sockets.forEach(socket => socket.close());
});

test("whatever the sizes of writes, reads and what the modem takes, the bytes are the same", async () => {
	const size = fc.integer({ min: 1, max: 700 });
	const world = fc.record({
		writes: fc.array(size, { minLength: 1, maxLength: 12 }),
		reads: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
		portions: fc.array(size, { maxLength: 4 }),
		burst: fc.integer({ min: 1, max: 1460 }),
		announce: fc.constantFrom("once" as const, "always" as const),
		receive: fc.integer({ min: 100, max: 3000 }),
	});
	await fc.assert(
		fc.asyncProperty(world, async ({ writes, reads, portions, burst, announce, receive }) => {
			const bench = new SocketBench({
				socketAcceptPortions: [...portions, Infinity],
				socketAnnounce: announce,
				socketReceiveBuffer: receive,
				networkRate: 1e5,
			});
			const file = nastyFile(writes.reduce((sum, count) => sum + count, 0));
			const body: Buffer[] = [];
			let turn = 0;
			const errors: string[] = [];
			const client = await bench.open("echo", 7, {
				burst,
				onReadable(count) {
					const wanted = Math.min(count, reads[turn++ % reads.length]!);
					body.push(Buffer.from(this.read(wanted) as ArrayBuffer));
				},
				onError: error => void errors.push(error.code),
			});
			let at = 0;
			for (const count of writes) {
				client.send(file.subarray(at, at + count));
				at += count;
			}
			await bench.run(() => Buffer.concat(body).length >= file.length || errors.length > 0);
			assert.ok(Buffer.concat(body).equals(file));
			assert.equal(errors, []);
		}),
		{ numRuns: 40 },
	);
});

test.run();
