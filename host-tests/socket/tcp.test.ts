import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { SocketBench } from "../support/socket-bench.ts";

/** Without the pages that a difference of buffers fills. */
function same(bytes: Uint8Array, expected: Uint8Array): void {
	let at = 0;
	while (at < expected.length && bytes[at] === expected[at]) at++;
	assert.is(`${bytes.length} bytes, ${at} as expected`, `${expected.length} bytes, ${expected.length} as expected`);
}

test("what is written comes back from a server that echoes", async () => {
	const bench = new SocketBench();
	const client = await bench.open("echo", 7);
	client.send("hello");
	await bench.run(() => client.body.length === 5);
	assert.is(client.body.toString(), "hello");
	client.socket.close();
	await bench.run(() => bench.peers[0]!.ended);
});

test("every byte value passes, both ways, in reads of 96 bytes", async () => {
	const bench = new SocketBench();
	const file = nastyFile(20_000);
	const client = await bench.open("echo", 7);
	client.send(file);
	await bench.run(() => client.body.length >= file.length);
	same(client.body, file);
	assert.equal(client.errors, []);
	const reads = bench.commands.filter(text => text.startsWith("AT+CIPRXGET=2,"));
	assert.ok(reads.length >= file.length / 96);
	assert.ok(reads.every(text => Number(text.split(",")[2]) <= 96));
});

test("a larger burst is asked for where the application wants it", async () => {
	const bench = new SocketBench();
	const file = nastyFile(20_000);
	const client = await bench.open("echo", 7, { burst: 1024 });
	client.send(file);
	await bench.run(() => client.body.length >= file.length);
	same(client.body, file);
	assert.ok(bench.commands.includes("AT+CIPRXGET=2,0,1024") || bench.commands.includes("AT+CIPRXGET=2,1,1024"));
});

test("what is written in one turn is sent by one command", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	client.socket.write(Buffer.from("GET / HTTP/1.1\r\n"));
	client.socket.write(Buffer.from("host: sink\r\n"));
	client.socket.write(Buffer.from("\r\n"));
	await bench.run(() => bench.peers[0]!.heard.length > 0);
	assert.is(Buffer.concat(bench.peers[0]!.heard).toString(), "GET / HTTP/1.1\r\nhost: sink\r\n\r\n");
	assert.is(bench.commands.filter(text => text.startsWith("AT+CIPSEND")).length, 1);
});

test("six at once, and the seventh is busy until one is closed", async () => {
	const bench = new SocketBench();
	const clients = await Promise.all(Array.from({ length: 6 }, () => bench.connect("echo", 7)));
	assert.throws(
		() => bench.connect("echo", 7),
		(error: { code: string }) => error.code === "busy",
	);
	await bench.run(() => clients.every(client => client.isOpen));
	const files = clients.map((_, index) => nastyFile(3000 + index));
	clients.forEach((client, index) => client.send(files[index]!));
	await bench.run(() => clients.every((client, index) => client.body.length >= files[index]!.length));
	clients.forEach((client, index) => same(client.body, files[index]!));
	clients[2]!.socket.close();
	const seventh = await bench.open("echo", 7);
	seventh.send("again");
	await bench.run(() => seventh.body.length === 5);
	assert.equal(
		clients.flatMap(client => client.errors),
		[],
	);
});

test("a server that closes: everything is read, then one error", async () => {
	for (const socketUnread of ["kept", "lost"] as const) {
		const bench = new SocketBench({ socketUnread });
		const client = await bench.open("sink", 9);
		const { connection } = bench.peers[0]!;
		connection.send(nastyFile(1000));
		connection.end(socketUnread === "kept" ? 0 : 10_000);
		await bench.run(() => client.errors.length > 0);
		same(client.body, nastyFile(1000));
		assert.equal(client.errors, ["closed"]);
		assert.is(client.calls.at(-1), "error");
		await bench.clock.advance(100_000);
		assert.is(client.errors.length, 1);
		assert.is(client.socket.write(Buffer.from("x")), undefined);
	}
});

test("a server that is not there, and one that does not answer", async () => {
	const bench = new SocketBench();
	const refused = bench.connect("shut", 1);
	await bench.run(() => refused.errors.length > 0);
	assert.equal(refused.errors, ["connect"]);
	const start = bench.clock.now;
	const silent = bench.connect("silent", 1);
	await bench.run(() => silent.errors.length > 0);
	assert.equal(silent.errors, ["connect"]);
	assert.ok(bench.clock.now - start < 90_000);
});

test("a connection that the modem never tells anything of ends by itself", async () => {
	const bench = new SocketBench({ socketConnectTime: 1e9 });
	const client = bench.connect("silent", 1);
	await bench.run(() => client.errors.length > 0, 120_000);
	assert.equal(client.errors, ["timeout"]);
	const next = await bench.open("echo", 7);
	next.send("x");
	await bench.run(() => next.body.length === 1);
});

test("closed before it is open: nothing is told, and the modem closes what it opens late", async () => {
	const bench = new SocketBench({ networkLatency: 2000 });
	const other = await bench.open("echo", 7);
	const client = bench.connect("sink", 9);
	await bench.run(() => bench.commands.filter(text => text.startsWith("AT+CIPSTART")).length === 2);
	client.socket.close();
	client.socket.close();
	await bench.clock.advance(20_000);
	assert.equal(client.calls, []);
	assert.ok(bench.peers.every(peer => peer.ended || peer === bench.peers[0]));
	other.send("x");
	await bench.run(() => other.body.length === 1);
});

test("what was written is sent before a close takes place", async () => {
	const bench = new SocketBench();
	const client = await bench.open("sink", 9);
	const file = nastyFile(3000);
	client.socket.write(file);
	client.socket.close();
	await bench.run(() => bench.peers[0]!.ended);
	same(Buffer.concat(bench.peers[0]!.heard), file);
	assert.equal(client.calls, ["writable"]);
});

test("the network takes the context: one error each, and the next connection opens it again", async () => {
	for (const socketClosedOnDeact of [false, true]) {
		const bench = new SocketBench({ socketClosedOnDeact });
		const clients = [await bench.open("echo", 7), await bench.open("sink", 9)];
		bench.simulator.loseContext();
		await bench.run(() => clients.every(client => client.errors.length > 0), 30_000);
		for (const { errors } of clients) assert.ok(["bearerLost", "closed"].includes(errors.join()), errors.join());
		const next = await bench.open("echo", 7);
		next.send("x");
		await bench.run(() => next.body.length === 1);
	}
});

test("the modem restarts: one error each, and the next connection works", async () => {
	const bench = new SocketBench();
	const clients = [await bench.open("echo", 7), await bench.open("sink", 9)];
	bench.simulator.restart();
	await bench.run(() => clients.every(client => client.errors.length > 0), 60_000);
	assert.equal(
		clients.map(client => client.errors.join()),
		["reset", "reset"],
	);
	const next = await bench.open("echo", 7);
	next.send("x");
	await bench.run(() => next.body.length === 1);
});

test("a modem that is closed ends every socket with one error", async () => {
	const bench = new SocketBench();
	const open = await bench.open("echo", 7);
	const waiting = bench.connect("echo", 7);
	bench.modem.close();
	await bench.clock.advance(10);
	assert.equal([open.errors, waiting.errors], [["cancelled"], ["cancelled"]]);
	assert.throws(
		() => bench.connect("echo", 7),
		(error: { code: string }) => error.code === "cancelled",
	);
	await bench.clock.advance(100_000);
	assert.is(open.errors.length + waiting.errors.length, 2);
});

test("a byte of payload that the wire loses ends the connection, and no wrong byte is handed over", async () => {
	const bench = new SocketBench();
	const file = nastyFile(2000);
	const client = await bench.open("sink", 9);
	let from = Infinity;
	bench.simulator.txd.tamper = (byte, index) => (index === from ? [] : byte);
	from = bench.simulator.txd.bytes + 500;
	bench.peers[0]!.connection.send(file);
	await bench.run(() => client.errors.length > 0);
	assert.equal(client.errors, ["protocol"]);
	same(client.body, file.subarray(0, client.body.length));
	await bench.run(() => bench.peers[0]!.ended);
});

test("HTTP and sockets have the modem in turns", async () => {
	const bench = new SocketBench();
	const client = await bench.open("echo", 7);
	const file = nastyFile(4000);
	client.send(file);
	const download = bench.get("http://server/");
	await bench.run(() => download.end !== undefined && client.body.length === file.length);
	assert.is(download.end, "done");
	assert.is(Buffer.from(download.body).toString(), "hello");
	same(client.body, file);
});

test("both dialects, a prompt without its blank, and less taken than was given", async () => {
	for (const personality of ["sim900-1137B11", "sim800"] as const) {
		const bench = new SocketBench({ socketPromptBlank: false, socketAcceptPortions: [100, 1, 7, Infinity] }, {}, {}, { personality });
		const client = await bench.open("echo", 7);
		const file = nastyFile(3000);
		client.send(file);
		await bench.run(() => client.body.length >= file.length);
		same(client.body, file);
	}
});

test("a modem that takes few bytes at once gets few", async () => {
	const bench = new SocketBench({ socketSendMaximum: 300 });
	const client = await bench.open("echo", 7);
	const file = nastyFile(3000);
	client.send(file);
	await bench.run(() => client.body.length >= file.length);
	same(client.body, file);
});

test.run();
