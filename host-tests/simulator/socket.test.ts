/* TCP and UDP by AT+CIPSTART: states, forms, limits and lines of docs/behaviour.md 12. */
import dgram from "node:dgram";
import net from "node:net";
import * as assert from "uvu/assert";
import { scheduleFaults } from "../../simulator/faults/faults.ts";
import { parseFault } from "../../simulator/faults/script.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { NodeNetwork } from "../../simulator/network/node.ts";
import type { Settings } from "../../simulator/settings.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import type { MemoryConnection, MemorySocketServer } from "../../simulator/socket/memory.ts";
import type { SocketEvents } from "../../simulator/socket/seam.ts";
import { Slot } from "../../simulator/socket/slot.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

/** Far ends that the tests hold, the last first. */
let far: MemoryConnection[] = [];
let heard: string[] = [];

const keeper: MemorySocketServer = connection => {
	far.unshift(connection);
	return {
		received: bytes => heard.push(Buffer.from(bytes).toString("latin1")),
		ended: () => heard.push("<end>"),
	};
};
const servers: Record<string, MemorySocketServer> = {
	"host:80": keeper,
	"host:81": () => "connect",
	"host:82": () => "timeout",
	"host:83": connection => {
		far.unshift(connection);
		return { mute: true };
	},
	"echo:7": connection => ({ received: bytes => connection.send(bytes) }),
	"once:80": connection => ({
		received: bytes => {
			connection.send(bytes);
			connection.end();
		},
	}),
};

function begin(settings: Partial<Settings> = {}, options: Omit<SimulatorOptions, "clock" | "settings"> = {}): Dialogue {
	far = [];
	heard = [];
	return new Dialogue({
		network: new MemoryNetwork({}, {}, servers),
		settings: { networkRate: Infinity, networkLatency: 50, ...settings },
		...options,
	});
}

/** Echo off, the lines, a context with its address. */
async function up(
	lines: string[],
	settings: Partial<Settings> = {},
	options: Omit<SimulatorOptions, "clock" | "settings"> = {},
): Promise<Dialogue> {
	const host = begin(settings, options);
	assert.is(await host.script("AT+CMEE=1", ...lines, 'AT+CSTT="internet"', "AT+CIICR", "AT+CIFSR"), line("10.89.193.1"));
	return host;
}

async function open(host: Dialogue, command: string, expected: string): Promise<void> {
	assert.is(await host.say(command), OK + line(expected));
}

const single = async (settings: Partial<Settings> = {}, lines: string[] = []): Promise<Dialogue> => {
	const host = await up(lines, settings);
	await open(host, 'AT+CIPSTART="TCP","host","80"', "CONNECT OK");
	return host;
};
const multiple = async (settings: Partial<Settings> = {}, lines: string[] = ["AT+CIPRXGET=1"], options = {}): Promise<Dialogue> => {
	const host = await up(["AT+CIPMUX=1", ...lines], settings, options);
	await open(host, 'AT+CIPSTART=0,"TCP","host",80', "0, CONNECT OK");
	return host;
};

const REFUSED = line("+CME ERROR: 3");
const state = (text: string): string => OK + line(`STATE: ${text}`);

test("an answer, and the end behind it, do not overtake SEND OK", async () => {
	const host = await up([], { networkLatency: 300 });
	await open(host, 'AT+CIPSTART="TCP","once","80"', "CONNECT OK");
	assert.is(await host.say("AT+CIPSEND=2"), "\r\n> ");
	host.type("hi");
	await host.clock.advance(5000);
	assert.is(host.take(), `${line("SEND OK")}hi${line("CLOSED")}`);
});

test("the end comes last also where alarms ring out of turn, as in real time", () => {
	const alarms: (() => void)[] = [];
	let events: SocketEvents | undefined;
	const connection = { send: () => {}, close: () => {}, pause: () => {}, resume: () => {} };
	const network = { connect: (_request: unknown, _clock: unknown, given: SocketEvents) => ((events = given), connection) };
	const later = (_: number, callback: () => void): void => void alarms.push(callback);
	const settings = { networkLatency: 0, networkRate: 1000, socketMuteTime: 1e6 };
	const said: string[] = [];
	const say = (text: string) => (): void => void said.push(text);
	const slot = new Slot({ clock: { now: 0, cancel: () => {} }, network, later, settings } as never, 0, {
		opened: say("opened"),
		failed: say("failed"),
		received: (_, bytes) => said.push(`${bytes.length} bytes`),
		closed: say("closed"),
		settled: say("settled"),
	});
	slot.open({ protocol: "TCP", host: "host", port: 80, localPort: 0, secure: false }, 1e6);
	alarms[1]!();
	events!.opened("host");
	events!.received(new Uint8Array(10), { address: "host", port: 80 });
	events!.ended();
	for (const ring of alarms.slice(2).reverse()) ring();
	assert.equal(said, ["opened", "10 bytes", "closed"]);
});

test("the states of the context, one after the other", async () => {
	const host = begin();
	assert.is(await host.script("AT+CIPSTATUS"), state("IP INITIAL"));
	assert.is(await host.say("AT+CIICR"), ERROR);
	assert.is(await host.say("AT+CIFSR"), ERROR);
	assert.is(await host.say('AT+CSTT="internet","user","word"'), OK);
	assert.is(await host.say("AT+CSTT?"), line('+CSTT: "internet","user","word"') + OK);
	assert.is(await host.say('AT+CSTT="other"'), ERROR);
	assert.is(await host.say("AT+CIPSTATUS"), state("IP START"));
	assert.is(await host.say("AT+CIICR", 300), "");
	assert.is(await host.say("", 3000), OK);
	assert.is(await host.say("AT+CIPSTATUS"), state("IP GPRSACT"));
	assert.is(await host.say("AT+CIFSR;E0"), line("10.89.193.1") + OK);
	assert.is(await host.say("AT+CIPSTATUS"), state("IP STATUS"));
	assert.is(await host.say("AT+CIPSHUT"), line("SHUT OK"));
	assert.is(await host.say("AT+CIPSTATUS"), state("IP INITIAL"));
	assert.is(await host.say("AT+CSTT"), OK);
});

test("an APN that the operator does not know: ERROR, PDP DEACT until AT+CIPSHUT", async () => {
	const host = begin({}, { apn: "internet" });
	assert.is(await host.script('AT+CSTT="wrong"', "AT+CIICR"), ERROR);
	assert.is(await host.say("AT+CIPSTATUS"), state("PDP DEACT"));
	assert.is(await host.say('AT+CSTT="internet"'), ERROR);
	assert.is(await host.script("AT+CIPSHUT", 'AT+CSTT="internet"', "AT+CIICR"), OK);
});

test("settings cannot change while a context is there, not even to what they are", async () => {
	const host = await up([]);
	for (const name of ["CIPMUX", "CIPMODE", "CIPQSEND", "CIPHEAD", "CIPRXGET"]) {
		assert.is(await host.say(`AT+${name}=0`), REFUSED, name);
		assert.is(await host.say(`AT+${name}?`), line(`+${name}: 0`) + OK, name);
		assert.is(await host.script("AT+CIPSHUT", `AT+${name}=2`), name === "CIPRXGET" ? REFUSED : REFUSED, name);
		await host.script('AT+CSTT="internet"', "AT+CIICR", "AT+CIFSR");
	}
	assert.is(await host.script("AT+CIPSHUT", "AT+CIPMODE=1", "AT+CIPMUX=1"), REFUSED);
});

test("AT+CIPSCONT keeps the settings over a restart", async () => {
	const host = begin();
	await host.script("AT+CIPMUX=1", "AT+CIPQSEND=1", "AT+CIPSCONT");
	host.modem.powerDip();
	await host.clock.advance(10_000);
	assert.is(await host.script("AT+CIPQSEND?"), line("+CIPQSEND: 1") + OK);
});

test("one connection: opened, bytes by length with zeros and control characters, SEND OK, closed", async () => {
	const host = await single();
	assert.is(await host.say("AT+CIPSTATUS"), state("CONNECT OK"));
	assert.is(await host.say("AT+CIPSEND=5", 100), "\r\n> ");
	host.type("a\x00\x1a\x1b\r");
	await host.clock.advance(500);
	assert.is(host.take(), line("SEND OK"));
	assert.equal(heard, ["a\x00\x1a\x1b\r"]);
	assert.is(await host.say("AT+CIPACK"), line("+CIPACK: 5, 5, 0") + OK);
	assert.is(await host.say("AT+CIPCLOSE"), line("CLOSE OK"));
	assert.equal(heard.at(-1), "<end>");
	assert.is(await host.say("AT+CIPSTATUS"), state("TCP CLOSED"));
	assert.is(await host.say("AT+CIPCLOSE"), REFUSED);
	await open(host, 'AT+CIPSTART="TCP","host","80"', "CONNECT OK");
});

test("AT+CIPSTART straight from IP INITIAL brings the context up itself", async () => {
	const host = begin();
	assert.is(await host.script('AT+CIPSTART="TCP","host","80"'), OK + line("CONNECT OK"));
	const lost = begin({}, { apn: "internet" });
	assert.is(await lost.script('AT+CIPSTART="TCP","host","80"'), OK + line("STATE: PDP DEACT"));
});

test("text until 1A is sent, until 1B is not", async () => {
	const host = await single();
	assert.is(await host.say("AT+CIPSEND", 100), "\r\n> ");
	host.type("hello\r\nworld\x1a");
	await host.clock.advance(500);
	assert.is(host.take(), line("SEND OK"));
	await host.say("AT+CIPSEND", 100);
	host.type("never\x1b");
	await host.clock.advance(500);
	assert.is(host.take(), OK);
	assert.equal(heard, ["hello\r\nworld"]);
});

test("AT+CIPSPRT=0 asks without a prompt, 2 says nothing afterwards either", async () => {
	const host = await single();
	await host.say("AT+CIPSPRT=0");
	assert.is(await host.say("AT+CIPSEND=2", 100), "");
	host.type("ab");
	await host.clock.advance(500);
	assert.is(host.take(), line("SEND OK"));
	await host.say("AT+CIPSPRT=2");
	await host.say("AT+CIPSEND=2", 100);
	host.type("cd");
	await host.clock.advance(500);
	assert.is(host.take(), "");
	assert.equal(heard, ["ab", "cd"]);
	assert.is(await host.say("AT"), OK);
});

test("the prompt can lack its blank", async () => {
	assert.is(await (await single({ socketPromptBlank: false })).say("AT+CIPSEND=2", 100), "\r\n>");
});

test("AT+CIPQSEND=1: DATA ACCEPT as soon as the bytes are taken, of which there may be fewer", async () => {
	const host = await multiple({ socketAcceptPortions: [3, Infinity] }, ["AT+CIPQSEND=1"]);
	await host.say("AT+CIPSEND=0,5", 100);
	host.type("hello");
	await host.clock.advance(1);
	await host.clock.advance(5);
	assert.is(host.take(), line("DATA ACCEPT:0,3"));
	assert.is(await host.say("AT+CIPACK=0", 20), line("+CIPACK: 3, 0, 3") + OK);
	await host.clock.advance(500);
	assert.is(await host.say("AT+CIPACK=0"), line("+CIPACK: 3, 3, 0") + OK);
	assert.equal(heard, ["hel"]);
});

test("AT+CIPSEND? tells the room of each connection, and more than that is an error", async () => {
	const host = await multiple();
	const room = [0, 1, 2, 3, 4, 5, 6, 7].map(index => `+CIPSEND: ${index},${index ? 0 : 1380}`).join("\r\n");
	assert.is(await host.say("AT+CIPSEND?"), line(room) + OK);
	assert.is(await host.say("AT+CIPSEND=0,1381"), REFUSED);
	assert.is(await host.say("AT+CIPSEND=0,0"), REFUSED);
	assert.is(await host.say("AT+CIPSEND=1,5"), REFUSED, "not open");
});

test("a refusal, a name that does not resolve, an answer that never comes", async () => {
	const host = await up([]);
	assert.is(await host.say('AT+CIPSTART="TCP","host","81"'), OK + line("STATE: TCP CLOSED") + line("CONNECT FAIL"));
	assert.is(await host.say('AT+CIPSTART="TCP","nowhere","80"'), OK + line("STATE: TCP CLOSED") + line("CONNECT FAIL"));
	assert.is(await host.say('AT+CIPSTART="TCP","host","82"', 159_000), OK);
	await host.clock.advance(2000);
	assert.is(host.take(), line("STATE: TCP CLOSED") + line("CONNECT FAIL"));
	const several = await up(["AT+CIPMUX=1"]);
	assert.is(await several.say('AT+CIPSTART=3,"TCP","host","82"', 74_000), OK);
	await several.clock.advance(2000);
	assert.is(several.take(), line("3, CONNECT FAIL"));
});

test("what is wrong with AT+CIPSTART", async () => {
	const host = await multiple();
	for (const command of [
		'="TCP","host","80"',
		'=1,"host","80"',
		'=8,"TCP","host","80"',
		'=1,"TCP","host"',
		'=1,"TCP","host","70000"',
		'=1,"SCTP","host","1"',
	])
		assert.is(await host.say(`AT+CIPSTART${command}`), REFUSED, command);
	assert.is(await host.say('AT+CIPSTART=0,"TCP","host","80"'), ERROR + line("0, ALREADY CONNECT"));
	const early = begin();
	assert.is(await early.script("AT+CIPMUX=1", 'AT+CIPSTART=0,"TCP","host","80"'), ERROR, "several connections need CIFSR first");
});

test("push mode: bytes by themselves, or with what the settings put before them", async () => {
	const plain = await single();
	far[0]!.send("hello\r\n");
	await plain.clock.advance(100);
	assert.is(plain.take(), "hello\r\n");
	const headed = await single({}, ["AT+CIPHEAD=1"]);
	far[0]!.send("hello");
	await headed.clock.advance(100);
	assert.is(headed.take(), "\r\n+IPD,5:hello");
	await headed.script("AT+CIPSHOWTP=1", "AT+CIPSRIP=1");
	far[0]!.send("hello");
	await headed.clock.advance(100);
	assert.is(headed.take(), `${line("RECV FROM:host:80")}\r\n+IPD,5,TCP:hello`);
	const several = await multiple({}, []);
	far[0]!.send("hello");
	await several.clock.advance(100);
	assert.is(several.take(), `${line("+RECEIVE,0,5:")}hello`);
});

test("what arrives while the host sends waits for the end of its bytes", async () => {
	const host = await single();
	await host.say("AT+CIPSEND=5", 100);
	host.type("he");
	far[0]!.send("IN");
	await host.clock.advance(100);
	assert.is(host.take(), "");
	host.type("llo");
	await host.clock.advance(500);
	assert.is(host.take(), `${line("SEND OK")}IN`);
});

test("pull mode: announced once, read in parts as bytes or hex, with what is left", async () => {
	const host = await multiple();
	far[0]!.send("0123456789");
	await host.clock.advance(100);
	assert.is(host.take(), line("+CIPRXGET:1,0"));
	far[0]!.send("abc");
	await host.clock.advance(100);
	assert.is(host.take(), "", "once until everything has been read");
	assert.is(await host.say("AT+CIPRXGET=4,0"), line("+CIPRXGET: 4,0,13") + OK);
	assert.is(await host.say("AT+CIPRXGET=2,0,10"), `${line("+CIPRXGET:2,0,10,3")}0123456789${OK}`);
	assert.is(await host.say("AT+CIPRXGET=3,0,2"), `${line("+CIPRXGET:3,0,2,1")}6162${OK}`);
	assert.is(await host.say("AT+CIPRXGET=2,0,1460"), `${line("+CIPRXGET:2,0,1,0")}c${OK}`);
	assert.is(await host.say("AT+CIPRXGET=2,0,1460"), line("+CIPRXGET:2,0,0,0") + OK);
	for (const wrong of ["2,0,1461", "2,0,0", "3,0,731", "5,0", "2,9,1", "2,1,5"])
		assert.is(await host.say(`AT+CIPRXGET=${wrong}`), REFUSED, wrong);
	far[0]!.send("again");
	await host.clock.advance(100);
	assert.is(host.take(), line("+CIPRXGET:1,0"));
});

test("each arrival is announced, where a setting says so; a SIM800 puts a space after the colon", async () => {
	const host = await multiple({ socketAnnounce: "always" }, ["AT+CIPRXGET=1"], { personality: "sim800" });
	far[0]!.send("a");
	far[0]!.send("b", 10);
	await host.clock.advance(100);
	assert.is(host.take(), line("+CIPRXGET: 1,0") + line("+CIPRXGET: 1,0"));
	assert.is(await host.say("AT+CIPRXGET=2,0,5"), `${line("+CIPRXGET: 2,0,2,0")}ab${OK}`);
});

test("a full buffer closes the window: nothing is lost", async () => {
	const host = await multiple({ socketReceiveBuffer: 100 });
	for (let index = 0; index < 30; index++) far[0]!.send(String(index % 10).repeat(10), index);
	far[0]!.end(40);
	await host.clock.advance(200);
	assert.is(await host.say("AT+CIPRXGET=4,0"), line("+CIPRXGET: 4,0,100") + OK);
	let all = "";
	for (let count = 0; count < 40; count++) {
		const answer = await host.say("AT+CIPRXGET=2,0,50", 50);
		const match = /\+CIPRXGET:2,0,(\d+),\d+\r\n([^]*?)\r\nOK/.exec(answer);
		if (match) all += match[2]!.slice(0, Number(match[1]));
	}
	assert.is(all, Array.from({ length: 30 }, (_, index) => String(index % 10).repeat(10)).join(""));
	assert.match(await host.say("AT+CIPSTATUS=0"), '"CLOSED"');
});

test("the other end closes: what was not read can be read, or is gone", async () => {
	for (const [unread, answer] of [
		["kept", `${line("+CIPRXGET:2,0,4,0")}last${OK}`],
		["lost", REFUSED],
	] as const) {
		const host = await multiple({ socketUnread: unread });
		far[0]!.send("last");
		far[0]!.end(10);
		await host.clock.advance(100);
		assert.is(host.take(), line("+CIPRXGET:1,0") + line("0, CLOSED"));
		assert.is(await host.say("AT+CIPRXGET=2,0,100"), answer);
		assert.is(await host.say("AT+CIPRXGET=2,0,100"), REFUSED);
		assert.is(await host.say("AT+CIPCLOSE=0"), REFUSED);
	}
});

test("AT+CIPSTATUS with several connections, all or one", async () => {
	const host = await multiple();
	await open(host, 'AT+CIPSTART=2,"TCP","192.0.2.9","81"', "2, CONNECT FAIL");
	const free = (index: number): string => `C: ${index},,"","","","INITIAL"`;
	const rows = [
		'C: 0,0,"TCP","192.0.2.194","80","CONNECTED"',
		free(1),
		'C: 2,0,"TCP","192.0.2.9","81","CLOSED"',
		...[3, 4, 5, 6, 7].map(free),
	];
	assert.is(await host.say("AT+CIPSTATUS"), state("IP PROCESSING") + line(rows.join("\r\n")));
	assert.is(await host.say("AT+CIPSTATUS=0"), line('+CIPSTATUS: 0,0,"TCP","192.0.2.194","80","CONNECTED"') + OK);
	assert.is(await host.say("AT+CIPSTATUS=9"), REFUSED);
	const six = await multiple({}, [], { personality: "sim800" });
	assert.match(await six.say("AT+CIPSTATUS"), /C: 5,,"","","","INITIAL"\r\n$/);
});

test("the network takes the context: +PDP: DEACT, with or without CLOSED, and AT+CIPSHUT is needed", async () => {
	for (const [told, expected] of [
		[false, line("+PDP: DEACT")],
		[true, line("+PDP: DEACT") + line("0, CLOSED")],
	] as const) {
		const host = await multiple({ socketClosedOnDeact: told });
		host.modem.loseContext();
		await host.clock.advance(10);
		assert.is(host.take(), expected);
		assert.is(await host.say("AT+CIICR"), REFUSED);
		assert.match(await host.say("AT+CIPSTATUS"), state("PDP DEACT"));
		assert.is(await host.script("AT+CIPSHUT", 'AT+CSTT="internet"', "AT+CIICR"), OK);
	}
});

test("AT+CFUN=0 and AT+CGATT=0 take the context and the bearer, each with its line; SAPBR and CSTT do not mind each other", async () => {
	const host = await multiple();
	assert.is(await host.say("AT+SAPBR=1,1"), OK);
	assert.is(await host.say("AT+CIPSTATUS=0"), line('+CIPSTATUS: 0,0,"TCP","192.0.2.194","80","CONNECTED"') + OK);
	assert.is(await host.say("AT+CFUN=0"), line("+SAPBR 1: DEACT") + line("+PDP: DEACT") + line("+CPIN: NOT READY") + OK);
	const detached = await multiple();
	assert.is(await detached.say("AT+CGATT=0"), line("+PDP: DEACT") + OK);
	const shut = await multiple();
	await shut.script("AT+SAPBR=1,1", "AT+CIPSHUT");
	assert.match(await shut.say("AT+SAPBR=2,1"), "+SAPBR: 1,1,");
});

test("a server: SERVER OK, a client, its bytes, SERVER CLOSE leaves the connection", async () => {
	const host = await up(["AT+CIPMUX=1"]);
	const network = host.modem.network.inner as MemoryNetwork;
	assert.is(await host.say("AT+CIPSERVER=1,8888"), OK + line("SERVER OK"));
	assert.ok(network.call(8888, keeper));
	await host.clock.advance(10);
	assert.is(host.take(), line("0, REMOTE IP: 198.51.100.7"));
	far[0]!.send("hi");
	await host.clock.advance(10);
	assert.is(host.take(), `${line("+RECEIVE,0,2:")}hi`);
	assert.match(await host.say("AT+CIPSTATUS"), 'S: 0,0,"8888","LISTENING"\r\nC: 0,1,"TCP","198.51.100.7","8888","CONNECTED"');
	assert.is(await host.say("AT+CIPSERVER=0"), OK + line("SERVER CLOSE"));
	await host.say("AT+CIPSEND=0,2", 100);
	host.type("yo");
	await host.clock.advance(500);
	assert.is(host.take(), line("0, SEND OK"));
	assert.not(network.call(8888, keeper));
});

test("AT+CDNSGIP resolves a name, or says why not", async () => {
	const host = await up(["AT+CIPMUX=1"]);
	assert.is(await host.say('AT+CDNSGIP="host"'), OK + line('+CDNSGIP: 1,"host","192.0.2.194"'));
	assert.is(await host.say('AT+CDNSGIP="nowhere"'), OK + line("+CDNSGIP: 0,14"));
	assert.is(await begin().script('AT+CDNSGIP="host"'), ERROR);
	assert.is(await host.script('AT+CDNSCFG="8.8.8.8","8.8.4.4"', "AT+CDNSCFG?"), line("PrimaryDns: 8.8.8.8\r\nSecondaryDns: 8.8.4.4") + OK);
	assert.is(await host.say('AT+CDNSCFG="dns"'), REFUSED);
});

test("AT+CLPORT is the port that a connection leaves from, by protocol", async () => {
	const host = await up(['AT+CLPORT="TCP",5000']);
	await open(host, 'AT+CIPSTART="TCP","host","80"', "CONNECT OK");
	assert.is((host.modem.network.inner as MemoryNetwork).connections[0]!.localPort, 5000);
	assert.is(await host.say("AT+CLPORT?"), line("TCP: 5000\r\nUDP: 0") + OK);
	assert.is(await host.say('AT+CLPORT="SCTP",1'), REFUSED);
});

test("UDP: open at once, sent when handed over, answers arrive", async () => {
	const host = await up(["AT+CIPMUX=1", "AT+CIPRXGET=1"]);
	await open(host, 'AT+CIPSTART=0,"UDP","echo","7"', "0, CONNECT OK");
	await host.say("AT+CIPSEND=0,4", 100);
	host.type("ping");
	await host.clock.advance(500);
	assert.is(host.take(), line("0, SEND OK") + line("+CIPRXGET:1,0"));
	assert.is(await host.say("AT+CIPRXGET=2,0,100"), `${line("+CIPRXGET:2,0,4,0")}ping${OK}`);
});

test("data mode: CONNECT, bytes both ways, +++, ATO, the other end closes", async () => {
	const host = await up(["AT+CIPMODE=1"]);
	assert.is(await host.say('AT+CIPSTART="TCP","host","80"'), OK + line("CONNECT"));
	assert.is(host.modem.dcd.level, 0);
	host.type("AT\r");
	far[0]!.send("OK?");
	await host.clock.advance(2000);
	assert.is(host.take(), "OK?");
	assert.is(heard.join(""), "AT\r");
	host.type("+++");
	await host.clock.advance(1000);
	assert.is(host.take(), OK);
	assert.is(await host.say("AT"), OK);
	far[0]!.send("meanwhile");
	await host.clock.advance(100);
	assert.is(host.take(), "");
	assert.is(await host.say("ATO"), `${line("CONNECT")}meanwhile`);
	far[0]!.end();
	await host.clock.advance(100);
	assert.is(host.take(), line("CLOSED"));
	assert.is(host.modem.dcd.level, 1);
	assert.is(await host.say("ATO"), line("NO CARRIER"));
});

test("SEND FAIL: the next bytes are lost; a connection that breaks meanwhile; a peer that is mute", async () => {
	const host = await multiple();
	scheduleFaults(host, [parseFault("send-fail:0")]);
	await host.say("AT+CIPSEND=0,2", 100);
	host.type("ab");
	await host.clock.advance(500);
	assert.is(host.take(), line("0, SEND FAIL"));
	await open(host, 'AT+CIPSTART=1,"TCP","host",83', "1, CONNECT OK");
	await host.say("AT+CIPSEND=1,2", 100);
	host.type("ab");
	await host.clock.advance(600_000);
	assert.is(host.take(), "");
	await host.clock.advance(60_000);
	assert.is(host.take(), line("1, SEND FAIL") + line("1, CLOSED"));
	assert.is(await host.say("AT"), OK);
});

test("CLOSED in place of the prompt", async () => {
	const host = await multiple();
	scheduleFaults(host, [parseFault("close:0@on=AT+CIPSEND")]);
	assert.is(await host.say("AT+CIPSEND=0,5"), line("0, CLOSED") + REFUSED);
	assert.is(await host.say("AT"), OK, "nothing waits for payload");
});

test("codes between a command and its header", async () => {
	const host = await multiple();
	far[0]!.send("data");
	await host.clock.advance(100);
	host.take();
	scheduleFaults(host, [parseFault("code:+CIPRXGET:1,1@on=AT+CIPRXGET=2")]);
	assert.is(await host.say("AT+CIPRXGET=2,0,10"), `${line("+CIPRXGET:1,1")}${line("+CIPRXGET:2,0,4,0")}data${OK}`);
});

test("names, refusals and silence as faults", async () => {
	const host = await up(["AT+CIPMUX=1"]);
	for (const fault of ["dns", "refuse"]) {
		scheduleFaults(host, [parseFault(fault)]);
		await open(host, 'AT+CIPSTART=0,"TCP","host","80"', "0, CONNECT FAIL");
	}
	await open(host, 'AT+CIPSTART=0,"TCP","host","80"', "0, CONNECT OK");
});

test("a SIM900 has no AT+CIPSSL, a SIM800 has", async () => {
	assert.is(await begin().script("AT+CMEE=1", "AT+CIPSSL=1"), line("+CME ERROR: 100"));
	const host = begin({}, { personality: "sim800" });
	assert.is(await host.script("AT+CIPSSL=?"), line("+CIPSSL: (0-1)") + OK);
	await host.script("AT+CIPSSL=1", 'AT+CSTT="a"', "AT+CIICR", "AT+CIFSR", 'AT+CIPSTART="TCP","host",80');
	assert.is((host.modem.network.inner as MemoryNetwork).connections[0]!.secure, true);
});

test("a reset ends everything without a word", async () => {
	const host = await multiple({ synchBytes: false, bootCodes: [] });
	host.modem.powerDip();
	await host.clock.advance(10_000);
	assert.is(host.take(), line("Call Ready"));
	assert.equal(heard, ["<end>"]);
	assert.is(await host.script("AT+CIPSTATUS"), state("IP INITIAL"));
});

const listening = (server: net.Server): Promise<number> =>
	new Promise(resolve => server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port)));

test("a real TCP server: bytes there and back, its end is told", async () => {
	const server = net.createServer(socket => socket.on("data", bytes => socket.end(Buffer.concat([Buffer.from("got "), bytes]))));
	const port = await listening(server);
	const host = await up(["AT+CIPMUX=1", "AT+CIPRXGET=1"], {}, { network: new NodeNetwork() });
	await open(host, `AT+CIPSTART=0,"TCP","127.0.0.1",${port}`, "0, CONNECT OK");
	await host.say("AT+CIPSEND=0,4", 100);
	host.type("ping");
	// Sockets live in real time: virtual time moves a little at a time until the lines have come.
	while (!host.heard.includes("0, CLOSED")) {
		await host.clock.advance(10);
		await new Promise(resolve => setImmediate(resolve));
	}
	const said = host.take();
	for (const each of ["0, SEND OK", "+CIPRXGET:1,0"]) assert.ok(said.includes(line(each)), each);
	assert.is(await host.say("AT+CIPRXGET=2,0,100"), `${line("+CIPRXGET:2,0,8,0")}got ping${OK}`);
	assert.is(await host.say(`AT+CIPSTART=1,"TCP","127.0.0.1",1`), OK + line("1, CONNECT FAIL"));
	server.close();
});

test("a real UDP socket", async () => {
	const peer = dgram.createSocket("udp4");
	peer.on("message", (bytes, { port, address }) => peer.send(bytes, port, address));
	const port = await new Promise<number>(resolve => peer.bind(0, "127.0.0.1", () => resolve(peer.address().port)));
	const host = await up(["AT+CIPMUX=1"], {}, { network: new NodeNetwork() });
	await open(host, `AT+CIPSTART=0,"UDP","127.0.0.1",${port}`, "0, CONNECT OK");
	await host.say("AT+CIPSEND=0,4", 100);
	host.type("ping");
	while (!host.heard.includes("ping")) {
		await host.clock.advance(10);
		await new Promise(resolve => setImmediate(resolve));
	}
	assert.is(host.take(), `${line("0, SEND OK")}${line("+RECEIVE,0,4:")}ping`);
	await host.say("AT+CIPSHUT");
	peer.close();
});

test.run();
