/* The tables of SIMCom's application note, one test a table, one row an exchange. */
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { Dialogue, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const body = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 7) & 0xff));
const network = (): MemoryNetwork =>
	new MemoryNetwork({
		"www.sim.com": ({ method, path, headers }) => {
			if (method === "POST") return {};
			if (path === "/abcde") return { status: 302, headers: { location: "/" } };
			const range = headers.find(([name]) => name === "Range")?.[1];
			if (path.startsWith("/img/")) return range ? { status: 206, body: body(16384).subarray(2000) } : { body: body(16384) };
			return { body: body(1000) };
		},
		"www.baidu.com": () => ({ body: body(9355) }),
		"10.0.0.172": () => ({ body: body(1000) }),
	});

/** A row: what is typed, what comes; or what comes by itself. */
type Row = [send: string, expect: string] | [expect: string];

const OPEN: Row[] = [
	['AT+SAPBR=3,1,"Contype","GPRS"', OK],
	['AT+SAPBR=3,1,"APN","CMNET"', OK],
	["AT+SAPBR =1,1", OK],
];
const READ_1000 = `\r\n+HTTPREAD:1000\r\n${body(1000).toString("latin1")}${OK}`;

async function open(rows: readonly Row[], options: Omit<SimulatorOptions, "clock"> = {}): Promise<Dialogue> {
	const host = new Dialogue({ network: network(), apn: "CMNET", ...options });
	await host.say("ATE0");
	for (const [first, expected] of rows) {
		if (expected === undefined) {
			await host.clock.advance(20_000);
			assert.is(host.take(), first);
		} else {
			host.type(`${first}\r`);
			await host.clock.run(() => host.heard.length >= expected.length, 60_000);
			assert.is(host.take(), expected, first);
		}
	}
	return host;
}

async function play(rows: readonly Row[], options?: Omit<SimulatorOptions, "clock">): Promise<void> {
	await open(rows, options);
}

test("1.1 bearer profile", async () => {
	const host = await open([...OPEN, ["AT+SAPBR=2,1", line('+SAPBR: 1,1,"10.89.193.1"') + OK], ["AT+SAPBR =0,1", OK], ["AT+SAPBR=1,1", OK]]);
	host.modem.loseBearer();
	await host.clock.advance(10);
	assert.is(host.take(), line("+SAPBR 1: DEACT"));
});

test("2.1 HTTP GET, read as a whole", () =>
	play([
		...OPEN,
		["AT+HTTPINIT", OK],
		['AT+HTTPPARA = "CID",1', OK],
		['AT+HTTPPARA="URL","www.sim.com"', OK],
		["AT+HTTPACTION=0", OK],
		[line("+HTTPACTION:0,200,1000")],
		["AT+HTTPREAD", READ_1000],
		["AT+HTTPTERM", OK],
	]));

test("2.2 HTTP POST: DCD is low while the modem takes the data", async () => {
	const host = await open([
		...OPEN,
		["AT+HTTPINIT", OK],
		['AT+HTTPPARA = "CID",1', OK],
		['AT+HTTPPARA="URL","www.sim.com"', OK],
		["AT+HTTPDATA=100,10000", line("DOWNLOAD")],
	]);
	const data = body(100);
	assert.is(host.modem.dcd.level, 0);
	host.type(data.toString("latin1"));
	await host.clock.advance(100);
	assert.is(host.take(), OK);
	assert.is(host.modem.dcd.level, 1);
	assert.is(await host.say("AT+HTTPACTION=1"), OK + line("+HTTPACTION:1,200,0"));
	const { body: sent } = (host.modem.network.inner as MemoryNetwork).requests[0]!;
	assert.equal([...sent!], [...data]);
	assert.is(await host.say("AT+HTTPTERM"), OK);
});

test("2.3 HTTP HEAD: length 0 and nothing to read (the note prints HTTPACTION=1 by mistake)", () =>
	play([
		...OPEN,
		["AT+HTTPINIT", OK],
		['AT+HTTPPARA = "CID",1', OK],
		['AT+HTTPPARA="URL","www.sim.com"', OK],
		["AT+HTTPACTION=2", OK],
		[line("+HTTPACTION:2,200,0")],
		["AT+HTTPREAD", OK],
		["AT+HTTPTERM", OK],
	]));

test("2.4 proxy", async () => {
	const host = await open([
		...OPEN,
		["AT+HTTPINIT", OK],
		['AT+HTTPPARA = "CID",1', OK],
		['AT+HTTPPARA="URL","www.sim.com"', OK],
		['AT+HTTPPARA="PROIP","10.0.0.172"', OK],
		['AT+HTTPPARA = "PROPORT",80', OK],
		["AT+HTTPACTION=0", OK],
		[line("+HTTPACTION:0,200,1000")],
		["AT+HTTPREAD", READ_1000],
		["AT+HTTPTERM", OK],
	]);
	const { proxy, host: target } = (host.modem.network.inner as MemoryNetwork).requests[0]!;
	assert.equal([proxy, target], [{ host: "10.0.0.172", port: 80 }, "www.sim.com"]);
});

test("2.5 redirection", () =>
	play([
		...OPEN,
		["AT+HTTPINIT", OK],
		['AT+HTTPPARA = "CID",1', OK],
		['AT+HTTPPARA = "REDIR",1', OK],
		['AT+HTTPPARA="URL","www.sim.com/abcde"', OK],
		["AT+HTTPACTION=0", OK],
		[line("+HTTPACTION:0,200,1000")],
		["AT+HTTPREAD", READ_1000],
		["AT+HTTPTERM", OK],
	]));

test("2.6 break point: the rest of the file, with the status the note prints", () =>
	play(
		[
			...OPEN,
			["AT+HTTPINIT", OK],
			['AT+HTTPPARA= "CID",1', OK],
			['AT+HTTPPARA="URL"," http://www.sim.com/img/sim_logo_jr_1003_38.gif"', OK],
			['AT+HTTPPARA = "BREAK",2000', OK],
			["AT+HTTPACTION=0", OK],
			[line("+HTTPACTION:0,200,14384")],
			["AT+HTTPREAD", `\r\n+HTTPREAD:14384\r\n${body(16384).subarray(2000).toString("latin1")}${OK}`],
			["AT+HTTPTERM", OK],
		],
		{ settings: { httpPartialStatus: 200 } },
	));

test("2.7 status while a session runs and after it", async () => {
	// At 1440 bytes a second the second second shows the note's own numbers.
	const host = await open(
		[...OPEN, ["AT+HTTPINIT", OK], ['AT+HTTPPARA = "CID",1', OK], ['AT+HTTPPARA="URL","www.baidu.com"', OK], ["AT+HTTPACTION=0", OK]],
		{
			settings: { networkRate: 1440 },
		},
	);
	await host.clock.advance(1500);
	assert.is(await host.say("AT+HTTPSTATUS?", 100), line("+HTTPSTATUS: GET,1,1440,7915") + OK);
	await host.clock.advance(10_000);
	assert.is(host.take(), line("+HTTPACTION:0,200,9355"));
	assert.is(await host.say("AT+ HTTPSTATUS?"), line("+HTTPSTATUS: GET,0,0,0") + OK);

	await host.say('AT+HTTPPARA="URL","www.sim.com"');
	await host.say("AT+HTTPDATA=2048,10000", 100);
	host.type("x".repeat(2048));
	await host.clock.advance(1000);
	host.take();
	assert.is(await host.say("AT+HTTPACTION=1", 1100), OK);
	assert.is(await host.say("AT+ HTTPSTATUS?", 100), line("+HTTPSTATUS: POST,2,1440,608") + OK);
	await host.clock.advance(5000);
	assert.is(host.take(), line("+HTTPACTION:1,200,0"));
	assert.is(await host.say("AT+ HTTPSTATUS?"), line("+HTTPSTATUS: POST,0,0,0") + OK);
	assert.is(await host.say("AT+HTTPTERM"), OK);
});

test("a SIM800 prints a space after the colon, a SIM900 none", async () => {
	const host = new Dialogue({ network: network(), personality: "sim800" });
	await host.script("AT+SAPBR=1,1", "AT+HTTPINIT", 'AT+HTTPPARA="URL","www.sim.com"', "AT+HTTPACTION=0");
	assert.is(await host.say("AT+HTTPREAD=0,3"), `\r\n+HTTPREAD: 3\r\n${body(3).toString("latin1")}${OK}`);
});

test.run();
