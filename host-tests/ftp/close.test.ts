/* close() at every line and every pin of an operation's dialogue. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Personality, PERSONALITIES } from "../../simulator/personality.ts";
import { FtpBench } from "../support/ftp-bench.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";

const FILE = nastyFile(400);
const NEWEST = PERSONALITIES["sim900-1137B11"];

/** Firmwares that differ in how a session can be ended. */
const FIRMWARES: Personality[] = [
	NEWEST,
	PERSONALITIES.sim800,
	{ ...NEWEST, name: "sim900 with FTPSTATE and without FTPQUIT", missing: ["+FTPQUIT", "+FTPRENAME", "+FTPMDTM"] },
	PERSONALITIES["sim900-1137B03"],
];

/** The third says which command the firmware has to know. */
const OPERATIONS: [what: string, options: object, command: string][] = [
	["get", {}, "+FTPGET"],
	["get", { offset: 100 }, "+FTPGET"],
	["get", { offset: 100, checkSize: true }, "+FTPSIZE"],
	["put", { path: "/new", extended: false }, "+FTPPUT"],
	["put", { path: "/log", mode: "append" }, "+FTPPUT"],
	["put", { path: "/new", mode: "unique" }, "+FTPPUT"],
	["put", { path: "/log", resume: true }, "+FTPSIZE"],
	["putExtended", { path: "/new" }, "+FTPEXTPUT"],
	["list", { path: "/" }, "+FTPLIST"],
	["size", {}, "+FTPSIZE"],
	["remove", { path: "/log" }, "+FTPDELE"],
	["rename", { path: "/log", name: "new" }, "+FTPRENAME"],
	["makeDirectory", { path: "/folder" }, "+FTPMKD"],
	["removeDirectory", { path: "/empty" }, "+FTPRMD"],
];

/** ms of virtual time from close() to onDone, at most: a firmware that cannot end a session has its bearer closed and opened. */
const LIMIT = 10_000;
/** From an event to close(), ms: the modem has just begun to send the line, is in the middle of it, or the driver has gone on. */
const DELAYS = [0, 1, 4];

async function ready(personality: Personality): Promise<FtpBench> {
	const bench = new FtpBench({ networkRate: 1e4 }, { personality }, FILE);
	bench.server.directories.add("/empty");
	await bench.run(() => bench.ready > 0);
	return bench;
}

/** What the undisturbed operation does: lines, payloads and pins, and which of them is the report that ends it. */
async function rehearse(personality: Personality, what: string, options: object): Promise<{ events: number; last: number }> {
	const bench = await ready(personality);
	const before = bench.simulator.transcript.entries.length;
	assert.is(await bench.end(bench.start(what, options)), "done");
	const entries = bench.simulator.transcript.entries.slice(before);
	return { events: entries.length, last: entries.findLastIndex(({ text }) => /^\+FTP[A-Z]+: ?1,0/.test(text)) + 1 };
}

/** What the modem has left of the operation: nothing. */
async function assertIdle(bench: FtpBench, missing: readonly string[], where: string): Promise<void> {
	const open = await bench.ask("AT+FTPSTATE");
	assert.is(open, missing.includes("+FTPSTATE") ? "command" : "+FTPSTATE: 0", where);
	assert.is(await bench.ask("AT+FTPREST?"), "+FTPREST: 0", where);
	// A modem in normal mode has no store to load.
	assert.is(await bench.ask("AT+FTPEXTPUT=2,0,1,1000"), "command", where);
	const next = bench.start("get");
	assert.is(await bench.end(next), "done", where);
	assert.equal(next.body, Buffer.from(FILE), where);
}

async function closeEverywhere(personality: Personality, what: string, options: object): Promise<void> {
	const { events, last } = await rehearse(personality, what, options);
	for (let event = 1; event <= events; event++) {
		for (const delay of DELAYS) {
			const where = `event ${event} of ${events}, ${delay} ms`;
			const bench = await ready(personality);
			const operation = bench.start(what, options);
			await bench.closeAt(operation, event, delay);
			const closed = bench.clock.now;
			const end = await bench.end(operation);
			assert.ok(end === "cancelled 0 ftp" || (end === "done" && event >= last), `${where}: ${end}`);
			assert.ok(bench.clock.now - closed < LIMIT, where);
			await assertIdle(bench, personality.missing, where);
			assert.is(operation.done.length, 1, where);
			bench.modem.close();
		}
	}
}

for (const personality of FIRMWARES) {
	for (const [what, options, command] of OPERATIONS) {
		if (personality.missing.includes(command)) continue;
		test(`${personality.name}: close() of ${what} ${JSON.stringify(options)} at every event leaves an idle modem`, () =>
			closeEverywhere(personality, what, options));
	}
}

test.run();
