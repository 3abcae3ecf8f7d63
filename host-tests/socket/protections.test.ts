import { test } from "uvu";
import * as assert from "uvu/assert";
import { Resolver } from "../../src/network.js";
import { TCP } from "../../src/socket.js";
import { coreOf } from "../../src/modem/core.js";
import { damageAfter } from "../support/damage.ts";
import { type Client, SocketBench } from "../support/socket-bench.ts";

/** Where payload stands after a header that has lost digits, this closes it: nothing but the header says that there is more. */
const CLOSE = "\r\nOK\r\n";

/** The server sends `text`, and a header is damaged: the connection ends, and what has been handed over is the beginning of the text, by whole reads. */
async function endsDamaged(text: string, before: RegExp, whole: number, becomes?: readonly number[]): Promise<void> {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	const isDamaged = damageAfter(bench, before, becomes);
	bench.peers[0]!.connection.send(text);
	await bench.run(() => client.errors.length > 0, 60_000).catch(() => {});
	assert.ok(isDamaged());
	assert.equal(client.errors, ["protocol"], bench.simulator.transcript.format(20));
	assert.is(client.body.toString("latin1"), text.slice(0, whole));
	await bench.run(() => bench.peers[0]!.ended);
}

test("a header with the number of another connection ends the one that reads", () =>
	endsDamaged("x".repeat(50), /\+CIPRXGET: ?2,$/, 0, [0x35]));

test("a header that has lost a digit ends the connection, even where the payload closes itself", () =>
	endsDamaged(`123456789${CLOSE}${"x".repeat(200)}`, /\+CIPRXGET: ?2,\d,9$/, 0));

test("the header of the last bytes says no less than the modem had before", () =>
	endsDamaged(`${"x".repeat(96)}12345${CLOSE}`.padEnd(96 + 52, "y"), /\+CIPRXGET: ?2,\d,5$/, 96));

for (const word of ["OK", "ERROR"]) {
	test(`payload without its header that says ${word}, and then what would answer another connection: that one has not one wrong byte`, async () => {
		const bench = new SocketBench({}, { burst: 1152 });
		const clients = [await bench.open("sink", 9, { burst: 1152 }), await bench.open("sink", 9, { burst: 1152 })];
		const [first, second] = bench.peers;
		// Longer than the FIFO: what ends the read comes with the first burst, and the false answer after the next command has gone out.
		const answer = `\r\n+CIPRXGET:2,2,5,0\r\nwrong${CLOSE}`;
		const isDamaged = damageAfter(bench, /1,1\r\n\r\n\+CIPRXGET: ?1,2\r\n\r\n\+CIPRX$/);
		first!.connection.send(`${"x".repeat(20)}\r\n${word}\r\n${"y".repeat(400)}${answer.repeat(10)}`);
		second!.connection.send("right", 8);
		await bench.run(() => clients[1]!.body.length > 0, 60_000).catch(() => {});
		await bench.clock.advance(60_000);
		assert.ok(isDamaged());
		assert.equal(
			clients.map(client => [client.body.toString("latin1"), client.errors]),
			[
				["", ["protocol"]],
				["right", []],
			],
			bench.simulator.transcript.format(40),
		);
	});
}

test("bytes whose acknowledgement is damaged are not sent again: the connection ends", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	const isDamaged = damageAfter(bench, /DATA ACCEPT: ?$/, [0x58]);
	client.send("once");
	await bench.run(() => client.errors.length > 0, 60_000).catch(() => {});
	assert.ok(isDamaged());
	await bench.clock.advance(20_000);
	assert.is(Buffer.concat(bench.peers[0]!.heard).toString(), "once");
	assert.is(client.errors.length, 1);
});

for (const [what, becomes] of [
	["lost", undefined],
	["changed", [0x30]],
] as const) {
	test(`an acknowledgement of 110 bytes with a digit that is ${what}: they are sent once`, async () => {
		const bench = new SocketBench();
		const client = await bench.open("sink", 9);
		const file = Array.from({ length: 110 }, (_, index) => String.fromCharCode(0x21 + (index % 90))).join("");
		const isDamaged = damageAfter(bench, /DATA ACCEPT: ?\d,1$/, becomes);
		client.send(file);
		await bench.run(() => isDamaged() && bench.commands.some(text => /CIPACK/.test(text)));
		await bench.clock.advance(60_000);
		assert.is(Buffer.concat(bench.peers[0]!.heard).toString("latin1"), file);
		assert.equal(client.errors, []);
	});
}

test("an acknowledgement with a digit that is lost, and a count that is damaged: the connection ends, and nothing is sent twice", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	const isDamaged = damageAfter(bench, /DATA ACCEPT: ?\d,1$/);
	client.send("x".repeat(110));
	await bench.run(isDamaged);
	const isCountDamaged = damageAfter(bench, /\+CIPA$/);
	await bench.run(() => client.errors.length > 0);
	assert.ok(isCountDamaged());
	await bench.clock.advance(60_000);
	assert.equal(client.errors, ["protocol"]);
	assert.is(Buffer.concat(bench.peers[0]!.heard).length, 110);
});

test("a length that the modem has understood as a longer one is filled: the connection ends, and the next one works", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	let said = "";
	bench.simulator.rxd.tamper = byte => {
		said += String.fromCharCode(byte);
		if (!/CIPSEND=\d,1$/.test(said)) return byte;
		bench.simulator.rxd.tamper = undefined;
		return [byte, byte];
	};
	client.send("x".repeat(100));
	await bench.run(() => client.errors.length > 0, 60_000);
	assert.ok(bench.commands.includes("AT+CIPSEND=1,1100"));
	const begun = bench.clock.now;
	const next = await bench.open("echo", 7);
	next.send("works");
	await bench.run(() => next.body.length === 5);
	assert.ok(bench.clock.now - begun < 10_000, `${bench.clock.now - begun} ms`);
});

test("bytes whose announcement is lost are read all the same, in bounded time", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	await bench.clock.advance(1000);
	bench.simulator.txd.tamper = () => [];
	bench.peers[0]!.connection.send("late");
	await bench.clock.advance(500);
	bench.simulator.txd.tamper = undefined;
	assert.is(client.body.length, 0);
	await bench.run(() => client.body.length > 0, 30_000);
	assert.is(client.body.toString(), "late");
	assert.equal(client.errors, []);
});

test("the end is told when everything that came has been read, and not before", async () => {
	const bench = new SocketBench();
	const told: string[] = [];
	const socket = new TCP({
		modem: bench.modem,
		address: "sink",
		port: 9,
		onReadable: count => void told.push(`readable ${count}`),
		onError: error => void told.push(`error ${error.code}`),
	});
	await bench.run(() => bench.peers.length > 0);
	bench.peers[0]!.connection.send("last");
	bench.peers[0]!.connection.end(0);
	await bench.clock.advance(60_000);
	assert.equal(told, ["readable 4"]);
	assert.is(Buffer.from(socket.read() as ArrayBuffer).toString(), "last");
	await bench.clock.advance(1000);
	assert.equal(told, ["readable 4", "error closed"]);
});

test("six that have ended, by themselves or because the modem restarts, make room for six others", async () => {
	const bench = new SocketBench();
	const openSix = async (): Promise<Client[]> => {
		const clients = Array.from({ length: 6 }, () => bench.connect("sink", 9));
		await bench.run(() => clients.every(client => client.isOpen));
		return clients;
	};
	const ended = async (clients: readonly Client[], error: string): Promise<void> => {
		await bench.run(() => clients.every(client => client.errors.length > 0));
		assert.ok(clients.every(client => client.errors.join() === error));
	};
	let clients = await openSix();
	for (const { connection } of bench.peers) connection.end(0);
	await ended(clients, "closed");
	clients = await openSix();
	bench.simulator.restart();
	await ended(clients, "reset");
	assert.is((await openSix()).length, 6);
});

test("a modem that is closed at any event of two connections that send: one error each, and nothing is asked of it any more", async () => {
	for (let at = 1; at <= 30; at++) {
		const bench = new SocketBench({ networkRate: 1e4 });
		const clients = [await bench.open("echo", 7), await bench.open("echo", 7)];
		for (const client of clients) client.send("x".repeat(500));
		let events = 0;
		const core = coreOf(bench.modem);
		const unwatch = bench.simulator.transcript.watch(() => {
			events++;
			if (events !== at) return;
			unwatch();
			bench.clock.schedule(0, () => {
				const { queue } = core;
				queue.add = () => assert.unreachable("something waits for a modem that is closed");
				bench.modem.close();
			});
		});
		await bench.run(() => clients.every(client => client.errors.length > 0), 30_000);
		await bench.clock.advance(30_000);
		assert.equal(
			clients.map(client => client.errors.join()),
			["cancelled", "cancelled"],
			`event ${at}`,
		);
	}
});

test("what comes while the modem is looked for, in the interest of others, has a search of its own", async () => {
	const bench = new SocketBench();
	const told: string[] = [];
	bench.simulator.silence(35_000);
	const early = bench.connect("sink", 9);
	await bench.clock.advance(20_000);
	const late = bench.connect("sink", 9);
	new Resolver({ modem: bench.modem, lookup: true }).resolve({
		host: "server",
		onResolved: (_host, address) => void told.push(address),
		onError: () => void told.push("unknown"),
	});
	await bench.run(() => early.errors.length > 0, 60_000);
	assert.equal([early.errors, late.errors, told], [["noAnswer"], [], []]);
	await bench.run(() => late.isOpen && told.length > 0);
	assert.match(told[0]!, /^[\d.]+$/);
});

test.run();
