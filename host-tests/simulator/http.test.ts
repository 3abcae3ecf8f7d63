import http from "node:http";
import type { AddressInfo } from "node:net";
import * as assert from "uvu/assert";
import { parseUrl } from "../../simulator/http/action.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { NodeNetwork } from "../../simulator/network/node.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const hosts = {
	short: () => ({ body: "0123456789" }),
	empty: () => ({ body: "" }),
	moved: () => ({ status: 301, headers: { location: "http://short/" }, body: "moved" }),
	loop: () => ({ status: 302, headers: { location: "/again" } }),
	"other:8080": () => ({ body: "other" }),
	broken: () => "protocol" as const,
	silent: () => "timeout" as const,
	late: () => ({ body: "late", delay: 5000 }),
	huge: () => ({ body: "x".repeat(400_000) }),
	missing: () => ({ status: 404, body: "no" }),
};

async function ready(url: string, options: Omit<SimulatorOptions, "clock"> = {}): Promise<Dialogue> {
	const host = new Dialogue({ network: new MemoryNetwork(hosts), settings: { networkRate: Infinity }, ...options });
	await host.script("AT+CMEE=1", "AT+SAPBR=1,1", "AT+HTTPINIT", `AT+HTTPPARA="URL","${url}"`);
	return host;
}

const NOT_ALLOWED = line("+CME ERROR: 3");

test("commands need HTTPINIT, INIT and TERM once each", async () => {
	const host = new Dialogue();
	assert.is(await host.script("AT+HTTPTERM"), ERROR);
	for (const command of ['AT+HTTPPARA="CID",1', "AT+HTTPACTION=0", "AT+HTTPREAD", "AT+HTTPDATA=1,1000", "AT+HTTPSTATUS?"]) {
		assert.is(await host.say(command), ERROR, command);
	}
	assert.is(await host.say("AT+HTTPINIT"), OK);
	assert.is(await host.say("AT+HTTPINIT"), ERROR);
	assert.is(await host.say("AT+HTTPTERM"), OK);
	assert.is(await host.say("AT+HTTPTERM"), ERROR);
});

const outcomes: [string, string, string][] = [
	["a page", "short", "0,200,10"],
	["an empty page", "empty", "0,200,0"],
	["the server's own error", "missing", "0,404,2"],
	["a redirection that is not followed, with its body", "moved", "0,301,5"],
	["a name that does not resolve", "nowhere", "0,603,0"],
	["a port that nobody listens on", "short:81", "0,601,0"],
	["something that is not HTTP", "broken", "0,600,0"],
	["a body larger than the modem", "huge", "0,602,0"],
	["an https URL", "https://short", "0,603,0"],
	["a port after the host", "http://other:8080/x", "0,200,5"],
	["a port after the path, as the manual writes it", "http://other/x:8080", "0,200,5"],
	["an answer that takes its time", "late", "0,200,4"],
];
for (const [name, url, report] of outcomes) {
	test(`${name}: ${report}`, async () => {
		const host = await ready(url);
		assert.is(await host.say("AT+HTTPACTION=0", 10_000), OK + line(`+HTTPACTION:${report}`));
	});
}

test("a server that is silent is given up after TIMEOUT", async () => {
	const host = await ready("silent");
	await host.say('AT+HTTPPARA="TIMEOUT",30');
	assert.is(await host.say("AT+HTTPACTION=0", 29_900), OK);
	await host.clock.advance(200);
	assert.is(host.take(), line("+HTTPACTION:0,601,0"));
});

test("under REDIR=1 a redirection is followed, but not for ever", async () => {
	const host = await ready("moved");
	await host.say('AT+HTTPPARA="REDIR","1"');
	assert.is(await host.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,200,10"));
	await host.say('AT+HTTPPARA="URL","loop"');
	assert.is(await host.say("AT+HTTPACTION=0", 20_000), OK + line("+HTTPACTION:0,302,0"));
});

test("without a bearer, or with one opened without the APN, the action ends with 601", async () => {
	const closed = await ready("short");
	await closed.say("AT+SAPBR=0,1");
	assert.is(await closed.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,601,0"));
	const nameless = await ready("short", { apn: "internet" });
	assert.is(await nameless.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,601,0"));
});

test("a bearer lost in mid-action ends it with 601", async () => {
	const host = await ready("late");
	await host.say("AT+HTTPACTION=0", 1000);
	host.modem.loseBearer(1);
	await host.clock.advance(10_000);
	assert.is(host.take(), line("+HTTPACTION:0,601,0") + line("+SAPBR 1: DEACT"));
});

const reads: [string, string][] = [
	["AT+HTTPREAD", `\r\n+HTTPREAD:10\r\n0123456789${OK}`],
	["AT+HTTPREAD=0,4", `\r\n+HTTPREAD:4\r\n0123${OK}`],
	["AT+HTTPREAD=8,4", `\r\n+HTTPREAD:2\r\n89${OK}`],
	["AT+HTTPREAD=10,4", `\r\n+HTTPREAD:0\r\n${OK}`],
	["AT+HTTPREAD=0,0", NOT_ALLOWED],
	["AT+HTTPREAD=0", NOT_ALLOWED],
	["AT+HTTPREAD=318977,1", NOT_ALLOWED],
];
for (const [command, answer] of reads) {
	test(`${command} of ten bytes`, async () => {
		const host = await ready("short");
		await host.say("AT+HTTPACTION=0");
		assert.is(await host.say(command), answer);
		assert.is(await host.say(command), answer);
	});
}

test("where nothing is stored HTTPREAD is a bare OK", async () => {
	const host = await ready("late");
	assert.is(await host.say("AT+HTTPREAD"), OK);
	host.type("AT+HTTPACTION=0\r");
	await host.clock.advance(100);
	host.take();
	assert.is(await host.say("AT+HTTPREAD=0,10", 100), OK);
	await host.clock.advance(10_000);
	host.take();
	await host.say('AT+HTTPPARA="URL","nowhere"');
	await host.say("AT+HTTPACTION=0");
	assert.is(await host.say("AT+HTTPREAD"), OK);
});

test("a second action while one runs is an error, or 604", async () => {
	const host = await ready("late");
	await host.say("AT+HTTPACTION=0", 100);
	assert.is(await host.say("AT+HTTPACTION=0", 100), NOT_ALLOWED);
	const other = await ready("late", { settings: { httpBusy: "604" } });
	await other.say("AT+HTTPACTION=0", 100);
	assert.is(await other.say("AT+HTTPACTION=2", 100), OK + line("+HTTPACTION:2,604,0"));
});

test("HTTPTERM in mid-action ends it without a word", async () => {
	const host = await ready("late");
	await host.say("AT+HTTPACTION=0", 100);
	assert.is(await host.say("AT+HTTPTERM", 20_000), OK);
});

const parameters: [string, string][] = [
	['"URL","x"', OK],
	[`"URL","${"x".repeat(500)}"`, OK],
	[`"URL","${"x".repeat(501)}"`, NOT_ALLOWED],
	["URL,HTTP://a/b,c", OK],
	[`"UA","${"x".repeat(200)}"`, OK],
	[`"UA","${"x".repeat(201)}"`, NOT_ALLOWED],
	['"CID",3', OK],
	['"CID",4', NOT_ALLOWED],
	['"CID","1"', OK],
	['"redir",1', OK],
	['"REDIR",2', NOT_ALLOWED],
	['"TIMEOUT",29', NOT_ALLOWED],
	['"TIMEOUT",1000', OK],
	['"PROPORT",65536', NOT_ALLOWED],
	['"NOSUCH",1', NOT_ALLOWED],
	['"CID"', NOT_ALLOWED],
];
for (const [parameter, answer] of parameters) {
	test(`HTTPPARA=${parameter.slice(0, 30)} of ${parameter.length} characters`, async () => {
		const host = await ready("short");
		assert.is(await host.say(`AT+HTTPPARA=${parameter}`), answer);
	});
}

test("HTTPPARA? prints the block of parameters", async () => {
	const host = await ready("short");
	const block =
		"+HTTPPARA: \r\nCID: 1\r\nURL: short\r\nUA: SIMCOM_MODULE\r\nPROIP: 0.0.0.0\r\nPROPORT: 0\r\nREDIR: 0\r\n" +
		"BREAK: 0\r\nBREAKEND: 0\r\nTIMEOUT: 120\r\nCONTENT: \r\nUSERDATA: ";
	assert.is(await host.say("AT+HTTPPARA?"), line(block) + OK);
});

test("HTTPSCONT keeps the parameters over a reset", async () => {
	const host = await ready("short");
	const block = (mode: number): string =>
		`+HTTPSCONT: ${mode}\r\nCID: 1\r\nURL: short\r\nUA: SIMCOM_MODULE\r\nPROIP: 0.0.0.0\r\nPROPORT: 0\r\nREDIR: 0\r\nBREAK: 0\r\nBREAKEND: 0`;
	assert.is(await host.say("AT+HTTPSCONT?"), line(block(1)) + OK);
	assert.is(await host.say("AT+HTTPSCONT"), OK);
	host.modem.powerDip();
	await host.clock.advance(20_000);
	assert.is(await host.script("AT+HTTPINIT", "AT+HTTPSCONT?"), line(block(0)) + OK);
});

const ranges: [string, string, string | undefined][] = [
	["0", "0", undefined],
	["5", "0", "bytes=5-"],
	["5", "9", "bytes=5-9"],
	["5", "3", "bytes=5-"],
	["0", "3", "bytes=0-3"],
];
for (const [first, last, range] of ranges) {
	test(`BREAK=${first}, BREAKEND=${last} asks for ${range}`, async () => {
		const host = await ready("short");
		await host.say(`AT+HTTPPARA="BREAK",${first};+HTTPPARA="BREAKEND",${last}`);
		await host.say("AT+HTTPACTION=0");
		const [request] = (host.modem.network.inner as MemoryNetwork).requests;
		assert.is(request!.headers.find(([name]) => name === "Range")?.[1], range);
	});
}

test("headers: UA, Content-Type of a POST, USERDATA with its delimiter", async () => {
	const host = await ready("short");
	await host.say('AT+HTTPPARA="UA","mine";+HTTPPARA="CONTENT","application/json"');
	assert.is(await host.say('AT+HTTPPARA="USERDATA","X-A: 1|X-B: 2","|"'), OK);
	await host.say("AT+HTTPACTION=1");
	assert.equal((host.modem.network.inner as MemoryNetwork).requests[0]!.headers, [
		["User-Agent", "mine"],
		["Content-Type", "application/json"],
		["X-A", "1"],
		["X-B", "2"],
	]);
});

test("a data phase takes any byte, ends after the declared ones, and HTTPREAD gives them back", async () => {
	const host = await ready("short");
	const data = `\0\r\nAT+CPOWD=1\r\x1a\xff${"x".repeat(20)}`;
	assert.is(await host.say(`AT+HTTPDATA=${data.length},5000`, 100), line("DOWNLOAD"));
	host.type(data.slice(0, 9));
	await host.clock.advance(1000);
	assert.is(host.take(), "");
	assert.is(host.modem.dcd.level, 0);
	host.type(data.slice(9));
	await host.clock.advance(100);
	assert.is(host.take(), OK);
	assert.is(host.modem.dcd.level, 1);
	assert.is(await host.say("AT+HTTPREAD"), `\r\n+HTTPREAD:${data.length}\r\n${data}${OK}`);
	assert.is(await host.say("AT+HTTPDATA=0,1000"), OK);
	assert.is(await host.say("AT+HTTPREAD"), OK);
});

for (const [expiry, answer] of [
	["ok", OK],
	["error", ERROR],
] as const) {
	test(`a data phase that is not filled ends with its time: ${expiry}`, async () => {
		const host = await ready("short", { settings: { httpDataExpiry: expiry } });
		await host.say("AT+HTTPDATA=10,1000", 100);
		host.type("abc");
		await host.clock.advance(800);
		assert.is(host.take(), "");
		await host.clock.advance(200);
		assert.is(host.take(), answer);
		assert.is(await host.say("AT+HTTPREAD"), `\r\n+HTTPREAD:3\r\nabc${OK}`);
	});
}

test("unsolicited codes wait for the end of a data phase and never stand inside a payload", async () => {
	const host = await ready("short");
	await host.say("AT+HTTPDATA=3,5000", 100);
	host.modem.unsolicited("+CREG: 5");
	host.type("abc");
	await host.clock.advance(100);
	assert.is(host.take(), OK + line("+CREG: 5"));
	host.type("AT+HTTPREAD\r");
	await host.clock.advance(7);
	host.modem.unsolicited("RING");
	await host.clock.advance(100);
	assert.is(host.take(), `\r\n+HTTPREAD:3\r\nabc${OK}${line("RING")}`);
});

test("under AT&C0 DCD is always low", async () => {
	const host = await ready("short");
	await host.say("AT&C0");
	assert.is(host.modem.dcd.level, 0);
	await host.say("AT&C1");
	assert.is(host.modem.dcd.level, 1);
});

const data = [
	["AT+HTTPDATA=318977,1000", NOT_ALLOWED],
	["AT+HTTPDATA=10,999", NOT_ALLOWED],
	["AT+HTTPDATA=10,120001", NOT_ALLOWED],
	["AT+HTTPDATA=10", NOT_ALLOWED],
	["AT+HTTPDATA=?", line("+HTTPDATA: (1-318976),(1000-120000)") + OK],
	["AT+HTTPACTION=3", NOT_ALLOWED],
	["AT+HTTPACTION=?", line("+HTTPACTION: (0-2)") + OK],
] as const;
for (const [command, answer] of data) {
	test(command, async () => {
		const host = await ready("short");
		assert.is(await host.say(command), answer);
	});
}

test("an older firmware does not know HTTPSTATUS and TIMEOUT", async () => {
	const host = await ready("short", { personality: "sim900-1137B03" });
	assert.is(await host.say("AT+HTTPSTATUS?"), line("+CME ERROR: 100"));
	assert.is(await host.say('AT+HTTPPARA="TIMEOUT",60'), NOT_ALLOWED);
});

test("URLs come apart in every form the modem takes", () => {
	const target = (url: string): unknown[] => {
		const { host, port, path } = parseUrl(url);
		return [host, port, path];
	};
	assert.equal(target("www.sim.com"), ["www.sim.com", 80, "/"]);
	assert.equal(target("HTTP://www.sim.com:81/a?b=c:9"), ["www.sim.com", 81, "/a?b=c:9"]);
	assert.equal(target("http://www.sim.com/a/b:8080"), ["www.sim.com", 8080, "/a/b"]);
	assert.equal(target(" http://a?x=1"), ["a", 80, "/?x=1"]);
});

interface Served {
	url: string;
	requests: http.IncomingMessage[];
	close(): Promise<void>;
}

async function serve(listener: http.RequestListener): Promise<Served> {
	const requests: http.IncomingMessage[] = [];
	const server = http.createServer((request, response) => {
		requests.push(request);
		listener(request, response);
	});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `127.0.0.1:${port}`, requests, close: () => new Promise(resolve => server.close(() => resolve())) };
}

test("a real server's binary file comes through whole, byte for byte, in simulated time", async () => {
	const file = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index) & 0xff));
	file.write("\r\nOK\r\n+HTTPACTION:0,200,1\r\n", 1000, "latin1");
	const server = await serve((_request, response) => response.end(file));
	try {
		const host = await ready(server.url, { network: new NodeNetwork() });
		assert.is(await host.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,200,20000"));
		assert.is(await host.say("AT+HTTPREAD"), `\r\n+HTTPREAD:20000\r\n${file.toString("latin1")}${OK}`);
		const { headers } = server.requests[0]!;
		assert.equal([headers.host, headers["user-agent"], headers.connection], [server.url, "SIMCOM_MODULE", "close"]);
		assert.is(headers["accept-encoding"], undefined);
	} finally {
		await server.close();
	}
});

test("a real server takes a POST and a Range, and one that breaks off gives 601", async () => {
	const bodies: string[] = [];
	const server = await serve(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		bodies.push(Buffer.concat(chunks).toString("latin1"));
		if (request.url === "/cut") {
			response.writeHead(200, { "content-length": 100 });
			response.write("half");
			setImmediate(() => response.destroy());
		} else response.writeHead(request.headers.range ? 206 : 200).end(`${request.method} ${request.headers.range}`);
	});
	try {
		const host = await ready(server.url, { network: new NodeNetwork() });
		await host.say("AT+HTTPDATA=4,5000", 100);
		host.type("a\0\r\xff");
		await host.clock.advance(100);
		host.take();
		assert.is(await host.say("AT+HTTPACTION=1"), OK + line("+HTTPACTION:1,200,14"));
		assert.is(bodies[0], "a\0\r\xff");
		await host.say('AT+HTTPPARA="BREAK",7');
		assert.is(await host.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,206,12"));
		assert.is(await host.say("AT+HTTPREAD"), `\r\n+HTTPREAD:12\r\nGET bytes=7-${OK}`);
		await host.say(`AT+HTTPPARA="URL","${server.url}/cut"`);
		assert.is(await host.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,601,0"));
	} finally {
		await server.close();
	}
	const refused = await ready(server.url, { network: new NodeNetwork() });
	assert.is(await refused.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,601,0"));
	await refused.say('AT+HTTPPARA="URL","no such host.invalid"');
	assert.is(await refused.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION:0,603,0"));
});

test("a server that never answers gives the modem's own time-out, not a hang", async () => {
	const server = await serve(() => {});
	try {
		const host = await ready(server.url, { network: new NodeNetwork({ patience: 50 }) });
		assert.is(await host.say("AT+HTTPACTION=0", 119_000), OK);
		await host.clock.advance(2000);
		assert.is(host.take(), line("+HTTPACTION:0,601,0"));
	} finally {
		await server.close();
	}
});

test("300,000 bytes at 9600 baud, five minutes on the wire, take seconds to simulate", async () => {
	const host = await ready("short", {
		network: new MemoryNetwork({ short: () => ({ body: new Uint8Array(300_000) }) }),
		baud: 9600,
	});
	await host.say("AT+HTTPACTION=0");
	let count = 0;
	host.modem.txd.onByte = () => count++;
	const started = process.cpuUsage();
	host.type("AT+HTTPREAD\r");
	await host.clock.advance(320_000);
	const { user, system } = process.cpuUsage(started);
	assert.is(count, "\r\n+HTTPREAD:300000\r\n".length + 300_000 + OK.length);
	assert.ok((user + system) / 1e6 < 3, `${(user + system) / 1e6} s`);
});

test("AT+HTTPSSL: a SIM800 takes it and https then works, a SIM900 has none; settings say otherwise", async () => {
	const secure = { "short:443": ({ secure: tls }: { secure: boolean }) => ({ body: tls ? "over TLS" : "in clear" }) };
	const network = (): MemoryNetwork => new MemoryNetwork(secure);
	const host = await ready("https://short", { personality: "sim800", network: network() });
	assert.is(await host.say("AT+HTTPACTION=0"), `${OK}${line("+HTTPACTION: 0,603,0")}`);
	assert.is(await host.say("AT+HTTPSSL=?"), line("+HTTPSSL: (0-1)") + OK);
	assert.is(await host.say("AT+HTTPSSL=1"), OK);
	assert.is(await host.say("AT+HTTPSSL?"), line("+HTTPSSL: 1") + OK);
	assert.is(await host.say("AT+HTTPSSL=2"), NOT_ALLOWED);
	assert.is(await host.say("AT+HTTPACTION=0"), `${OK}${line("+HTTPACTION: 0,200,8")}`);
	assert.match(await host.say("AT+HTTPREAD"), "over TLS");
	assert.is(await host.say("AT+HTTPSSL=0"), OK);
	assert.is(await (await ready("short")).say("AT+HTTPSSL=0"), line("+CME ERROR: 100"));
	const present = await ready("short", { settings: { commandsPresent: ["+HTTPSSL"] } });
	assert.is(await present.say("AT+HTTPSSL=0"), OK);
	const old = await ready("short", { personality: "sim800", settings: { commandsMissing: ["+HTTPSSL"] } });
	assert.is(await old.say("AT+HTTPSSL=0"), line("+CME ERROR: 100"));
});

test("USERDATA of a SIM800: backslashes in one value, no delimiter", async () => {
	const host = await ready("short", { personality: "sim800" });
	const network = host.modem.network.inner as MemoryNetwork;
	assert.is(await host.say('AT+HTTPPARA="USERDATA","X-A: 1|X-B: 2","|"'), NOT_ALLOWED);
	assert.is(await host.say(String.raw`AT+HTTPPARA="USERDATA","X-A: 1\r\nX-B: 2"`), OK);
	await host.say("AT+HTTPACTION=0");
	assert.equal(network.requests[0]!.headers.slice(1), [
		["X-A", "1"],
		["X-B", "2"],
	]);
	const other = await ready("short");
	await other.say(String.raw`AT+HTTPPARA="USERDATA","X-A: 1\r\nX-B: 2"`);
	await other.say("AT+HTTPACTION=0");
	assert.equal((other.modem.network.inner as MemoryNetwork).requests[0]!.headers.slice(1), [["X-A", String.raw`1\r\nX-B: 2`]]);
});

test("a real server sees the path as it was given, blanks and all", async () => {
	const net = await import("node:net");
	let first = "";
	const server = net.createServer(socket =>
		socket.on("data", bytes => {
			first ||= bytes.toString("latin1").split("\r\n")[0]!;
			socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		}),
	);
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const host = await ready(`127.0.0.1:${(server.address() as AddressInfo).port}/a b#c\xe9`, { network: new NodeNetwork() });
	assert.is(await host.say("AT+HTTPACTION=0"), `${OK}${line("+HTTPACTION:0,200,2")}`);
	assert.is(first, "GET /a b#c\xe9 HTTP/1.1");
	server.close();
});

test.run();
