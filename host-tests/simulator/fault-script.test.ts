import * as assert from "uvu/assert";
import { parseFault } from "../../simulator/faults/script.ts";
import { scheduleFaults } from "../../simulator/faults/faults.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const READINGS: [string, object][] = [
	["code:RDY@on=HTTPREAD,nth=3,after=10", { code: "RDY", on: /HTTPREAD/i, nth: 3, after: 10 }],
	['code:+CREG: 2,"a@b"@at=5', { code: '+CREG: 2,"a@b"', at: 5 }],
	["code:RING@every=5000", { code: "RING", every: 5000 }],
	["code:RING@on=/^AT\\+C.Q/,nth=2", { code: "RING", on: /^AT\+C.Q/i, nth: 2 }],
	["code:X@on=AT+CSQ", { code: "X", on: /AT\+CSQ/i }],
	["silence:100", { silence: 100 }],
	["late:20@within=9", { late: 20, within: 9 }],
	["unanswered", { unanswered: true }],
	["dip@at=3", { powerDip: true, at: 3 }],
	["bearer", { loseBearer: true }],
	["bearer:2", { loseBearer: 2 }],
	["under", { voltage: "under" }],
	["over-down", { voltage: "over", down: true }],
	["flip@rate=0.001,line=rxd", { bytes: "flip", rate: 0.001, line: "rxd" }],
	["nul@count=3", { bytes: "nul", count: 3 }],
	["fragment:2", { fragment: 2 }],
	["no-range", { server: "no-range" }],
	["truncate:10", { server: { truncate: 10 } }],
];

test("faults are read as they are written", () => {
	for (const [text, fault] of READINGS) assert.equal(parseFault(text), fault, text);
});

test("what is wrong with a fault is said", () => {
	assert.throws(() => parseFault("explode"), 'unknown fault "explode"');
	assert.throws(() => parseFault("constructor"), "unknown fault");
	assert.throws(() => parseFault("silence:long"), 'silence needs a number, not "long"');
	assert.throws(() => parseFault("dip@at=soon"), 'at needs a number, not "soon"');
	assert.throws(() => parseFault("dip@when=1"), 'does not understand "when=1"');
	assert.throws(() => parseFault("dip@rate=1"), 'does not understand "rate=1"');
});

async function faultyHost(fault: string, seed?: number): Promise<Dialogue> {
	const network = new MemoryNetwork({
		short: ({ headers }) => ({ status: headers.some(([name]) => name === "Range") ? 206 : 200, body: "0123456789" }),
	});
	const host = new Dialogue({ network });
	await host.say("ATE0");
	scheduleFaults(host, [parseFault(fault)], seed);
	return host;
}

test("the supply warns, or says its last word", async () => {
	const host = await faultyHost("under");
	assert.is(await host.say("AT"), line("UNDER-VOLTAGE WARNNING") + OK);
	const down = await faultyHost("over-down@at=100");
	assert.is(await down.say("AT"), OK + line("OVER-VOLTAGE POWER DOWN"));
	assert.is(down.modem.power, "off");
	assert.is(down.modem.status.level, 0);
});

test("one answer is late, one is missing, the next ones come", async () => {
	const host = await faultyHost("late:500");
	await host.clock.advance(1);
	assert.is(await host.say("AT", 400), "");
	assert.is(await host.say("", 200), OK);
	assert.is(await host.say("AT", 50), OK);
	const silent = await faultyHost("unanswered");
	await silent.clock.advance(1);
	assert.is(await silent.say("AT+CSQ"), "");
	assert.is(await silent.say("AT"), OK);
});

test("bytes are lost, flipped, doubled or preceded by a NUL", async () => {
	for (const [fault, expected] of [
		["drop", "\nOK\r\n"],
		["duplicate@count=2", "\r\r\n\nOK\r\n"],
		["nul", "\0\r\nOK\r\n"],
	] as const) {
		const host = await faultyHost(fault);
		await host.clock.advance(1);
		assert.is(await host.say("AT"), expected, fault);
		assert.is(await host.say("AT"), OK);
	}
	const flipped = await faultyHost("flip");
	await flipped.clock.advance(1);
	const [first] = await flipped.say("AT");
	assert.is([...(first!.charCodeAt(0) ^ 13).toString(2)].filter(bit => bit === "1").length, 1);
});

test("a fragmented answer comes byte by byte", async () => {
	const host = await faultyHost("fragment:10");
	await host.clock.advance(1);
	assert.is(await host.say("AT", 30), "\r\n");
	await host.clock.advance(100);
	assert.is(host.take(), "OK\r\n");
});

test("random faults are those of the seed", async () => {
	const run = async (seed: number): Promise<string> => {
		const host = await faultyHost("code:RING@every=300", seed);
		scheduleFaults(host, [parseFault("flip@rate=0.05"), parseFault("nul@within=2000")], seed);
		for (let count = 0; count < 20; count++) await host.say("AT+CSQ", 200);
		return host.modem.transcript.format() + host.heard;
	};
	assert.is(await run(7), await run(7));
	assert.is.not(await run(7), await run(8));
});

test("the server is unknown, refuses, is silent, ends early, ignores the range", async () => {
	for (const [fault, expected] of [
		["dns", "603,0"],
		["refuse", "601,0"],
		["truncate:4", "206,4"],
		["no-range", "200,10"],
		["stall", "601,0"],
	] as const) {
		const host = await faultyHost(fault);
		for (const each of ["+SAPBR=1,1", "+HTTPINIT", '+HTTPPARA="URL","short"', "+HTTPPARA=BREAK,2"])
			assert.is(await host.say(`AT${each}`), OK);
		assert.is(await host.say("AT+HTTPACTION=0", 130_000), OK + line(`+HTTPACTION:0,${expected}`), fault);
	}
});

test("HTTP commands without the session are errors all the same", async () => {
	assert.is(await (await faultyHost("dns")).say("AT+HTTPACTION=0"), ERROR);
});

test.run();
