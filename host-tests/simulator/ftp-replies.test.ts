/* What a server answers, and what the modem makes of it: a server with a script, on loopback. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { NodeNetwork } from "../../simulator/network/node.ts";
import { Dialogue, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

interface Scripted {
	port: number;
	/** Lines of the client. */
	heard: string[];
	close(): void;
}

/** Answers by verb; an empty answer is silence. Its data connections deliver `data`, then the 226. */
async function serve(replies: Readonly<Record<string, string>>, data = "data"): Promise<Scripted> {
	const heard: string[] = [];
	const sockets: Socket[] = [];
	const dataServer = createServer(socket => {
		sockets.push(socket.on("error", () => {}));
		socket.end(data, "latin1");
	}).listen(0, "127.0.0.1");
	const server = createServer(socket => {
		sockets.push(socket.on("error", () => {}));
		const { port } = dataServer.address() as AddressInfo;
		const usual: Record<string, string> = {
			"": "220 hello",
			USER: "331 password?",
			PASS: "230 in",
			PASV: `227 (127,0,0,1,${port >> 8},${port & 255})`,
			REST: "350 from there",
			RETR: "150 coming\r\n226 gone",
			STOR: "150 go",
			SIZE: "213 4",
		};
		const answer = (verb: string): void => {
			const text = replies[verb] ?? usual[verb] ?? "200 done";
			if (text) socket.write(`${text}\r\n`);
		};
		answer("");
		socket.on("data", (bytes: Buffer) => {
			const text = String(bytes).trim();
			heard.push(text);
			answer(text.split(" ")[0]!);
		});
	});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const close = (): void => {
		for (const each of [server, dataServer]) each.close();
		for (const socket of sockets) socket.destroy();
	};
	return { port: (server.address() as AddressInfo).port, heard, close };
}

async function ask(server: Scripted, command: string, ...parameters: string[]): Promise<string> {
	const host = new Dialogue({ network: new NodeNetwork({ patience: 100 }) });
	await host.script(
		"AT+SAPBR=1,1",
		'AT+FTPSERV="127.0.0.1"',
		`AT+FTPPORT=${server.port}`,
		"AT+FTPUN=me",
		"AT+FTPPW=word",
		"AT+FTPMODE=1",
		"AT+FTPGETNAME=there",
		"AT+FTPPUTNAME=here",
		"AT+FTPGETPATH=/dir",
		...parameters,
	);
	const answer = await host.say(command, 80_000);
	return answer.slice(OK.length).trim();
}

const cases: [string, Record<string, string>, string, string][] = [
	["a server that is full", { "": "421 too many" }, "AT+FTPGET=1", "+FTPGET:1,65"],
	["something that is not FTP", { "": "hello?" }, "AT+FTPGET=1", "+FTPGET:1,64"],
	["a user that is refused", { USER: "530 no" }, "AT+FTPGET=1", "+FTPGET:1,71"],
	["a password that is refused", { PASS: "530 no" }, "AT+FTPPUT=1", "+FTPPUT:1,72"],
	["a type that is refused", { TYPE: "504 no" }, "AT+FTPGET=1", "+FTPGET:1,73"],
	["no passive mode", { PASV: "502 no" }, "AT+FTPGET=1", "+FTPGET:1,75"],
	["a passive reply without an address", { PASV: "227 over there" }, "AT+FTPGET=1", "+FTPGET:1,75"],
	["no data connection", { RETR: "425 no" }, "AT+FTPGET=1", "+FTPGET:1,75"],
	["no such directory", { CWD: "550 no" }, "AT+FTPGET=1", "+FTPGET:1,77"],
	["no such file", { RETR: "550 no" }, "AT+FTPGET=1", "+FTPGET:1,79"],
	["no room", { STOR: "452 no" }, "AT+FTPPUT=1", "+FTPPUT:1,78"],
	["a size nobody knows", { SIZE: "550 no" }, "AT+FTPSIZE", "+FTPSIZE:1,77,0"],
	["silence", { RETR: "" }, "AT+FTPGET=1", "+FTPGET:1,64"],
	["a reply of several lines", { "": "220-one\r\n220-two\r\n 220 three\r\n220 four" }, "AT+FTPSIZE", "+FTPSIZE:1,0,4"],
	["a login without password", { USER: "230 come in" }, "AT+FTPSIZE", "+FTPSIZE:1,0,4"],
];
for (const [name, replies, command, answer] of cases) {
	test(`${name}: ${answer}`, async () => {
		const server = await serve(replies);
		assert.is(await ask(server, command), answer);
		server.close();
	});
}

test("active mode that is refused is 76, REST that is refused 74", async () => {
	const server = await serve({ PORT: "500 no", REST: "502 no" });
	assert.is(await ask(server, "AT+FTPGET=1", "AT+FTPMODE=0"), "+FTPGET:1,76");
	assert.is(await ask(server, "AT+FTPGET=1", "AT+FTPREST=5"), "+FTPGET:1,74");
	server.close();
});

test("the dialogue with the server", async () => {
	const server = await serve({});
	await ask(server, "AT+FTPGET=1", "AT+FTPREST=5", "AT+FTPTYPE=A");
	assert.equal(server.heard.slice(0, 7), ["USER me", "PASS word", "TYPE A", "CWD /dir", "PASV", "REST 5", "RETR there"]);
	server.close();
});

test("a transfer that the server cuts short is 79 when what has come is read", async () => {
	const server = await serve({ RETR: "150 coming\r\n426 cut" });
	const host = new Dialogue();
	await host.script(
		"AT+SAPBR=1,1",
		'AT+FTPSERV="127.0.0.1"',
		`AT+FTPPORT=${server.port}`,
		"AT+FTPMODE=1",
		"AT+FTPUN=me",
		"AT+FTPGETNAME=there",
	);
	await host.say("AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,1000"), `\r\n+FTPGET:2,4\r\ndata${OK}${line("+FTPGET:1,79")}`);
	server.close();
});

test("a modem that is not read stops reading the socket; a reset closes everything", async () => {
	let sent = 0;
	let onClose: () => void;
	const closed = new Promise<void>(resolve => (onClose = resolve));
	const source = createServer(socket => {
		const push = (): void => {
			while (socket.write(Buffer.alloc(65_536), error => (error ? undefined : void (sent += 65_536))));
		};
		socket.on("drain", push);
		socket.on("error", () => {});
		socket.on("close", () => onClose());
		push();
	}).listen(0, "127.0.0.1");
	await new Promise(resolve => source.once("listening", resolve));
	const { port } = source.address() as AddressInfo;
	const server = await serve({ PASV: `227 (127,0,0,1,${port >> 8},${port & 255})`, RETR: "150 coming" });
	const host = new Dialogue({ settings: { networkRate: 1e6 } });
	await host.script(
		"AT+SAPBR=1,1",
		'AT+FTPSERV="127.0.0.1"',
		`AT+FTPPORT=${server.port}`,
		"AT+FTPMODE=1",
		"AT+FTPUN=me",
		"AT+FTPGETNAME=there",
	);
	await host.say("AT+FTPGET=1", 20_000);
	await new Promise(resolve => setImmediate(resolve));
	const reached = sent;
	await host.clock.advance(20_000);
	assert.is(sent, reached);
	assert.ok(sent < 64_000_000);
	host.modem.powerDip();
	await closed;
	source.close();
	server.close();
});

test.run();
