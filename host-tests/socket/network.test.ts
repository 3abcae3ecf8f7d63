import { test } from "uvu";
import * as assert from "uvu/assert";
import { network, Resolver } from "../../src/network.js";
import { UDP, type UDPOptions } from "../../src/udp.js";
import type { MemorySocketServer } from "../../simulator/index.ts";
import { SocketBench } from "../support/socket-bench.ts";

/** A server that answers each datagram with its length and itself. */
const answering: MemorySocketServer = connection => ({
	received: bytes => connection.send(Buffer.concat([Buffer.from([bytes.length]), bytes])),
});

function datagrams(bench: SocketBench, options: Partial<UDPOptions> = {}): { socket: UDP; told: string[]; came: Buffer[]; from: string[] } {
	const told: string[] = [];
	const came: Buffer[] = [];
	const from: string[] = [];
	const socket = new UDP({
		modem: bench.modem,
		onReadable(count) {
			told.push(`readable ${count}`);
			for (; count > 0; count--) {
				const packet = this.read()!;
				came.push(Buffer.from(packet));
				from.push(`${packet.address}:${packet.port}`);
			}
		},
		onError: error => void told.push(`error ${error.code}`),
		...options,
	});
	return { socket, told, came, from };
}

test("a datagram goes out whole, and its answer comes back with its sender", async () => {
	const bench = new SocketBench({}, {}, { "ntp:123": answering });
	const { socket, came, from } = datagrams(bench);
	assert.is(socket.read(), undefined);
	socket.write(Uint8Array.of(1, 2, 3), "ntp", 123);
	socket.write(new Uint8Array(200).fill(7), "ntp", 123);
	await bench.run(() => Buffer.concat(came).length === 205);
	assert.is(Buffer.concat(came)[0], 3);
	assert.ok(from.every(each => each === "ntp:123"));
	assert.equal(
		bench.commands.filter(text => text.startsWith("AT+CIPSEND")).map(text => text.split(",")[1]),
		["3", "200"],
	);
	assert.ok(bench.commands.some(text => /^AT\+CIPSTART=\d,"UDP","ntp",123$/.test(text)));
});

test("datagrams: one address and port, a size that fits, and nothing after close", async () => {
	const bench = new SocketBench({}, {}, { "ntp:123": answering });
	const { socket, told } = datagrams(bench);
	const code = (expected: string) => (error: { code?: string }) => error.code === expected;
	socket.write(Uint8Array.of(1), "ntp", 123);
	assert.throws(() => socket.write(Uint8Array.of(1), "ntp", 124), code("unsupported"));
	assert.throws(() => socket.write(new Uint8Array(1025), "ntp", 123), code("argument"));
	assert.throws(() => socket.write(new Uint8Array(0), "ntp", 123), code("argument"));
	socket.close();
	socket.close();
	assert.throws(() => socket.write(Uint8Array.of(1), "ntp", 123), code("cancelled"));
	await bench.clock.advance(60_000);
	assert.equal(told, []);
});

test("a datagram that the wire damages is lost, and the next one comes", async () => {
	const bench = new SocketBench({}, {}, { "ntp:123": answering });
	const { socket, came, told } = datagrams(bench);
	socket.write(Uint8Array.of(1), "ntp", 123);
	await bench.run(() => came.length === 1);
	let left = 1;
	bench.simulator.txd.tamper = byte => (byte === 9 && left-- > 0 ? [] : byte);
	socket.write(new Uint8Array(40).fill(9), "ntp", 123);
	await bench.clock.advance(20_000);
	socket.write(Uint8Array.of(5), "ntp", 123);
	await bench.run(() => came.length >= 2);
	assert.equal(came.at(-1), Buffer.from([1, 5]));
	assert.not.ok(told.some(each => each.startsWith("error")));
});

test("after its connection has ended, a datagram socket makes another one by itself", async () => {
	const bench = new SocketBench({}, {}, { "ntp:123": answering });
	const { socket, came, told } = datagrams(bench);
	socket.write(Uint8Array.of(1), "ntp", 123);
	await bench.run(() => came.length === 1);
	bench.simulator.restart();
	await bench.run(() => told.some(each => each.startsWith("error")));
	socket.write(Uint8Array.of(2), "ntp", 123);
	await bench.run(() => came.length === 2);
});

test("the resolver passes names on, or has the modem look them up", async () => {
	const bench = new SocketBench();
	const told: string[] = [];
	const ask = (resolver: Resolver, host: string): void =>
		resolver.resolve({
			host,
			onResolved: (name, address) => void told.push(`${name} ${address}`),
			onError: name => void told.push(`${name} unknown`),
		});
	const passing = new Resolver({ modem: bench.modem });
	ask(passing, "anything.example");
	ask(passing, "localhost");
	assert.equal(told, [], "not from within");
	await bench.clock.advance(100);
	assert.equal(told.splice(0), ["anything.example anything.example", "localhost 127.0.0.1"]);
	assert.not.ok(bench.commands.some(text => text.includes("CDNSGIP")));
	const asking = new Resolver({ modem: bench.modem, lookup: true });
	ask(asking, "server");
	ask(asking, "nobody");
	ask(asking, "1.2.3.4");
	await bench.run(() => told.length === 3);
	assert.match(told[0]!, /^server \d+\.\d+\.\d+\.\d+$/);
	assert.equal(told.slice(1), ["nobody unknown", "1.2.3.4 1.2.3.4"]);
	ask(asking, "server");
	asking.close();
	await bench.clock.advance(60_000);
	assert.is(told.length, 3);
	assert.throws(
		() => ask(asking, "server"),
		(error: { code: string }) => error.code === "cancelled",
	);
	assert.throws(
		() => passing.resolve({ host: 'a"b', onResolved() {} }),
		(error: { code: string }) => error.code === "argument",
	);
	assert.throws(
		() => passing.resolve({ host: "a" }),
		(error: { code: string }) => error.code === "argument",
	);
});

test("device.network in one call: as many services as there are classes for", () => {
	const bench = new SocketBench();
	const Client = (): void => {};
	const TLS = (): void => {};
	const { modem } = bench;
	assert.equal(Object.keys(network({ modem })), []);
	assert.equal(Object.keys(network({ modem, HTTPClient: Client })), ["http"]);
	const all = network({
		modem,
		HTTPClient: Client,
		MQTTClient: Client,
		WebSocketClient: Client,
		TLSSocket: TLS,
		secure: { certificate: 1 },
		burst: 512,
	});
	assert.equal(Object.keys(all), ["http", "https", "mqtt", "mqtts", "ws", "wss"]);
	const { https, mqtt } = all as Record<
		string,
		{ io: unknown; port: number; socket: Record<string, unknown>; dns: { io: unknown; modem: unknown } }
	>;
	assert.is(https!.socket["io"], TLS);
	assert.is(https!.socket["modem"], modem);
	assert.is(https!.port, 443);
	assert.is(mqtt!.port, 1883);
	assert.is(mqtt!.dns.io, Resolver);
	assert.is(mqtt!.dns.modem, modem);
});

test.run();
