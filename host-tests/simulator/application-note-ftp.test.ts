/* Chapter 3 of SIMCom's application note, one test a table, one row an exchange. What the note misprints is named. */
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { MemoryFtpServer, type MemoryFtpOptions } from "../../simulator/ftp/server-memory.ts";
import type { Settings } from "../../simulator/settings.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

/** A row: what is typed, what comes; or what comes by itself. */
type Row = [send: string, expect: string] | [expect: string];

const SERVER = "116.228.221.52";
const DIGITS = "0123456789".repeat(110);
const SECRET = "secret";

interface Stage {
	host: Dialogue;
	server: MemoryFtpServer;
	play(rows: readonly Row[]): Promise<void>;
}

async function stage(options: MemoryFtpOptions, settings: Partial<Settings> = {}): Promise<Stage> {
	const server = new MemoryFtpServer({ users: { "sim.cs1": SECRET }, ...options });
	const host = new Dialogue({ network: new MemoryNetwork({}, { [SERVER]: server }), settings });
	await host.script("AT+SAPBR=1,1");
	const play = async (rows: readonly Row[]): Promise<void> => {
		for (const [first, expected] of rows) {
			if (expected !== undefined) host.type(`${first}\r`);
			const awaited = expected ?? first;
			await host.clock.run(() => host.heard.length >= awaited.length, 200_000);
			assert.is(host.take(), awaited, first);
		}
	};
	return { host, server, play };
}

const LOGIN: Row[] = [
	["AT+FTPCID=1", OK],
	[`AT+FTPSERV="${SERVER}"`, OK],
	['AT+FTPUN="sim.cs1"', OK],
	[`AT+FTPPW="${SECRET}"`, OK],
];
const GET: Row[] = [...LOGIN, ['AT+FTPGETNAME="1K.txt"', OK], ['AT+FTPGETPATH="/"', OK]];
const PUT: Row[] = [...LOGIN, ['AT+FTPPUTNAME="1K.txt"', OK], ['AT+FTPPUTPATH="/"', OK]];
const data = (name: string, text: string): string => `\r\n+${name}:2,${text.length}\r\n${text}${OK}`;

test("3.1 FTP GET: a part, nothing, `1,1` again, the rest", async () => {
	const { play } = await stage({ files: { "/1K.txt": DIGITS.slice(0, 1074) } }, { ftpReadPortions: [50, 0, 1024] });
	await play([
		...GET,
		["AT+FTPGET=1", OK],
		[line("+FTPGET:1,1")],
		["AT+FTPGET=2,1024", data("FTPGET", DIGITS.slice(0, 50))],
		["AT+FTPGET=2,1024", `\r\n+FTPGET:2,0\r\n${OK}`],
		[line("+FTPGET:1,1")],
		["AT+FTPGET=2,1024", data("FTPGET", DIGITS.slice(50, 1074))],
		[line("+FTPGET:1,0")],
	]);
});

test("3.2 FTP PUT: DCD is low while the modem takes the data", async () => {
	const { play, host, server } = await stage({});
	await play([...PUT, ["AT+ FTPPUT =1", OK], [line("+FTPPUT:1,1,1280")], ["AT+FTPPUT=2,100", line("+FTPPUT:2,100")]]);
	assert.is(host.modem.dcd.level, 0);
	host.type(DIGITS.slice(0, 100));
	await play([[OK]]);
	assert.is(host.modem.dcd.level, 1);
	await play([[line("+FTPPUT:1,1,1280")], ["AT+FTPPUT=2,0", OK], [line("+FTPPUT:1,0")]]);
	assert.is(String(server.files.get("/1K.txt")), DIGITS.slice(0, 100));
});

test("3.3 FTP time-out: before data, and because nobody reads", async () => {
	const silent = await stage({ files: { "/1K.txt": DIGITS }, interruption: { after: 0, failure: "silence" } });
	await silent.play([...GET, ["AT+ FTPGET =1", OK], [line("+FTPGET:1,64")]]);
	const idle = await stage({ files: { "/1K.txt": DIGITS } }, { ftpIdleTime: 12_000 });
	await idle.play([
		...GET,
		["AT+ FTPGET =1", OK],
		[line("+FTPGET:1,1")],
		[line("+FTPGET:1,1")],
		[line("+FTPGET:1,1")],
		[line("+FTPGET:1,64")],
	]);
});

test("3.4 FTP error: a wrong password is `+FTPGET:1,72` (the note prints +FTPPUT)", async () => {
	const { play } = await stage({ files: { "/1K.txt": DIGITS } });
	await play([...GET, ['AT+FTPPW="3214567"', OK], ["AT+ FTPGET =1", OK], [line("+FTPGET:1,72")]]);
});

test("3.5 FTP operation error: an empty name is `+FTPGET:1,66` (the note prints +FTPPUT)", async () => {
	const { play } = await stage({});
	await play([...LOGIN, ["AT+ FTPGET =1", OK], [line("+FTPGET:1,66")]]);
});

test("3.5 FTP operation error: a second session is 66, the first survives", async () => {
	const { play, host } = await stage({});
	await play([...PUT, ["AT+ FTPPUT =1", OK], ["AT+ FTPPUT =1", OK + line("+FTPPUT:1,66")], [line("+FTPPUT:1,1,1280")]]);
	assert.is(await host.say("AT+FTPSTATE", 100), line("+FTPSTATE: 1") + OK);
});

test("3.6 FTP read and write in the wrong state (the note prints =1 where it reads)", async () => {
	const text = DIGITS.slice(0, 50);
	const { play, host } = await stage({ files: { "/1K.txt": text } });
	await play([
		...GET,
		["AT+ FTPGET =1", OK],
		["AT+FTPGET=2,1000", ERROR],
		[line("+FTPGET:1,1")],
		["AT+ FTPGET =2,1000", data("FTPGET", text)],
		[line("+FTPGET:1,0")],
		["AT+FTPGET=2,1000", ERROR],
		...PUT,
		["AT+ FTPPUT =1", OK],
		["AT+FTPPUT=2,1000", ERROR],
		[line("+FTPPUT:1,1,1280")],
		["AT+FTPPUT=2,100", line("+FTPPUT:2,100")],
	]);
	host.type(DIGITS.slice(0, 100));
	await play([[OK], [line("+FTPPUT:1,1,1280")], ["AT+FTPPUT=2,0", OK], ["AT+ FTPPUT=2,100", ERROR], [line("+FTPPUT:1,0")]]);
	await play([["AT+ FTPPUT=2,100", ERROR]]);
});

test("3.6 as printed: AT+FTPGET=1 while data are available opens nothing and reads nothing", async () => {
	const { play } = await stage({ files: { "/1K.txt": DIGITS } });
	await play([...GET, ["AT+ FTPGET =1", OK], [line("+FTPGET:1,1")], ["AT+ FTPGET =1", OK + line("+FTPGET:1,66")]]);
});

test("3.7 break point: FTPREST (the note prints FTPRESET, which no modem knows)", async () => {
	const text = "wodeceshijieguo,zhgeshigeshia";
	const { play } = await stage({ files: { "/1K.txt": text } });
	await play([
		...GET,
		["AT+ FTPGET =1", OK],
		[line("+FTPGET:1,1")],
		["AT+ FTPGET = 2,1024", data("FTPGET", text)],
		[line("+FTPGET:1,0")],
		["AT+FTPRESET=20", ERROR],
		["AT+FTPREST=20", OK],
		["AT+ FTPGET =1", OK],
		[line("+FTPGET:1,1")],
		["AT+ FTPGET = 2,1024", data("FTPGET", "shigeshia")],
		[line("+FTPGET:1,0")],
	]);
});

test("3.8 FTP DELE", async () => {
	const { play, server } = await stage({ files: { "/1K.txt": DIGITS } });
	await play([...GET, ["AT+ FTPDELE =1", OK], [line("+FTPDELE:1,0")]]);
	assert.is(server.files.size, 0);
});

test("3.9 FTP SIZE (the blank that the note prints after the plus sign is typography)", async () => {
	const { play } = await stage({ files: { "/1K.txt": DIGITS.slice(0, 1024) } });
	await play([...GET, ["AT+ FTPSIZE =1", OK], [line("+FTPSIZE:1,0,1024")]]);
});

test("3.10 FTP MKD and RMD", async () => {
	const { play, server } = await stage({});
	await play([...LOGIN, ['AT+FTPGETPATH="/test"', OK], ["AT+ FTPMKD", OK], [line("+FTPMKD:1,0")]]);
	assert.ok(server.directories.has("/test"));
	await play([["AT+ FTPRMD", OK], [line("+FTPRMD:1,0")]]);
	assert.not(server.directories.has("/test"));
});

test("3.11 FTP LIST: the note's own 126 bytes", async () => {
	const entry = "drw-rw-rw-   1 user     group           0 Oct 12 14:58";
	const listing = `total 0\r\n${entry} .\r\n${entry} ..\r\n`;
	assert.is(listing.length, 126);
	const { play } = await stage({});
	await play([
		...GET,
		["AT+FTPLIST=1", OK],
		[line("+FTPLIST:1,1")],
		["AT+FTPLIST=2,1024", data("FTPLIST", listing)],
		[line("+FTPLIST:1,0")],
	]);
});

test("3.12 FTP extended PUT", async () => {
	const { play, host, server } = await stage({});
	await play([...PUT, ["AT+FTPEXTPUT=1", OK], ["AT+FTPEXTPUT=2,0,1024,10000", line("+FTPEXTPUT:0,1024")]]);
	assert.is(host.modem.dcd.level, 0);
	host.type(DIGITS.slice(0, 1024));
	await play([[OK]]);
	assert.is(host.modem.dcd.level, 1);
	await play([["AT+ FTPPUT =1", OK], [line("+FTPPUT:1,0")], ["AT+FTPEXTPUT=0", OK]]);
	assert.is(String(server.files.get("/1K.txt")), DIGITS.slice(0, 1024));
});

test.run();
