/* Calls, phonebook, USSD, time, place, battery (docs/behaviour.md 14). */
import * as assert from "uvu/assert";
import { scheduleFaults } from "../../simulator/faults/faults.ts";
import { parseFault } from "../../simulator/faults/script.ts";
import type { Settings } from "../../simulator/settings.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

async function begin(
	lines: string[] = [],
	settings: Partial<Settings> = {},
	options: Omit<SimulatorOptions, "clock" | "settings"> = {},
): Promise<Dialogue> {
	const host = new Dialogue({ ...options, settings: { networkTime: Date.UTC(2015, 2, 1, 8, 0, 0), networkZone: 4, ...settings } });
	await host.script(...lines, "AT");
	return host;
}

test("a phone rings, with its number under AT+CLIP=1, until the caller gives up", async () => {
	const host = await begin(["AT+CLIP=1"], { ringCount: 2 });
	host.modem.ring("+491701");
	await host.clock.advance(20_000);
	const once = line("RING") + line('+CLIP: "+491701",145,"",,"",0');
	assert.is(host.take(), once + once + line("NO CARRIER"));
	assert.is(await host.say("ATA"), line("NO CARRIER"));
});

test("under AT+GSMBUSY=1 nobody gets through; 2 is a SIM800's", async () => {
	const host = await begin(["AT+GSMBUSY=1"]);
	host.modem.ring("+491701");
	await host.clock.advance(20_000);
	assert.is(host.take(), "");
	assert.is(await host.say("AT+GSMBUSY?"), line("+GSMBUSY: 1") + OK);
	assert.is(await host.say("AT+GSMBUSY=2"), ERROR);
	await host.say("AT+GSMBUSY=0");
	host.modem.ring("+491701");
	await host.clock.advance(10);
	assert.is(host.take(), line("RING"));
	const other = new Dialogue({ personality: "sim800" });
	await other.script("ATE0");
	assert.is(await other.say("AT+GSMBUSY=?"), line("+GSMBUSY: (0-2)") + OK);
	assert.is(await other.say("AT+GSMBUSY=2"), OK);
});

test("a call is answered, listed, and ended by either side", async () => {
	const host = await begin(["AT+CRC=1"]);
	scheduleFaults(host, [parseFault("ring:123")]);
	await host.clock.advance(10);
	assert.is(host.take(), line("+CRING: VOICE"));
	assert.is(await host.say("AT+CLCC", 500), line('+CLCC: 1,1,4,0,0,"123",129,""') + OK);
	assert.is(await host.say("AT+CPAS", 500), line("+CPAS: 3") + OK);
	assert.is(await host.say("ATA", 10_000), OK);
	assert.is(await host.say("AT+CPAS"), line("+CPAS: 4") + OK);
	scheduleFaults(host, [parseFault("hang-up")]);
	await host.clock.advance(10);
	assert.is(host.take(), line("NO CARRIER"));
	host.modem.ring("123");
	await host.clock.advance(10);
	host.take();
	assert.is(await host.say("ATH", 10_000), OK);
	assert.is(await host.say("AT+CLCC"), OK);
});

test("ATD is OK at once and ends as the world wants; under AT+COLP=1 its end is its result", async () => {
	const host = await begin([], { callOutcomes: ["busy", "no answer", "no carrier", "answered"] });
	for (const code of ["BUSY", "NO ANSWER", "NO CARRIER"]) assert.is(await host.say("ATD+49170;", 6000), OK + line(code));
	assert.is(await host.say("ATD+49170;", 6000), OK);
	assert.is(await host.say("AT+CLCC"), line('+CLCC: 1,0,0,0,0,"+49170",145,""') + OK);
	assert.is(await host.say("ATD123;"), ERROR, "one at a time");
	await host.say("ATH");
	const slow = await begin(["AT+COLP=1"], { callOutcomes: ["busy", "answered"] });
	assert.is(await slow.say("ATD123;", 4000), "");
	assert.is(await slow.say("", 2000), line("BUSY"));
	assert.is(await slow.say("ATD123;", 6000), OK);
	assert.is(await slow.say("ATD123", 6000), line("NO CARRIER"), "no data call without *99#");
});

test("results of calls are digits under ATV0", async () => {
	const host = await begin(["AT+COLP=1", "ATV0"], { callOutcomes: ["busy", "no answer"] });
	assert.is(await host.say("ATD123;", 6000), "7\r");
	assert.is(await host.say("ATD123;", 6000), "8\r");
	assert.is(await host.say("ATA"), "3\r");
});

test("S0 answers by itself", async () => {
	const host = await begin(["ATS0=2"]);
	host.modem.ring("1");
	await host.clock.advance(20_000);
	assert.is(host.take(), line("RING") + line("RING"));
	assert.is(await host.say("AT+CPAS"), line("+CPAS: 4") + OK);
});

test("PPP: CONNECT, data, +++, ATO, ATH", async () => {
	const host = await begin();
	assert.is(await host.say("ATD*99***1#"), line("CONNECT"));
	assert.is(host.modem.dcd.level, 0);
	assert.is(await host.say("\x7e\xff\x7d"), "");
	host.type("+++");
	await host.clock.advance(1000);
	assert.is(host.take(), OK);
	assert.is(await host.say("ATO"), line("CONNECT"));
	await host.clock.advance(1000);
	host.type("+++");
	await host.clock.advance(1000);
	host.take();
	assert.is(await host.say("ATH"), OK);
	assert.is(await host.say("ATO"), line("NO CARRIER"));
	assert.is(await (await begin(["AT+CGATT=0"])).say("ATD*99#"), line("NO CARRIER"));
});

test("the phonebook: written, read in a range, found, deleted, and kept", async () => {
	const host = await begin(["AT+CMEE=1"]);
	assert.is(await host.say('AT+CPBS="SM"'), OK);
	assert.is(await host.say('AT+CPBS="ME"'), line("+CME ERROR: 3"));
	assert.is(await host.say('AT+CPBW=,"+491",145,"Anna"'), OK);
	assert.is(await host.say('AT+CPBW=7,"222",129,"Bert"'), OK);
	const anna = '+CPBR: 1,"+491",145,"Anna"';
	assert.is(await host.say("AT+CPBR=1,250"), line(`${anna}\r\n+CPBR: 7,"222",129,"Bert"`) + OK);
	assert.is(await host.say('AT+CPBF="an"'), line('+CPBF: 1,"+491",145,"Anna"') + OK);
	assert.is(await host.say("AT+CPBW=7"), OK);
	assert.is(await host.say("AT+CPBR=7"), OK);
	assert.is(await host.say("AT+CPBR=251"), line("+CME ERROR: 21"));
	assert.is(await host.say("AT+CPBS?"), line('+CPBS: "SM",1,250') + OK);
	host.modem.powerDip();
	await host.clock.advance(10_000);
	assert.is(await host.script("AT+CPBR=1"), line(anna) + OK);
});

test("USSD: an answer, a conversation, none, cancelled, in UCS2", async () => {
	const host = await begin([], {}, { ussd: { "*100#": "Balance:\n10.00", "*1#": ["1 news\n2 sport", "No news"], "*7#": "Привет" } });
	assert.is(await host.say('AT+CUSD=1,"*100#"'), OK + line('+CUSD: 0,"Balance:\n10.00",15'));
	assert.is(await host.say('AT+CUSD=1,"*1#",15'), OK + line('+CUSD: 1,"1 news\n2 sport",15'));
	assert.is(await host.say('AT+CUSD=1,"1"'), OK + line('+CUSD: 0,"No news",15'));
	assert.is(await host.say('AT+CUSD=1,"*9#"'), OK + line("+CUSD: 4"));
	assert.is(await host.say('AT+CUSD=1,"*7#"'), OK + line('+CUSD: 0,"041F04400438043204350442",72'));
	assert.is(await host.say('AT+CUSD=1,"002A0031003000300023"'), OK + line('+CUSD: 0,"Balance:\n10.00",15'));
	assert.is(await host.say('AT+CUSD=0,"*100#"'), OK);
	await host.say('AT+CUSD=1,"*1#"');
	assert.is(await host.say("AT+CUSD=2"), OK);
	assert.is(await host.say('AT+CUSD=1,"1"'), OK + line("+CUSD: 4"));
});

test("AT+CNTP sets the clock in its zone over an open bearer, and is 61 without one", async () => {
	const host = await begin([], {}, { personality: "sim800" });
	assert.is(await host.script("AT+CNTPCID=1", 'AT+CNTP="pool.ntp.org",-12', "AT+CNTP"), OK + line("+CNTP: 61"));
	assert.is(await host.script("AT+SAPBR=1,1", "AT+CNTP"), OK + line("+CNTP: 1"));
	assert.match(await host.say("AT+CCLK?"), /\+CCLK: "15\/03\/01,05:00:\d\d-12"/);
	assert.is(await host.say('AT+CNTP="x",49'), ERROR);
	assert.is(await (await begin(["AT+CMEE=1"])).say("AT+CNTP"), line("+CME ERROR: 100"), "in no manual of the SIM900");
});

test("AT+CIPGSMLOC and AT+CLBS: place and time before their OK, 601 without a bearer", async () => {
	const host = await begin([], {}, { personality: "sim800" });
	assert.is(await host.say("AT+CIPGSMLOC=1,1", 5000), line("+CIPGSMLOC: 601") + OK);
	await host.say("AT+SAPBR=1,1");
	assert.match(await host.say("AT+CIPGSMLOC=1,1", 5000), /^\r\n\+CIPGSMLOC: 0,121.354138,31.221938,2015\/03\/01,08:00:\d\d\r\n\r\nOK\r\n$/);
	assert.match(await host.say("AT+CIPGSMLOC=2,1", 5000), /\+CIPGSMLOC: 0,2015\/03\/01,08:00:\d\d\r\n/);
	assert.match(await host.say("AT+CLBS=1,1", 5000), /\+CLBS: 0,121.354138,/);
});

test("battery and converter show what the settings say", async () => {
	const host = await begin([], { battery: [12, 3456], converter: 777 });
	assert.is(await host.say("AT+CBC"), line("+CBC: 0,12,3456") + OK);
	assert.is(await host.say("AT+CADC?"), line("+CADC: 1,777") + OK);
});

test("what a manual knows and is not here is refused, and the transcript says so", async () => {
	const host = await begin(["AT+CMEE=1"]);
	for (const [command, note] of [
		["AT+FTPETGET=1", "not simulated: AT+FTPETGET"],
		["AT+CALM=1", "not simulated: AT+CALM"],
	] as const) {
		assert.is(await host.say(command), line("+CME ERROR: 100"), command);
		assert.is(host.modem.transcript.entries.filter(({ direction }) => direction === "note").at(-1)?.text, note);
	}
	const notes = host.modem.transcript.entries.length;
	await host.say("AT+NONSENSE");
	assert.not.ok(host.modem.transcript.entries.slice(notes).some(({ text }) => text.includes("not simulated")));
});

test.run();
