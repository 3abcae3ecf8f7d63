/*
	Chapter 2 of SIMCom's application note as it is printed, row by row, against what the library says to a simulated modem and hears from it. A row
	is a line that the library has sent and the lines that answered it, or a line that came by itself; blanks do not count (the note sets them
	freely), payload is its length, and what the note says of DCD stands where the line changed. A row that the library does not produce has a
	reason, with the rows that it produces instead.
*/
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork, type Settings, type TranscriptEntry } from "../../simulator/index.ts";
import type { HTTPRequestOptions, ModemOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Workbench } from "../support/workbench.ts";

/** What is sent, or "" where nothing is, and what comes. */
type Row = readonly [send: string, ...hear: string[]];
type Table = "2.1" | "2.2" | "2.3" | "2.4" | "2.5" | "2.6" | "2.7";

const INIT: Row = ["AT+HTTPINIT", "OK"];
const CID: Row = ['AT+HTTPPARA = "CID",1', "OK"];
const URL: Row = ['AT+HTTPPARA="URL","www.sim.com"', "OK"];
const GET: Row = ["AT+HTTPACTION=0", "OK"];
const POST: Row = ["AT+HTTPACTION=1", "OK"];
const READ: Row = ["AT+HTTPREAD", "+HTTPREAD: 1000", "<1000 bytes>", "OK"];
const TERM: Row = ["AT+HTTPTERM", "OK"];
const DATA: readonly string[] = ["DCD low", "DOWNLOAD", "<100 bytes>", "DCD high", "OK"];
const OVER: Row = ["AT+ HTTPSTATUS?", "+HTTPSTATUS: GET,0,0,0", "OK"];
const POST_OVER: Row = ["AT+ HTTPSTATUS?", "+HTTPSTATUS: POST,0,0,0", "OK"];

const NOTE: Readonly<Record<Table, readonly Row[]>> = {
	"2.1": [INIT, CID, URL, GET, ["", "+HTTPACTION:0,200,1000"], READ, TERM],
	"2.2": [INIT, CID, URL, ["AT+HTTPDATA=100,10000", ...DATA], POST, ["", "+HTTPACTION:1,200,0"], TERM],
	"2.3": [INIT, CID, URL, POST, ["", "+HTTPACTION:1,200,0"], TERM],
	"2.4": [
		INIT,
		CID,
		URL,
		['AT+HTTPPARA="PROIP","10.0.0.172"', "OK"],
		['AT+HTTPPARA = "PROPORT",80', "OK"],
		GET,
		["", "+HTTPACTION:0,200,1000"],
		READ,
		TERM,
	],
	"2.5": [
		INIT,
		CID,
		['AT+HTTPPARA = "REDIR",1', "OK"],
		['AT+HTTPPARA="URL","www.sim.com/abcde"', "OK"],
		GET,
		["", "+HTTPACTION:0,200,1000"],
		READ,
		TERM,
	],
	"2.6": [
		INIT,
		['AT+HTTPPARA= "CID",1', "OK"],
		['AT+HTTPPARA="URL"," http://www.sim.com/img/sim_logo_jr_1003_38.gif"', "OK"],
		['AT+HTTPPARA = "BREAK",2000', "OK"],
		GET,
		["", "+HTTPACTION:0, 200,14384"],
		["AT+HTTPREAD", "+HTTPREAD: 14384", "<14384 bytes>", "OK"],
		TERM,
	],
	"2.7": [
		INIT,
		CID,
		['AT+HTTPPARA="URL","www.baidu.com"', "OK"],
		GET,
		["AT+HTTPSTATUS?", "+HTTPSTATUS: GET,1,1440,7915", "OK"],
		["", "+HTTPACTION:0,200,9355"],
		OVER,
		POST,
		["AT+ HTTPSTATUS?", "+HTTPSTATUS: POST,2,1440,608", "OK"],
		["", "+HTTPACTION:1,200,0"],
		POST_OVER,
		TERM,
	],
};

/** Rows that the library does not produce as they are printed, what it produces instead, and why. */
interface Reason {
	readonly why: string;
	readonly tables: readonly Table[];
	readonly row: Row;
	readonly instead: readonly Row[];
}

const REASONS: readonly Reason[] = [
	{
		why: "the whole response at once is more than a FIFO takes (docs/behaviour.md 5.5): the library asks for a range of it",
		tables: ["2.1", "2.4", "2.5"],
		row: READ,
		instead: [["AT+HTTPREAD=0,1000", "+HTTPREAD:1000", "<1000 bytes>", "OK"]],
	},
	{
		why: "and for one range after the other where it is longer than `burst`",
		tables: ["2.6"],
		row: ["AT+HTTPREAD", "+HTTPREAD: 14384", "<14384 bytes>", "OK"],
		instead: [
			["AT+HTTPREAD=0,8192", "+HTTPREAD:8192", "<8192 bytes>", "OK"],
			["AT+HTTPREAD=8192,6192", "+HTTPREAD:6192", "<6192 bytes>", "OK"],
		],
	},
	{
		why: "the note recommends a time that is long enough: twice that of the wire and 30 s for the application",
		tables: ["2.2"],
		row: ["AT+HTTPDATA=100,10000", ...DATA],
		instead: [["AT+HTTPDATA=100,30018", ...DATA]],
	},
	{ why: "a misprint: HEAD is 2 (V1.11, HTTPACTION)", tables: ["2.3"], row: POST, instead: [["AT+HTTPACTION=2", "OK"]] },
	{
		why: "the same misprint in its report",
		tables: ["2.3"],
		row: ["", "+HTTPACTION:1,200,0"],
		instead: [["", "+HTTPACTION:2,200,0"]],
	},
	{ why: "that a GET is over is known from its report: the library does not ask then", tables: ["2.7"], row: OVER, instead: [] },
	{ why: "nor that a POST is", tables: ["2.7"], row: POST_OVER, instead: [] },
];

const squeeze = (text: string): string => text.replaceAll(" ", "");
const show = (row: Row): string => row.join(" | ");

/** A transcript whose lines are used up by the rows that are found in it. */
class Evidence {
	private readonly lines: readonly string[];
	private readonly used = new Set<number>();
	private last = 0;

	constructor(entries: readonly TranscriptEntry[]) {
		this.lines = entries.map(({ text }) => squeeze(text));
	}

	/** Whether the row was said, behind the one that was found last. The library sets parameters in an order of its own. */
	finds(row: Row): boolean {
		const words = (row[0] === "" ? row.slice(1) : row).map(squeeze);
		const parameter = row[0].startsWith("AT+HTTPPARA");
		for (let at = parameter ? 0 : this.last; at < this.lines.length; at++) {
			if (this.used.has(at) || !words.every((word, index) => word === this.lines[at + index])) continue;
			words.forEach((_, index) => this.used.add(at + index));
			this.last = Math.max(this.last, at + words.length);
			return true;
		}
		return false;
	}
}

/** What is wrong with a table: rows that nothing stands for. The reasons that were needed are added to `needed`. */
function missing(table: Table, rows: readonly Row[], entries: readonly TranscriptEntry[], needed: Set<Reason>): string[] {
	const evidence = new Evidence(entries);
	return rows.flatMap(row => {
		if (evidence.finds(row)) return [];
		const reason = REASONS.find(each => each.tables.includes(table) && show(each.row) === show(row));
		if (!reason) return [`${table}: ${show(row)}`];
		needed.add(reason);
		return reason.instead.filter(each => !evidence.finds(each)).map(each => `${table}, instead: ${show(each)}`);
	});
}

const GIF = nastyFile(16_384);
const PAGE = nastyFile(1000);

function network(): MemoryNetwork {
	return new MemoryNetwork({
		"www.sim.com": ({ method, path, headers }) => {
			if (method === "POST") return {};
			if (path === "/abcde") return { status: 302, headers: { location: "/" } };
			if (!path.startsWith("/img/")) return { body: PAGE };
			return { status: 206, body: headers.some(each => each.join() === "Range,bytes=2000-") ? GIF.subarray(2000) : "not that range" };
		},
		"www.baidu.com": ({ method }) => (method === "POST" ? {} : { body: nastyFile(9355) }),
		"10.0.0.172": ({ host }) => ({ body: host === "www.sim.com" ? PAGE : "not for that server" }),
	});
}

type Request = HTTPRequestOptions & { send?: number };

interface Scene {
	readonly requests: readonly Request[];
	readonly options?: Partial<ModemOptions>;
	readonly settings?: Partial<Settings>;
}

const url = "www.sim.com";
const SCENES: Readonly<Record<Table, Scene>> = {
	"2.1": { requests: [{ url }] },
	"2.2": { requests: [{ url, method: "POST", length: 100 }] },
	"2.3": { requests: [{ url, method: "HEAD" }] },
	"2.4": { requests: [{ url, proxy: { host: "10.0.0.172", port: 80 } }] },
	"2.5": { requests: [{ url: "www.sim.com/abcde", redirect: true }] },
	"2.6": {
		requests: [{ url: "http://www.sim.com/img/sim_logo_jr_1003_38.gif", offset: 2000, total: GIF.length }],
		options: { burst: 8192 },
		settings: { httpPartialStatus: 200 },
	},
	"2.7": {
		requests: [
			{ url: "www.baidu.com", onProgress() {} },
			{ url: "www.baidu.com", method: "POST", length: 2048, onProgress() {} },
		],
		// At 1440 bytes a second the second second of each shows the note's own numbers.
		settings: { networkRate: 1440 },
	},
};

/** What the library and a modem have said to each other. */
async function play(
	{ requests, options, settings = {} }: Scene,
	personality: "sim900-1137B11" | "sim800",
): Promise<readonly TranscriptEntry[]> {
	const dcd = { pin: 34 } as never;
	const bench = new Workbench({ network: network(), apn: "CMNET", personality, settings }, { apn: { name: "CMNET" }, dcd, ...options });
	for (const request of requests) {
		let end: string | undefined;
		bench.modem.http.request({
			onWritable(count) {
				this.write(new Uint8Array(count));
			},
			...request,
			onDone(error) {
				end = error?.code ?? "done";
			},
		});
		await bench.run(() => end !== undefined);
		assert.is(end, "done");
	}
	return bench.simulator.transcript.entries;
}

for (const personality of ["sim900-1137B11", "sim800"] as const) {
	test(`every row of chapter 2 is said or heard on a ${personality}, or there is a reason; and no reason is idle`, async () => {
		const needed = new Set<Reason>();
		const lines: string[] = [];
		for (const table of Object.keys(NOTE) as Table[]) {
			lines.push(...missing(table, NOTE[table], await play(SCENES[table], personality), needed));
		}
		assert.equal(lines, []);
		assert.equal(
			REASONS.filter(reason => !needed.has(reason)).map(({ why }) => why),
			[],
		);
	});
}

test("a row that nobody says, one that is said once and wanted twice, and one out of its place are missing", async () => {
	const entries = await play(SCENES["2.1"], "sim900-1137B11");
	const none = (rows: readonly Row[]): string[] => missing("2.1", rows, entries, new Set());
	assert.equal(none(NOTE["2.1"]), []);
	assert.equal(none([["AT+HTTPSCONT", "OK"]]), ["2.1: AT+HTTPSCONT | OK"]);
	assert.equal(none([["AT+HTTPINIT", "ERROR"]]), ["2.1: AT+HTTPINIT | ERROR"]);
	assert.equal(none([INIT, INIT]), ["2.1: AT+HTTPINIT | OK"]);
	assert.equal(none([TERM, GET]), ["2.1: AT+HTTPACTION=0 | OK"]);
	assert.equal(none([["AT+HTTPREAD", "+HTTPREAD: 1001", "<1001 bytes>", "OK"]]).length, 1);
});

test.run();
