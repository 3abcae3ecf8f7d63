import { createHash } from "node:crypto";
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { Clock } from "../../simulator/clock.ts";
import { MemoryNetwork, type Network } from "../../simulator/network/network.ts";
import type { FtpOutcome, FtpRequest } from "../../simulator/ftp/server.ts";
import { type MemoryFtpOptions, MemoryFtpServer } from "../../simulator/ftp/server-memory.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../simulator/settings.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { maskSecrets } from "../../simulator/transcript.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const NOT_ALLOWED = line("+CME ERROR: 3");
const DIGITS = "0123456789".repeat(1000);
const FILES = { "/short": "0123456789", "/empty": "", "/long": DIGITS, "/folder/inner": "x" };

interface Scene {
	host: Dialogue;
	server: MemoryFtpServer;
}

async function open(
	settings: Partial<Settings> = {},
	server: MemoryFtpOptions = {},
	options: Omit<SimulatorOptions, "clock"> = {},
): Promise<Scene> {
	const memory = new MemoryFtpServer({ files: FILES, ...server });
	const host = new Dialogue({
		network: new MemoryNetwork({}, { server: memory }),
		settings: { networkRate: 1e6, ...settings },
		...options,
	});
	await host.script("AT+CMEE=1", "AT+SAPBR=1,1", "AT+FTPSERV=server", "AT+FTPGETNAME=long", "AT+FTPPUTNAME=new");
	return { host, server: memory };
}

const data = (text: string): string => `\r\n+FTPGET:2,${text.length}\r\n${text}${OK}`;

// Parameters

const parameters: [command: string, answer: string, read: string][] = [
	["AT+FTPPORT=2121", OK, "2121"],
	["AT+FTPPORT=0", NOT_ALLOWED, "21"],
	["AT+FTPPORT=65536", NOT_ALLOWED, "21"],
	["AT+FTPMODE=1", OK, "1"],
	["AT+FTPMODE=2", NOT_ALLOWED, "0"],
	['AT+FTPTYPE="A"', OK, "A"],
	["AT+FTPTYPE=a", OK, "A"],
	["AT+FTPTYPE=E", NOT_ALLOWED, "I"],
	['AT+FTPPUTOPT="APPE"', OK, "APPE"],
	["AT+FTPPUTOPT=STOU", OK, "STOU"],
	["AT+FTPPUTOPT=PUT", NOT_ALLOWED, "STOR"],
	["AT+FTPCID=3", OK, "3"],
	["AT+FTPCID=4", NOT_ALLOWED, "1"],
	["AT+FTPREST=300000", OK, "300000"],
	["AT+FTPREST=-1", NOT_ALLOWED, "0"],
	["AT+FTPSERV=ftp.example.com", OK, "ftp.example.com"],
	[`AT+FTPSERV="${"s".repeat(49)}"`, OK, "s".repeat(49)],
	[`AT+FTPSERV="${"s".repeat(50)}"`, NOT_ALLOWED, "server"],
	[`AT+FTPUN="${"u".repeat(50)}"`, NOT_ALLOWED, ""],
	[`AT+FTPPW="${"p".repeat(50)}"`, NOT_ALLOWED, ""],
	['AT+FTPPW="a;b, c"', OK, "a;b, c"],
	["AT+FTPGETNAME=a, b.txt", OK, "a, b.txt"],
	['AT+FTPGETNAME=""', OK, ""],
	[`AT+FTPGETNAME="${"n".repeat(99)}"`, OK, "n".repeat(99)],
	[`AT+FTPGETNAME="${"n".repeat(100)}"`, NOT_ALLOWED, "long"],
	['AT+FTPPUTNAME="a","b"', NOT_ALLOWED, "new"],
	[`AT+FTPGETPATH="/${"d".repeat(255)}"`, OK, `/${"d".repeat(255)}`],
	[`AT+FTPPUTPATH="/${"d".repeat(256)}"`, NOT_ALLOWED, ""],
	["AT+FTPTIMEOUT=60", OK, "60"],
	["AT+FTPMODE", NOT_ALLOWED, "0"],
];
for (const [command, answer, value] of parameters) {
	test(`${command.slice(0, 40)}: ${answer.trim()}`, async () => {
		const { host } = await open();
		const name = /\+\w+/.exec(command)![0];
		assert.is(await host.say(`AT${name}=?`), OK);
		assert.is(await host.say(command), answer);
		assert.is(await host.say(`AT${name}?`), line(`${name}: ${value}`) + OK);
	});
}

test("FTPSCONT keeps the values over a reset; its block is in clear on the wire and masked in the transcript", async () => {
	const { host } = await open();
	await host.script("AT+CMEE=1", 'AT+FTPPW="se;cret"', "AT+FTPMODE=1");
	const block = (mode: number): string =>
		line(
			[
				`+FTPSCONT: ${mode}`,
				"+FTPSERV: server",
				"+FTPPORT: 21",
				"+FTPUN: ",
				"+FTPPW: se;cret",
				"+FTPCID: 1",
				"+FTPMODE: 1",
				"+FTPTYPE: I",
				"+FTPPUTOPT: STOR",
				"+FTPREST: 0",
				"+FTPGETNAME: long",
				"+FTPGETPATH: ",
				"+FTPPUTNAME: new",
				"+FTPPUTPATH: ",
				"+FTPTIMEOUT: 75",
			].join("\r\n"),
		) + OK;
	assert.is(await host.say("AT+FTPSCONT?"), block(1));
	assert.is(await host.say("AT+FTPSCONT"), OK);
	await host.say("AT+FTPTYPE=A");
	host.modem.powerDip();
	await host.clock.advance(10_000);
	await host.say("ATE0");
	assert.is(await host.say("AT+FTPSCONT?"), block(0));
	assert.is(await host.say("AT+FTPPW?"), line("+FTPPW: se;cret") + OK);
	assert.not.match(host.modem.transcript.format(), /cret/);
});

test("no way of writing a password shows it in a transcript", () => {
	for (const written of [
		'AT+FTPPW="a;cret"',
		"at+ftppw = cret",
		'AT+FTPUN="u";+FTPPW="cret";+FTPMODE=1',
		'AT+FTPPW="a,cret',
		"AT+FTPPW=READY cret",
		"+FTPPW: a;cret",
	]) {
		assert.not.match(maskSecrets(written), /cret/, written);
	}
	assert.match(maskSecrets('AT+FTPPW="cret";+FTPMODE=1'), /;\+FTPMODE=1$/);
	assert.is(maskSecrets("AT+FTPPW=?"), "AT+FTPPW=?");
});

// Sessions

const endings: [name: string, command: string, answer: string, ...before: string[]][] = [
	["the size of a file", "AT+FTPSIZE", "+FTPSIZE:1,0,10000"],
	["the size of a file that is not there", "AT+FTPSIZE", "+FTPSIZE:1,77,0", "AT+FTPGETNAME=none"],
	["an empty file", "AT+FTPGET=1", "+FTPGET:1,0", "AT+FTPGETNAME=empty"],
	["a missing file", "AT+FTPGET=1", "+FTPGET:1,79", "AT+FTPGETNAME=none"],
	["a missing directory", "AT+FTPGET=1", "+FTPGET:1,77", "AT+FTPGETPATH=/none"],
	["a name that does not resolve", "AT+FTPGET=1", "+FTPGET:1,62", "AT+FTPSERV=nowhere"],
	["a port that nobody listens on", "AT+FTPGET=1", "+FTPGET:1,63", "AT+FTPPORT=2121"],
	["no server", "AT+FTPGET=1", "+FTPGET:1,66", 'AT+FTPSERV=""'],
	["no name", "AT+FTPPUT=1", "+FTPPUT:1,66", 'AT+FTPPUTNAME=""'],
	["no directory", "AT+FTPMKD", "+FTPMKD:1,66"],
	["a closed bearer", "AT+FTPGET=1", "+FTPGET:1,61", "AT+FTPCID=2"],
	["a directory that is not empty", "AT+FTPRMD", "+FTPRMD:1,77", "AT+FTPGETPATH=/folder"],
	["a time", "AT+FTPMDTM", "+FTPMDTM:1,0,20121011145800"],
	["a new name", "AT+FTPRENAME", "+FTPRENAME:1,0"],
	["a new name for nothing", "AT+FTPRENAME", "+FTPRENAME:1,77,0", "AT+FTPGETNAME=none"],
	["a listing of a file", "AT+FTPLIST=1", "+FTPLIST:1,1", "AT+FTPGETPATH=/short"],
	["a listing of nothing", "AT+FTPLIST=1", "+FTPLIST:1,77", "AT+FTPGETPATH=/none"],
];
for (const [name, command, answer, ...before] of endings) {
	test(`${name}: ${answer}`, async () => {
		const { host } = await open();
		for (const each of before) await host.say(each);
		assert.is(await host.say(command), OK + line(answer));
	});
}

test("which reason has which number is a setting", async () => {
	const { host } = await open({ ftpErrors: { ...DEFAULT_SETTINGS.ftpErrors, parameter: 64 } });
	await host.say('AT+FTPGETNAME=""');
	assert.is(await host.say("AT+FTPGET=1"), OK + line("+FTPGET:1,64"));
});

test("users and passwords: 71 and 72", async () => {
	const { host } = await open({}, { users: { me: "word" } });
	assert.is(await host.say("AT+FTPSIZE"), OK + line("+FTPSIZE:1,71,0"));
	await host.say("AT+FTPUN=me");
	assert.is(await host.say("AT+FTPSIZE"), OK + line("+FTPSIZE:1,72,0"));
	await host.say("AT+FTPPW=word");
	assert.is(await host.say("AT+FTPSIZE"), OK + line("+FTPSIZE:1,0,10000"));
});

test("one session at a time: OK first, then 66; which one survives is a setting", async () => {
	const { host } = await open();
	await host.say("AT+FTPGET=1");
	for (const command of ["FTPGET=1", "FTPPUT=1", "FTPLIST=1", "FTPSIZE", "FTPDELE=1"]) {
		const name = command.replace("=1", "");
		assert.is(await host.say(`AT+${command}`, 200), OK + line(`+${name}:1,66${name === "FTPSIZE" ? ",0" : ""}`));
	}
	assert.is(await host.say("AT+FTPEXTPUT=1", 200), NOT_ALLOWED);
	assert.is(await host.say("AT+FTPLIST=2,10", 200), NOT_ALLOWED);
	assert.is(await host.say("AT+FTPGET=2,10", 200), data(DIGITS.slice(0, 10)));
	const other = await open({ ftpSecondSession: "ends both" });
	await other.host.say("AT+FTPGET=1");
	assert.is(await other.host.say("AT+FTPPUT=1", 200), OK + line("+FTPPUT:1,66"));
	assert.is(await other.host.say("AT+FTPSTATE", 200), line("+FTPSTATE: 0") + OK);
});

test("a lost bearer ends the session, another one does not", async () => {
	const { host } = await open();
	await host.say("AT+FTPGET=1");
	host.modem.loseBearer(2);
	await host.say("AT+SAPBR=1,3");
	await host.say("AT+SAPBR=0,3");
	assert.is(await host.say("AT+FTPSTATE"), line("+FTPSTATE: 1") + OK);
	host.take();
	host.modem.loseBearer(1);
	await host.clock.advance(100_000);
	assert.is(host.take(), line("+FTPGET:1,61") + line("+SAPBR 1: DEACT"));
	assert.is(await host.say("AT+FTPGET=2,10"), NOT_ALLOWED);
});

test("FTPQUIT ends a session and is an error without one", async () => {
	const { host } = await open();
	assert.is(await host.say("AT+FTPQUIT"), NOT_ALLOWED);
	await host.say("AT+FTPGET=1");
	assert.is(await host.say("AT+FTPQUIT"), OK + line("+FTPGET: 1,80"));
	assert.is(await host.say("AT+FTPSTATE"), line("+FTPSTATE: 0") + OK);
	const sim800 = await open({}, {}, { personality: "sim800" });
	await sim800.host.say("AT+FTPPUT=1");
	assert.is(await sim800.host.say("AT+FTPQUIT"), OK + line("+FTPPUT: 1,86"));
});

test("what a firmware does not know is an error in every form", async () => {
	const old = await open({}, {}, { personality: "sim900-1137B03" });
	for (const command of ["FTPSIZE", "FTPDELE", "FTPSTATE", "FTPMKD", "FTPLIST=?", "FTPEXTPUT=1", "FTPQUIT", "FTPRENAME", "FTPMDTM"]) {
		assert.is(await old.host.say(`AT+${command}`), line("+CME ERROR: 100"), command);
	}
	assert.is(await old.host.say(`AT+FTPGETPATH=/${"d".repeat(99)}`), NOT_ALLOWED);
	const sim800 = await open({}, {}, { personality: "sim800" });
	assert.is(await sim800.host.say("AT+FTPRENAME"), line("+CME ERROR: 100"));
	assert.is(await sim800.host.say("AT+FTPSIZE"), OK + line("+FTPSIZE: 1,0,10000"));
});

// Get

const reads: [command: string, answer: string][] = [
	["AT+FTPGET=2,4", data("0123")],
	["AT+FTPGET=2,1460", data(DIGITS.slice(0, 1460))],
	["AT+FTPGET=2,1461", NOT_ALLOWED],
	["AT+FTPGET=2,0", NOT_ALLOWED],
	["AT+FTPGET=2", NOT_ALLOWED],
	["AT+FTPGET=3,1", NOT_ALLOWED],
];
for (const [command, answer] of reads) {
	test(`${command}: ${answer.trim().slice(0, 20)}`, async () => {
		const { host } = await open();
		assert.is(await host.say(command), NOT_ALLOWED);
		assert.is(await host.say("AT+FTPGET=1"), OK + line("+FTPGET:1,1"));
		assert.is(await host.say(command, 1000), answer);
	});
}

test("a long read can be cut instead", async () => {
	const { host } = await open({ ftpReadOver: "cut" });
	await host.say("AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,4096"), data(DIGITS.slice(0, 1460)));
});

test("new data are announced at once to a host that has found nothing, or when the interval is over", async () => {
	const { host } = await open({ networkRate: 100, ftpSegment: 100 });
	await host.say("AT+FTPGET=1", 3500);
	assert.is(await host.say("AT+FTPGET=2,200", 50), data(DIGITS.slice(0, 100)));
	await host.clock.advance(1000);
	assert.is(host.take(), line("+FTPGET:1,1"));
	const patient = await open({ networkRate: 100, ftpSegment: 100, ftpAnnounceArrival: false, ftpRepeatInterval: 3000 });
	await patient.host.say("AT+FTPGET=1", 3500);
	await patient.host.say("AT+FTPGET=2,200", 50);
	await patient.host.clock.advance(2900);
	assert.is(patient.host.take(), "");
	await patient.host.clock.advance(200);
	assert.is(patient.host.take(), line("+FTPGET:1,1"));
});

test("`1,1` is repeated while unread data sit; after a while the modem gives up", async () => {
	const { host } = await open({ ftpRepeatInterval: 4000, ftpIdleTime: 15_000 });
	await host.say("AT+FTPGET=1", 2500);
	await host.clock.advance(30_000);
	assert.is(host.take(), line("+FTPGET:1,1").repeat(3) + line("+FTPGET:1,64"));
	await host.say("AT+FTPGET=1", 2500);
	for (let index = 0; index < 5; index++) {
		await host.clock.advance(10_000);
		assert.match(await host.say("AT+FTPGET=2,1", 100), /\+FTPGET:2,1\r\n/);
	}
});

test("a server that falls silent is 64 once FTPTIMEOUT is over, what has come can be read", async () => {
	const { host } = await open({}, { interruption: { after: 50, failure: "silence" } });
	await host.say("AT+FTPTIMEOUT=20");
	await host.say("AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,100", 1000), data(DIGITS.slice(0, 50)));
	assert.is(await host.say("AT+FTPGET=2,100", 1000), `\r\n+FTPGET:2,0\r\n${OK}`);
	await host.clock.advance(20_000);
	assert.is(host.take(), line("+FTPGET:1,64"));
});

test("a connection that breaks is 61 after the last byte, or at once", async () => {
	const interruption = { after: 50, failure: "net" } as const;
	const { host } = await open({}, { interruption });
	await host.say("AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,100"), data(DIGITS.slice(0, 50)) + line("+FTPGET:1,61"));
	const rash = await open({ ftpBreak: "at once" }, { interruption });
	assert.is(await rash.host.say("AT+FTPGET=1"), OK + line("+FTPGET:1,1") + line("+FTPGET:1,61"));
});

test("the end comes by itself, or when a read has found nothing", async () => {
	const { host } = await open();
	await host.script("AT+FTPGETNAME=short", "AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,10"), data("0123456789") + line("+FTPGET:1,0"));
	const asked = await open({ ftpEnd: "zero" });
	await asked.host.script("AT+FTPGETNAME=short", "AT+FTPGET=1");
	assert.is(await asked.host.say("AT+FTPGET=2,10"), data("0123456789"));
	assert.is(await asked.host.say("AT+FTPGET=2,10"), `\r\n+FTPGET:2,0\r\n${OK}${line("+FTPGET:1,0")}`);
});

test("a host that asks at once finds nothing first", async () => {
	const { host } = await open();
	await host.script("AT+FTPGETNAME=short", "AT+FTPGET=1");
	await host.say("AT+FTPGET=2,10", 30);
	assert.is(await host.say("AT+FTPGET=2,10"), `\r\n+FTPGET:2,0\r\n${OK}${line("+FTPGET:1,0")}`);
	assert.is(await host.say("AT+FTPGET=2,10"), NOT_ALLOWED);
});

test("type A strips the eighth bit, both ways, unless a setting says no", async () => {
	const files = { "/eight": Buffer.from([0x41, 0xc1, 0xff]) };
	const { host, server } = await open({}, { files });
	await host.script("AT+FTPGETNAME=eight", "AT+FTPTYPE=A", "AT+FTPGET=1");
	assert.is(await host.say("AT+FTPGET=2,3"), data("AA\x7f") + line("+FTPGET:1,0"));
	await host.say("AT+FTPPUT=1");
	await host.say("AT+FTPPUT=2,1", 100);
	host.type("\xc1");
	await host.clock.advance(3000);
	assert.is(String(server.files.get("/new")), "A");
	const plain = await open({ ftpAsciiStrip: false }, { files });
	await plain.host.script("AT+FTPGETNAME=eight", "AT+FTPTYPE=A", "AT+FTPGET=1");
	assert.is(await plain.host.say("AT+FTPGET=2,3"), data("A\xc1\xff") + line("+FTPGET:1,0"));
});

/** Counts what is read of each transfer. */
class Meter implements Network {
	taken = 0;
	open = 0;
	readonly #inner: Network;

	constructor(inner: Network) {
		this.#inner = inner;
	}

	http(...[request, clock, done]: Parameters<Network["http"]>): () => void {
		return this.#inner.http(request, clock, done);
	}

	ftp(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void {
		this.open++;
		const drop = this.#inner.ftp(request, clock, outcome => {
			if (typeof outcome === "string" || !outcome.transfer) return done(outcome);
			const { transfer } = outcome;
			done({
				...outcome,
				transfer: {
					...transfer,
					read: (length, back) =>
						transfer.read(length, result => {
							if (typeof result !== "string") this.taken += result.length;
							back(result);
						}),
				},
			});
		});
		return () => {
			this.open--;
			drop();
		};
	}
}

test("the modem downloads ahead until its buffer is full and goes on as the host reads", async () => {
	const meter = new Meter(new MemoryNetwork({}, { server: new MemoryFtpServer({ files: FILES }) }));
	const { host } = await open({ ftpReceiveBuffer: 2048 }, {}, { network: meter, settings: { ftpReceiveBuffer: 2048, networkRate: 1e6 } });
	await host.say("AT+FTPGET=1");
	await host.clock.advance(3000);
	assert.is(meter.taken, 2048);
	await host.say("AT+FTPGET=2,1000", 2000);
	assert.is(meter.taken, 3048);
	host.modem.powerDip();
	assert.is(meter.open, 0);
});

test("300,000 bytes at 9600 baud, five minutes of wire time, simulate in under 3 s", async () => {
	const content = nastyFile(300_000);
	const { host } = await open({}, { files: { "/long": content } }, { baud: 9600 });
	const started = performance.now();
	await host.say("AT+FTPGET=1", 4000);
	const hash = createHash("sha256");
	for (let left = content.length; left > 0;) {
		host.take();
		host.type("AT+FTPGET=2,1460\r");
		const count = (): number => Number(/\+FTPGET:2,(\d+)\r\n/.exec(host.heard)?.[1] ?? -1);
		await host.clock.run(() => count() >= 0 && host.heard.length >= `\r\n+FTPGET:2,${count()}\r\n${OK}`.length + count());
		const start = host.heard.indexOf("\r\n", host.heard.indexOf("+FTPGET:2")) + 2;
		hash.update(host.heard.slice(start, start + count()), "latin1");
		left -= count();
	}
	assert.is(hash.digest("hex"), createHash("sha256").update(content).digest("hex"));
	assert.ok(host.clock.now > 300_000);
	assert.ok(performance.now() - started < 3000, `${performance.now() - started} ms`);
});

// Put

async function put(host: Dialogue, text: string): Promise<string> {
	const prompt = await host.say(`AT+FTPPUT=2,${text.length}`, 100);
	assert.is(prompt, line(`+FTPPUT:2,${text.length}`));
	host.type(text);
	await host.clock.advance(2000);
	return host.take();
}

test("every `1,1` names its own maximum, and it is kept", async () => {
	const { host, server } = await open({ ftpPutMaximum: [1260, 100, 1360] });
	assert.is(await host.say("AT+FTPPUT=1"), OK + line("+FTPPUT:1,1,1260"));
	assert.is(await host.say("AT+FTPPUT=2,1261"), NOT_ALLOWED);
	assert.is(await put(host, "a".repeat(1260)), OK + line("+FTPPUT:1,1,100"));
	assert.is(await host.say("AT+FTPPUT=2,101"), NOT_ALLOWED);
	assert.is(await put(host, "b".repeat(100)), OK + line("+FTPPUT:1,1,1360"));
	assert.is(await host.say("AT+FTPPUT=2,0", 10_000), OK + line("+FTPPUT:1,0"));
	assert.is(server.files.get("/new")!.length, 1360);
});

test("the modem may confirm fewer bytes than were offered", async () => {
	const { host, server } = await open({ ftpPutPortions: [10, Infinity], ftpPutOver: "cut" });
	await host.say("AT+FTPPUT=1");
	assert.is(await host.say("AT+FTPPUT=2,100", 100), line("+FTPPUT:2,10"));
	host.type("0123456789");
	await host.clock.advance(1000);
	assert.is(host.take(), OK + line("+FTPPUT:1,1,1280"));
	assert.is(await host.say("AT+FTPPUT=2,5000", 100), line("+FTPPUT:2,1280"));
	assert.is(String(server.files.get("/new")), "0123456789");
});

test("data before the next `1,1` are an error, or accepted", async () => {
	const { host } = await open({ networkRate: 100 });
	await host.say("AT+FTPPUT=1");
	await host.say("AT+FTPPUT=2,100", 100);
	host.type("x".repeat(100));
	await host.clock.advance(100);
	assert.is(await host.say("AT+FTPPUT=2,100", 100), NOT_ALLOWED);
	const hasty = await open({ networkRate: 100, ftpPutEarly: "accept" });
	await hasty.host.say("AT+FTPPUT=1");
	for (const letter of "ab") {
		await hasty.host.say("AT+FTPPUT=2,100", 100);
		hasty.host.type(letter.repeat(100));
		await hasty.host.clock.advance(100);
	}
	assert.is(await hasty.host.say("AT+FTPPUT=2,0", 10_000), OK + line("+FTPPUT:1,0"));
	assert.is(String(hasty.server.files.get("/new")), "a".repeat(100) + "b".repeat(100));
});

test("FTPPUT=2,0 right after the data loses none of them", async () => {
	const { host, server } = await open({ networkRate: 100 });
	await host.say("AT+FTPPUT=1");
	await host.say("AT+FTPPUT=2,100", 100);
	host.type("x".repeat(100));
	await host.clock.advance(50);
	assert.is(await host.say("AT+FTPPUT=2,0", 4000), OK);
	assert.is(await host.say("AT+FTPPUT=2,5", 100), NOT_ALLOWED);
	await host.clock.advance(3000);
	assert.is(host.take(), line("+FTPPUT:1,0"));
	assert.is(server.files.get("/new")!.length, 100);
});

test("the final `1,0` comes late, or never; the file is complete and the modem idle", async () => {
	const late = await open({ ftpPutEndDelay: 20_000 });
	await late.host.say("AT+FTPPUT=1");
	assert.is(await late.host.say("AT+FTPPUT=2,0", 19_900), OK);
	await late.host.clock.advance(200);
	assert.is(late.host.take(), line("+FTPPUT:1,0"));
	const never = await open({ ftpPutEndDelay: Infinity });
	await never.host.say("AT+FTPPUT=1");
	assert.is(await never.host.say("AT+FTPPUT=2,0", 100_000), OK);
	assert.is(await never.host.say("AT+FTPSTATE"), line("+FTPSTATE: 0") + OK);
});

test("a host that brings too little: OK with what has come, or ERROR", async () => {
	for (const [expiry, answer] of [
		["ok", OK],
		["error", ERROR],
	] as const) {
		const { host, server } = await open({ ftpDataExpiry: expiry, ftpPutInputTime: 5000 });
		await host.say("AT+FTPPUT=1");
		await host.say("AT+FTPPUT=2,100", 100);
		host.type("abc");
		await host.clock.advance(6000);
		assert.is(host.take(), answer + line("+FTPPUT:1,1,1280"));
		assert.is(String(server.files.get("/new")), "abc");
	}
});

test("a bearer lost while the host sends is told after the data phase; the part is on the server", async () => {
	const { host, server } = await open();
	await host.say("AT+FTPPUT=1");
	await put(host, "first");
	await host.say("AT+FTPPUT=2,4", 100);
	host.modem.loseBearer();
	await host.clock.advance(100);
	host.type("more");
	await host.clock.advance(100);
	assert.is(host.take(), OK + line("+FTPPUT:1,61") + line("+SAPBR 1: DEACT"));
	assert.is(String(server.files.get("/new")), "first");
});

test("a host that brings nothing for long is given up with 64, a full server is 78", async () => {
	const { host } = await open({ ftpIdleTime: 30_000 });
	await host.say("AT+FTPPUT=1");
	await host.clock.advance(30_000);
	assert.is(host.take(), line("+FTPPUT:1,64"));
	const full = await open({}, { interruption: { after: 3, failure: "upload" } });
	await full.host.say("AT+FTPPUT=1");
	assert.is(await put(full.host, "12345"), OK + line("+FTPPUT:1,78"));
});

test("APPE appends, STOU keeps what is there, STOR replaces", async () => {
	const { host, server } = await open({ ftpPutEndDelay: 0 });
	await host.say("AT+FTPPUTNAME=short");
	for (const option of ["APPE", "STOU", "STOR"]) {
		await host.say(`AT+FTPPUTOPT=${option}`);
		await host.say("AT+FTPPUT=1");
		await put(host, option);
		await host.say("AT+FTPPUT=2,0");
	}
	assert.is(String(server.files.get("/short")), "STOR");
	assert.is(String(server.files.get("/short.1")), "STOU");
});

// Extended put

test("FTPEXTPUT: mode first, inside the store, only between sessions", async () => {
	const { host, server } = await open({ ftpExtendedMaximum: 1000, ftpPutEndDelay: 0 });
	assert.is(await host.say("AT+FTPEXTPUT=2,0,10,1000"), NOT_ALLOWED);
	assert.is(await host.say("AT+FTPEXTPUT=1"), OK);
	for (const wrong of ["2,0,1001,1000", "2,1000,1,1000", "2,0,10,999", "2,0,10", "2,0,0,1000", "3", "1,1"]) {
		assert.is(await host.say(`AT+FTPEXTPUT=${wrong}`), NOT_ALLOWED, wrong);
	}
	for (const [position, text] of [
		[5, "56789"],
		[0, "01234"],
	] as const) {
		assert.is(await host.say(`AT+FTPEXTPUT=2,${position},5,1000`, 100), line(`+FTPEXTPUT:${position},5`));
		host.type(text);
		await host.clock.advance(100);
		assert.is(host.take(), OK);
	}
	host.type("AT+FTPPUT=1\r");
	await host.clock.advance(100);
	assert.is(await host.say("AT+FTPPUT=2,5", 100), NOT_ALLOWED);
	await host.clock.advance(5000);
	assert.is(host.take(), line("+FTPPUT:1,0"));
	assert.is(String(server.files.get("/new")), "0123456789");
	assert.is(await host.say("AT+FTPEXTPUT=0"), OK);
	assert.is(await host.say("AT+FTPPUT=1"), OK + line("+FTPPUT:1,1,1280"));
});

// Whatever is typed

test("no sequence of FTP commands throws or hangs, and the modem can always be brought back to idle", async () => {
	const commands = [
		..."FTPGET=1 FTPGET=2,100 FTPPUT=1 FTPPUT=2,3 FTPPUT=2,0 FTPLIST=1 FTPLIST=2,50 FTPSIZE FTPDELE=1 FTPMKD FTPQUIT".split(" "),
		..."FTPEXTPUT=1 FTPEXTPUT=0 FTPEXTPUT=2,0,3,1000 FTPSTATE SAPBR=0,1 SAPBR=1,1 FTPREST=99999 FTPTYPE=A FTPMODE=1".split(" "),
	];
	const step = fc.tuple(fc.constantFrom(...commands), fc.nat(4000));
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
			const { host } = await open();
			for (const [command, pause] of steps) await host.say(`AT+${command}`, pause);
			host.type("abc");
			await host.clock.advance(400_000);
			assert.is(await host.say("\rAT+FTPSTATE"), line("+FTPSTATE: 0") + OK);
		}),
		{ numRuns: 60 },
	);
});

test.run();
