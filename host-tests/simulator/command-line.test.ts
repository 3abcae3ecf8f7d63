import * as assert from "uvu/assert";
import fc from "fast-check";
import { scheduleFaults } from "../../simulator/faults/faults.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { parseCommands } from "../../simulator/line/command-line.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const shape = (text: string): unknown[] =>
	parseCommands(text).map(({ name, form, values }) => [name, form, ...values.map(each => each.text)]);

const parsed: [string, unknown[]][] = [
	["", []],
	["  ", []],
	["E1", [["E", "write", "1"]]],
	["E", [["E", "execute"]]],
	["&F", [["&F", "execute"]]],
	[
		"&C1&D2",
		[
			["&C", "write", "1"],
			["&D", "write", "2"],
		],
	],
	["S0=1", [["S", "write", "0", "1"]]],
	["S0?", [["S", "read", "0"]]],
	["+CREG?", [["+CREG", "read"]]],
	["+creg=?", [["+CREG", "test"]]],
	["+CSQ", [["+CSQ", "execute"]]],
	[
		"+CREG=2;+CREG?",
		[
			["+CREG", "write", "2"],
			["+CREG", "read"],
		],
	],
	['+SAPBR =3,1,"APN","a;b,c"', [["+SAPBR", "write", "3", "1", "APN", "a;b,c"]]],
	["+HTTPPARA = “CID”,1".replace(/[“”]/g, '"'), [["+HTTPPARA", "write", "CID", "1"]]],
	["+ HTTPSTATUS?", [["+HTTPSTATUS", "read"]]],
	["+CGACT=1, 1", [["+CGACT", "write", "1", "1"]]],
	["+X=,", [["+X", "write", "", ""]]],
	['+X="unclosed', [["+X", "write", "unclosed"]]],
	["V0=0", [["", "execute"]]],
	[
		"E1+CREG",
		[
			["E", "write", "1"],
			["+CREG", "execute"],
		],
	],
	[
		"E0!",
		[
			["E", "write", "0"],
			["", "execute"],
		],
	],
	[
		"E1Q0S0=1S3=13V1X4+IFC=0,0;+IPR=115200;&W",
		[
			["E", "write", "1"],
			["Q", "write", "0"],
			["S", "write", "0", "1"],
			["S", "write", "3", "13"],
			["V", "write", "1"],
			["X", "write", "4"],
			["+IFC", "write", "0", "0"],
			["+IPR", "write", "115200"],
			["&W", "execute"],
		],
	],
];
for (const [text, commands] of parsed) test(`AT${text} is ${JSON.stringify(commands)}`, () => assert.equal(shape(text), commands));

test("AT with echo is answered with 41 54 0D 0D 0A 4F 4B 0D 0A", async () => {
	const host = new Dialogue();
	assert.is(Buffer.from(await host.say("AT"), "latin1").toString("hex"), "41540d0d0a4f4b0d0a");
});

test("a line feed after the CR is echoed and harmless", async () => {
	const host = new Dialogue();
	host.type("AT\r\n");
	await host.clock.advance(100);
	assert.is(host.take(), "AT\r\n\r\nOK\r\n");
	assert.is(await host.say("AT"), "AT\r\r\nOK\r\n");
});

const exchanges: [string, string, string][] = [
	["lower case works", "at+cpin?", line("+CPIN: READY") + OK],
	["a mixed prefix is not a prefix on a SIM900", "aT", ""],
	["an unknown command is an error", "AT+NOSUCH", ERROR],
	["an error ends the line; what stands before it has answered", "AT+CSQ;+NOSUCH;+CREG?", line("+CSQ: 21,0") + ERROR],
	["commands of a chain answer in turn, with one result", "AT+CREG?;+CGATT?", line("+CREG: 0,1") + line("+CGATT: 1") + OK],
	["backspace takes a character back", "ATX\bI", line("SIM900 R11.0") + OK],
	["noise before the prefix is ignored", "\0\xff\xffxyzAT", OK],
	["an empty line is not answered", "", ""],
	["556 characters after AT are a line", `AT${" ".repeat(550)}+CREG?`, line("+CREG: 0,1") + OK],
	["557 are not, and nothing is executed", `ATE1${" ".repeat(549)}+CREG?`, ERROR],
	["ATS0? prints three digits", "ATS0?", line("000") + OK],
	["a register out of range is an error", "ATS3=65", ERROR],
	["a test form answers OK where there is nothing to list", "AT+GMI=?", OK],
	["ATI", "ATI", line("SIM900 R11.0") + OK],
	["AT+GMR has no space", "AT+GMR", line("Revision:1137B11SIM900M64_ST") + OK],
	["AT+GSV is one block of three lines", "AT+GSV", line("SIMCOM_Ltd\r\nSIMCOM_SIM900\r\nRevision:1137B11SIM900M64_ST") + OK],
	["AT+GCAP has no space", "AT+GCAP", line("+GCAP:+FCLASS,+CGSM") + OK],
	["AT+IFC?", "AT+IFC?", line("+IFC: 0,0") + OK],
	["AT+CBC", "AT+CBC", line("+CBC: 0,91,4080") + OK],
	["AT+CCLK alone is an error", "AT+CCLK", ERROR],
	["AT+COPS?", "AT+COPS?", line('+COPS: 0,0,"CHINA MOBILE"') + OK],
	["AT+CREG=2 adds the place", "AT+CREG=2;+CREG?", line('+CREG: 2,1,"1877","1C2D"') + OK],
];
for (const [name, command, answer] of exchanges) {
	test(`${name}: ${JSON.stringify(command.length > 60 ? `${command.slice(0, 20)}…` : command)}`, async () => {
		const host = new Dialogue();
		assert.is(await host.script(command), answer);
	});
}

test("AT+CMEE chooses between ERROR, a number and a text", async () => {
	const host = new Dialogue({ sim: { present: false } });
	assert.is(await host.script("AT+CPIN?"), ERROR);
	assert.is(await host.script("AT+CMEE=1", "AT+CPIN?"), line("+CME ERROR: 10"));
	assert.is(await host.script("AT+CMEE=2", "AT+CPIN?"), line("+CME ERROR: SIM not inserted"));
	assert.is(await host.say("AT+NOSUCH"), line("+CME ERROR: unknown"));
});

test("a line feed alone ends a line, or does not", async () => {
	const host = new Dialogue();
	host.type("ATE0\n");
	await host.clock.advance(100);
	assert.is(host.take(), `ATE0\n${OK}`);
	const strict = new Dialogue({ settings: { lineFeedEnds: false } });
	strict.type("ATE0\n");
	await strict.clock.advance(100);
	assert.is(strict.take(), "ATE0\n");
	assert.is(await strict.say(""), `\r${OK}`);
});

test("ATV0 answers with digits that glue to what follows", async () => {
	const host = new Dialogue();
	assert.is(await host.script("ATV0", "AT"), "0\r");
	assert.is(await host.say("AT+CPIN?"), "+CPIN: READY\r\n0\r");
	assert.is(await host.say("AT+NOSUCH"), "4\r");
	assert.is(await host.say("ATV0=0"), "4\r");
	assert.is(await host.say("ATV1"), OK);
});

test("ATQ1 keeps results back, not information", async () => {
	const host = new Dialogue();
	assert.is(await host.script("ATQ1"), "");
	assert.is(await host.say("AT+CSQ"), line("+CSQ: 21,0"));
	assert.is(await host.say("ATQ0"), OK);
});

test("A/ repeats the line before at once", async () => {
	const host = new Dialogue();
	await host.script("AT+CSQ");
	host.type("A/");
	await host.clock.advance(50);
	assert.is(host.take(), line("+CSQ: 21,0") + OK);
});

test("ATZ brings back what AT&W stored; AT&F what the factory set", async () => {
	const host = new Dialogue();
	await host.script("AT+IFC=2,2", "AT&W", "AT+IFC=0,0", "ATZ");
	assert.is(await host.say("AT+IFC?"), line("+IFC: 2,2") + OK);
	await host.say("AT&F");
	assert.is(await host.say("AT+IFC?"), `AT+IFC?\r${line("+IFC: 0,0")}${OK}`);
});

test("AT+IPR changes the rate after its result, and AT&W keeps it", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	assert.is(await host.say("AT+IPR=9600;&W"), OK);
	assert.is(host.modem.txd.baud, 9600);
	host.modem.rxd.baud = 9600;
	assert.is(await host.say("AT+IPR?"), line("+IPR: 9600") + OK);
	host.modem.powerDip();
	await host.clock.advance(20_000);
	host.take();
	assert.is(await host.say("AT+IPR?"), line("+IPR: 9600") + OK);
});

test("a host at the wrong rate hears nothing sensible", async () => {
	const host = new Dialogue();
	host.modem.rxd.baud = 9600;
	assert.not.match(await host.say("AT"), "OK");
});

test("what is sent before the result is lost", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	host.type("AT+CREG?\rAT+CSQ\r");
	await host.clock.advance(100);
	assert.is(host.take(), line("+CREG: 0,1") + OK);
	const kept = new Dialogue({ settings: { typeAhead: "keep" } });
	await kept.say("ATE0");
	kept.type("AT+CREG?\rAT+CSQ\r");
	await kept.clock.advance(100);
	assert.is(kept.take(), line("+CREG: 0,1") + OK + line("+CSQ: 21,0") + OK);
});

test("a command that comes while the modem says something of its own is heard", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	scheduleFaults(host, [{ on: /^OK$/, code: `+CMT: "+491234567","","15/01/12,10:00:00+32"\r\n${"text ".repeat(30)}` }]);
	host.modem.txd.watch(() => host.heard.endsWith(`${OK}\r\n+CMT`) && host.type("AT+CSQ\r"));
	host.type("AT\r");
	await host.clock.advance(200);
	assert.ok(host.take().endsWith(`text \r\n${line("+CSQ: 21,0")}${OK}`));
});

test("answers do not depend on how the bytes of a line were cut", () =>
	fc.assert(
		fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), async cuts => {
			const text = 'ATE0;+CREG=2;+CREG?;+HTTPINIT;+HTTPPARA="URL","a;b";+HTTPPARA="USERDATA","";+CSQ\r';
			const host = new Dialogue({ network: new MemoryNetwork({}) });
			let rest = text;
			for (const cut of cuts) {
				host.type(rest.slice(0, cut));
				rest = rest.slice(cut);
				await host.clock.advance(cut * 7);
			}
			host.type(rest);
			await host.clock.advance(1000);
			assert.is(host.take(), text + line('+CREG: 2,1,"1877","1C2D"') + line("+CSQ: 21,0") + OK);
		}),
		{ numRuns: 50 },
	));

test("random bytes and random lines neither throw nor hang", async () => {
	const alphabet = [
		"A",
		"T",
		"+",
		"=",
		"?",
		";",
		",",
		'"',
		"\r",
		"\r",
		"\n",
		"E",
		"S0",
		"HTTP",
		"PARA",
		"READ",
		"CREG",
		"SAPBR",
		"1",
		"0",
		"&",
		" ",
		"\0",
		"\xff",
	];
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...alphabet), { maxLength: 200 }), async pieces => {
			const host = new Dialogue({ network: new MemoryNetwork({}) });
			host.type(`AT${pieces.join("")}`);
			await host.clock.advance(60_000);
			await host.say("", 60_000);
			await host.say("ATV1Q0E0");
			assert.match(await host.say("AT"), /^\r\nOK\r\n$/);
		}),
		{ numRuns: 100 },
	);
});

test("a SIM800 swallows the line feed after the CR", async () => {
	const host = new Dialogue({ personality: "sim800" });
	assert.is(await host.say("AT\r\n"), `AT\r${OK}`);
	const sim900 = new Dialogue({ settings: { lineFeedEcho: false } });
	assert.is(await sim900.say("AT\r\n"), `AT\r${OK}`);
});

test.run();
