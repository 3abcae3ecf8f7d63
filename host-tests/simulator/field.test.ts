/* What was seen in the field: each is a setting or a fault, and off by default. */
import * as assert from "uvu/assert";
import { scheduleFaults } from "../../simulator/faults/faults.ts";
import { parseFault } from "../../simulator/faults/script.ts";
import { MemoryFtpServer } from "../../simulator/ftp/server-memory.ts";
import type { Opening } from "../../simulator/network/settings.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import type { Settings } from "../../simulator/settings.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const paths: string[] = [];
const network = (): MemoryNetwork =>
	new MemoryNetwork(
		{
			short({ path }) {
				paths.push(path);
				return { body: "0123456789" };
			},
		},
		{ site: new MemoryFtpServer({ files: { "/file": "hello" } }) },
	);

const REFUSED = line("+CME ERROR: 3");
const OPEN = "AT+SAPBR=2,1";
const state = (number: number, address = "10.89.193.1"): string => line(`+SAPBR: 1,${number},"${address}"`) + OK;

function begin(settings: Partial<Settings> = {}, options: Omit<SimulatorOptions, "clock" | "settings"> = {}): Dialogue {
	return new Dialogue({ network: network(), settings: { networkRate: Infinity, ...settings }, ...options });
}

/** Echo off, errors as numbers, a bearer tried, HTTP ready for a GET. */
async function ready(settings: Partial<Settings> = {}): Promise<Dialogue> {
	const host = begin(settings);
	await host.script("AT+CMEE=1", "AT+SAPBR=1,1", "AT+HTTPINIT", 'AT+HTTPPARA="URL","short"');
	return host;
}

const get = (host: Dialogue): Promise<string> => host.say("AT+HTTPACTION=0");
const report = (status: number, length = 0): string => OK + line(`+HTTPACTION:0,${status},${length}`);
const fault = (host: Dialogue, text: string): unknown => scheduleFaults(host, [parseFault(text)]);

async function opened(...openings: Opening[]): Promise<Dialogue> {
	return ready({ bearerOpenings: openings });
}

test("the first AT+SAPBR=1 is refused, the second is not", async () => {
	const host = begin({ bearerOpenings: ["refused", "works"] });
	assert.is(await host.script("AT+CMEE=1", "AT+SAPBR=1,1"), REFUSED);
	assert.is(await host.say(OPEN), state(3, "0.0.0.0"));
	assert.is(await host.say("AT+SAPBR=1,1"), OK);
	assert.is(await host.say(OPEN), state(1));
});

test("a dead bearer looks open and answers 601 until it is closed and opened again", async () => {
	const host = await opened("dead", "works");
	assert.is(await host.say(OPEN), state(1));
	assert.is(await get(host), report(601));
	assert.is(await get(host), report(601));
	await host.script("AT+SAPBR=0,1", "AT+SAPBR=1,1");
	assert.is(await get(host), report(200, 10));
});

test("a bearer dies while it is open, as a fault", async () => {
	const host = await ready();
	assert.is(await get(host), report(200, 10));
	fault(host, "dead:1");
	assert.is(await get(host), report(601));
	assert.is(await host.say(OPEN), state(1));
});

test("a bearer opens with the address 0.0.0.0 and carries nothing", async () => {
	const host = await opened("no address", "works");
	assert.is(await host.say(OPEN), state(1, "0.0.0.0"));
	assert.is(await get(host), report(601));
});

test("a bearer says connecting for a while after its OK", async () => {
	const host = begin({ bearerOpenings: ["connecting"], bearerConnectTime: 9000 });
	assert.is(await host.script("AT+SAPBR=1,1"), OK);
	assert.is(await host.say(OPEN), state(0, "0.0.0.0"));
	await host.clock.advance(9000);
	assert.is(await host.say(OPEN), state(1));
});

test("a bearer that is connecting can be closed, and stays closed", async () => {
	const host = begin({ bearerOpenings: ["connecting", "works"], bearerConnectTime: 9000 });
	assert.is(await host.script("AT+SAPBR=1,1", "AT+SAPBR=0,1"), OK);
	await host.clock.advance(20_000);
	assert.is(await host.say(OPEN), state(3, "0.0.0.0"));
});

test("AT+SAPBR=1 fails until AT+CGATT=1", async () => {
	const host = begin({ attachOnRegistration: false });
	assert.is(await host.script("AT+CGATT?"), line("+CGATT: 0") + OK);
	assert.is(await host.say("AT+SAPBR=1,1"), ERROR);
	assert.is(await host.say("AT+CGATT=1"), OK);
	assert.is(await host.say("AT+SAPBR=1,1"), OK);
});

test("an active context keeps AT+SAPBR=1 away, where a setting says so", async () => {
	const strict = begin({ contextBlocksBearer: true });
	assert.is(await strict.script("AT+CGACT=1,1", "AT+SAPBR=1,1"), ERROR);
	assert.is(await strict.say("AT+CGACT=0,1"), OK);
	assert.is(await strict.say("AT+SAPBR=1,1"), OK);
	assert.is(await begin().script("AT+CGACT=1,1", "AT+SAPBR=1,1"), OK);
});

for (const [sticky, status] of [
	["603", 603],
	["604", 604],
] as const) {
	test(`after a 603 every action ends with ${status} until the bearer closes`, async () => {
		const host = await ready({ httpSticky: sticky });
		await host.say('AT+HTTPPARA="URL","nowhere"');
		assert.is(await get(host), report(603));
		await host.say('AT+HTTPPARA="URL","short"');
		assert.is(await get(host), report(status));
		await host.script("AT+HTTPTERM", "AT+HTTPINIT", 'AT+HTTPPARA="URL","short"');
		assert.is(await get(host), report(status));
		await host.script("AT+SAPBR=0,1", "AT+SAPBR=1,1");
		assert.is(await get(host), report(200, 10));
	});
}

test("by default a 603 leaves nothing behind", async () => {
	const host = await ready();
	await host.say('AT+HTTPPARA="URL","nowhere"');
	assert.is(await get(host), report(603));
	await host.say('AT+HTTPPARA="URL","short"');
	assert.is(await get(host), report(200, 10));
});

test("HTTPINIT and HTTPTERM are both errors until AT+CFUN changes", async () => {
	const host = begin({ jammed: ["http"] });
	assert.is(await host.script("AT+CMEE=1", "AT+HTTPINIT"), REFUSED);
	assert.is(await host.say("AT+HTTPTERM"), REFUSED);
	await host.script("AT+CFUN=0", "AT+CFUN=1");
	await host.clock.advance(10_000);
	assert.is(await host.say("AT+HTTPINIT"), OK);
});

test("HTTPINIT is stuck from a moment on, until the bearer closes", async () => {
	const host = await ready();
	fault(host, "jam:http");
	await host.clock.advance(1);
	assert.is(await host.say("AT+HTTPTERM"), REFUSED);
	assert.is(await host.say("AT+HTTPINIT"), REFUSED);
	await host.say("AT+SAPBR=0,1");
	assert.is(await host.say("AT+HTTPTERM"), OK);
});

test("FTPSTATE says 1 and a session ends with 66 until the bearer closes", async () => {
	const host = begin({ jammed: ["ftp"], ftpOpenTime: 0 });
	await host.script("AT+SAPBR=1,1", 'AT+FTPSERV="site"', 'AT+FTPUN="u"', 'AT+FTPPW="p"', 'AT+FTPGETPATH="/"', 'AT+FTPGETNAME="file"');
	assert.is(await host.say("AT+FTPSTATE"), line("+FTPSTATE: 1") + OK);
	assert.is(await host.say("AT+FTPGET=1"), OK + line("+FTPGET:1,66"));
	await host.script("AT+SAPBR=0,1", "AT+SAPBR=1,1");
	assert.is(await host.say("AT+FTPSTATE"), line("+FTPSTATE: 0") + OK);
	assert.is(await host.say("AT+FTPGET=1"), OK + line("+FTPGET:1,1"));
});

test("a status of the module's own, such as 605, 606 or 714", async () => {
	const host = await ready();
	for (const status of [605, 606, 714]) {
		fault(host, `status:${status}`);
		assert.is(await get(host), report(status));
	}
	assert.is(await get(host), report(200, 10));
});

test("a report comes before the OK of its command", async () => {
	const host = await ready({ reportsBeforeOk: true, ftpOpenTime: 0 });
	assert.is(await get(host), line("+HTTPACTION:0,200,10") + OK);
	await host.script('AT+FTPSERV="site"', 'AT+FTPUN="u"', 'AT+FTPPW="p"', 'AT+FTPGETPATH="/"', 'AT+FTPGETNAME="file"');
	assert.is(await host.say("AT+FTPSIZE"), line("+FTPSIZE:1,0,5") + OK);
});

test("an OK waits 3 s for the report that comes before it, and no longer", async () => {
	const host = await ready({ reportsBeforeOk: true, networkLatency: 20_000 });
	assert.is(await host.say("AT+HTTPACTION=0", 2900), "");
	assert.is(await host.say("", 200), OK);
});

test("a report comes after HTTPTERM, or does not", async () => {
	const quick = { networkLatency: 500 };
	for (const [settings, expected] of [
		[{ ...quick, httpReportAfterTerm: true }, line("+HTTPACTION:0,200,10")],
		[quick, ""],
	] as const) {
		const host = await ready(settings);
		assert.is(await host.say("AT+HTTPACTION=0", 100), OK);
		assert.is(await host.say("AT+HTTPTERM", 100), OK);
		await host.clock.advance(2000);
		assert.is(host.take(), expected);
		assert.is(await host.say("AT+HTTPINIT"), OK);
		assert.is(await host.say("AT+HTTPREAD"), OK, "nothing is stored");
	}
});

test("HTTPREAD gives at most so many bytes", async () => {
	const host = await ready({ httpReadMaximum: 4 });
	await get(host);
	assert.is(await host.say("AT+HTTPREAD=0,10"), `${line("+HTTPREAD:4")}0123${OK}`);
	assert.is(await host.say("AT+HTTPREAD=8,10"), `${line("+HTTPREAD:2")}89${OK}`);
});

test("AT+CREG and AT+CGREG differ", async () => {
	const host = begin({}, { cell: { registration: 2, gprs: 5 } });
	assert.is(await host.script("AT+CREG?"), line("+CREG: 0,2") + OK);
	assert.is(await host.say("AT+CGREG?"), line("+CGREG: 0,5") + OK);
	assert.is(await host.say("AT+CGATT?"), line("+CGATT: 1") + OK);
	assert.is(await host.say("AT+SAPBR=1,1"), OK);
	const reverse = begin({}, { cell: { registration: 1, gprs: 3 } });
	assert.is(await reverse.script("AT+CREG?"), line("+CREG: 0,1") + OK);
	assert.is(await reverse.say("AT+CGREG?"), line("+CGREG: 0,3") + OK);
	assert.is(await reverse.say("AT+SAPBR=1,1"), ERROR);
	assert.is(await reverse.say("AT+CGATT=1"), ERROR);
});

test("AT+CREG=1 and AT+CGREG=1 tell of their own changes", async () => {
	const host = begin({}, { cell: { gprs: 5 } });
	assert.is(await host.script("AT+CREG=1", "AT+CGREG=1", "AT+COPS=2"), line("+CREG: 0") + line("+CGREG: 0") + OK);
	assert.match(await host.say("AT+COPS=0", 5000), line("+CREG: 1") + line("+CGREG: 5"));
});

const restartPower = async (host: Dialogue): Promise<void> => {
	host.modem.powerDip();
	await host.clock.advance(10_000);
	host.take();
};

test("AT+CFUN=4 is kept over a power cycle, AT+CFUN=0 is not", async () => {
	for (const [level, after] of [
		[4, 4],
		[0, 1],
	]) {
		const host = begin({ leftBehind: [`AT+CFUN=${level}`] });
		assert.is(await host.script("AT+CFUN?"), line(`+CFUN: ${level}`) + OK);
		await restartPower(host);
		assert.is(await host.script("AT+CFUN?"), line(`+CFUN: ${after}`) + OK);
	}
});

test("a module that starts under AT+CFUN=4 says so, does not ask its card, and comes back with AT+CFUN=1", async () => {
	const host = begin({ leftBehind: ["AT+CFUN=4"], synchBytes: false });
	host.modem.powerDip();
	await host.clock.advance(10_000);
	assert.is(host.take(), line("RDY") + line("+CFUN: 4") + line("+CPIN: READY"));
	assert.is(await host.script("AT+CMEE=1", "AT+CPIN?"), line("+CME ERROR: 14"));
	assert.is(await host.say("AT+CREG?"), line("+CREG: 0,0") + OK);
	assert.is(await host.say("AT+CFUN=1", 10_000), OK + line("Call Ready"));
	const other = begin({ leftBehind: ["AT+CFUN=0"], cpinWhileOff: 3 });
	assert.is(await other.script("AT+CMEE=1", "AT+CPIN?"), REFUSED);
});

test("AT+CSCLK=2 is left: after five idle seconds the first character only wakes", async () => {
	const host = begin({ leftBehind: ["AT+CSCLK=2", "ATE0"] });
	assert.is(await host.say("AT"), OK);
	await host.clock.advance(6000);
	assert.is(await host.say("A", 200), "");
	assert.is(await host.say("AT"), OK);
});

test("echo off, ATV0, a bearer and HTTP are left by another program", async () => {
	const host = begin({ leftBehind: ["ATE0V0", "AT+SAPBR=1,1", "AT+HTTPINIT"] });
	assert.is(await host.say("AT", 100), "", "it is still busy with what it was told");
	await host.clock.advance(2000);
	assert.is(await host.say("AT+HTTPINIT"), "4\r");
	assert.is(await host.say("AT+SAPBR=2,1"), '+SAPBR: 1,1,"10.89.193.1"\r\n0\r');
});

test("data mode is left: commands are data until +++ stands between two pauses", async () => {
	const host = begin({ leftOnline: true });
	assert.is(host.modem.dcd.level, 0);
	assert.is(await host.say("AT"), "");
	host.type("+++");
	await host.clock.advance(400);
	assert.is(host.take(), "");
	await host.clock.advance(200);
	assert.is(host.take(), OK);
	assert.is(host.modem.dcd.level, 1);
	assert.is(await host.say("AT"), `AT\r${OK}`);
});

test("+++ without a pause, or with something behind it, is data", async () => {
	const host = begin({ leftOnline: true });
	for (const text of ["x+++", "+++x", "++", "++++"]) {
		host.type(text);
		await host.clock.advance(text === "x+++" ? 900 : 2000);
		assert.is(host.take(), "", text);
	}
	await host.clock.advance(2000);
	assert.is(await host.say("AT"), "");
});

test("DTR ends data mode under AT&D1 and AT&D2, not under AT&D0", async () => {
	for (const [mode, expected] of [
		[0, ""],
		[1, OK],
		[2, line("NO CARRIER")],
	] as const) {
		const host = begin({ leftBehind: [`AT&D${mode}`], leftOnline: true });
		host.modem.dtr.set(0);
		await host.clock.advance(100);
		host.modem.dtr.set(1);
		await host.clock.advance(100);
		assert.is(host.take(), expected);
	}
});

test("a reset ends data mode", async () => {
	const host = begin({ leftOnline: true });
	await restartPower(host);
	assert.is(await host.say("AT"), `AT\r${OK}`);
});

test("a card asks for its PUK, and for another PIN with it", async () => {
	const host = begin({}, { sim: { blocked: true, puk: "87654321", pin: "1111" } });
	assert.is(await host.script("AT+CMEE=1", "AT+CPIN?"), line("+CPIN: SIM PUK") + OK);
	assert.is(await host.say("AT+COPS=0"), line("+CME ERROR: 12"));
	assert.is(await host.say('AT+CPIN="1111"'), line("+CME ERROR: 12"));
	assert.is(await host.say('AT+CPIN="00000000","2222"'), line("+CME ERROR: 16"));
	assert.is(await host.say('AT+CPIN="87654321","2222"', 10_000), OK + line("+CPIN: READY") + line("Call Ready"));
	await restartPower(host);
	assert.is(await host.script("AT+CPIN?"), line("+CPIN: SIM PIN") + OK);
	assert.is(await host.say('AT+CPIN="2222"', 10_000), OK + line("+CPIN: READY") + line("Call Ready"));
});

test("three wrong PINs block the card, over a restart too", async () => {
	const host = begin({}, { sim: { pin: "1234" } });
	await host.script("AT+CMEE=1", 'AT+CPIN="0000"', 'AT+CPIN="0000"', 'AT+CPIN="0000"');
	await restartPower(host);
	assert.is(await host.script("AT+CPIN?"), line("+CPIN: SIM PUK") + OK);
});

test("a module locked to another card", async () => {
	const host = begin({}, { sim: { locked: true } });
	assert.is(await host.script("AT+CMEE=1", "AT+CPIN?"), line("+CPIN: PH_SIM PIN") + OK);
	assert.is(await host.say("AT+COPS=0"), line("+CME ERROR: 5"));
});

test("messages and answers over several lines stand between a command and its answer", async () => {
	const host = begin();
	await host.say("ATE0");
	const message = String.raw`+CMT: "+491","","15/03/01,12:00:00+04"\r\nfirst\r\nOK\r\n\r\nlast`;
	fault(host, `code:${message}@on=AT+CSQ`);
	assert.is(
		await host.say("AT+CSQ"),
		`\r\n+CMT: "+491","","15/03/01,12:00:00+04"\r\nfirst\r\nOK\r\n\r\nlast\r\n${line("+CSQ: 21,0")}${OK}`,
	);
	fault(host, String.raw`code:+CUSD: 0,"Your balance:\n10.00 EUR\nERROR",15@on=AT+CREG?`);
	assert.is(await host.say("AT+CREG?"), `${line('+CUSD: 0,"Your balance:\n10.00 EUR\nERROR",15')}${line("+CREG: 0,1")}${OK}`);
});

test("a blank, a fragment and another scheme in a URL", async () => {
	paths.length = 0;
	const host = await ready();
	for (const url of ["http://short/a b", "short/x#part", "ftp://short/file"]) {
		assert.is(await host.say(`AT+HTTPPARA="URL","${url}"`), OK, url);
		assert.is(await get(host), url.startsWith("ftp") ? report(603) : report(200, 10));
	}
	assert.equal(paths, ["/a b", "/x#part"]);
	const other = await ready({ httpBlankInUrl: "error", httpFragment: "dropped", httpSchemeStatus: 601 });
	assert.is(await other.say('AT+HTTPPARA="URL","http://short/a b"'), REFUSED);
	await other.say('AT+HTTPPARA="URL","short/x#part"');
	await get(other);
	assert.is(paths.at(-1), "/x");
	await other.say('AT+HTTPPARA="URL","ftp://short/file"');
	assert.is(await get(other), report(601));
});

test("settings that do not exist or cannot be are refused by name", () => {
	for (const [settings, message] of [
		[{ nothing: 1 }, /there is no setting "nothing"/],
		[{ httpDataExpiry: "maybe" }, /httpDataExpiry is one of "ok", "error", not "maybe"/],
		[{ httpPartialStatus: 204 }, /httpPartialStatus is one of 206, 200/],
		[{ bearerOpenings: ["works", "never"] }, /bearerOpenings is a list of works, refused/],
		[{ latency: -1 }, /latency is 0 or more/],
		[{ latency: "5" }, /latency is like 5/],
		[{ ftpErrors: { dns: "62" } }, /ftpErrors has no dns like "62"/],
		[{ ftpErrors: { tls: 1 } }, /ftpErrors has no tls/],
		[{ leftBehind: [1] }, /leftBehind is a list of texts/],
	] as const) {
		assert.throws(() => begin(settings as unknown as Partial<Settings>), message);
	}
	assert.is(begin({ ftpErrors: { dns: 99 } as Settings["ftpErrors"] }).modem.settings.ftpErrors.net, 61, "the others keep their defaults");
	assert.is(begin({ networkZone: -4 }).modem.settings.networkZone, -4);
});

test.run();
