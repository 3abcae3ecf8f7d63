import * as assert from "uvu/assert";
import { damage, scheduleFaults } from "../../simulator/faults/faults.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { createIO } from "../../simulator/port.ts";
import { maskSecrets } from "../../simulator/transcript.ts";
import { Dialogue, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

test("a script strikes at its times and after what the transcript says", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	scheduleFaults(host, [
		{ at: 50, code: "RING" },
		{ on: /AT\+CSQ/, nth: 2, after: 1, code: "+CREG: 5" },
	]);
	await host.clock.advance(100);
	assert.is(host.take(), line("RING"));
	assert.is(await host.say("AT+CSQ"), line("+CSQ: 21,0") + OK);
	assert.is(await host.say("AT+CSQ"), line("+CREG: 5") + line("+CSQ: 21,0") + OK);
	assert.is(await host.say("AT+CSQ"), line("+CSQ: 21,0") + OK);
});

test("silence swallows answers; a power dip forgets everything and says RDY", async () => {
	const host = new Dialogue({ settings: { synchBytes: false } });
	await host.script("AT+HTTPINIT");
	scheduleFaults(host, [
		{ at: 0, silence: 100 },
		{ at: 5000, powerDip: true },
	]);
	await host.clock.advance(1);
	assert.is(await host.say("AT", 50), "");
	await host.clock.advance(20_000);
	assert.is(host.take(), line("RDY") + line("+CFUN: 1") + line("+CPIN: READY") + line("Call Ready"));
	assert.is(await host.say("AT+HTTPTERM"), `AT+HTTPTERM\r${line("ERROR")}`);
});

test("a line can lose, flip and gain bytes", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	const repair = damage(host.modem.txd, { drop: [0], flip: { 2: 0x20 }, insert: { 4: [0, 0xff] } });
	assert.is(await host.say("AT"), "\nok\r\n".replace("k", "K").replace("\r", "\0\xff\r"));
	repair();
	assert.is(await host.say("AT"), OK);
});

test("reading more than the FIFO holds while the CPU is busy loses bytes of the payload", async () => {
	const body = Uint8Array.from({ length: 1000 }, (_, index) => index & 0xff);
	const host = new Dialogue({ network: new MemoryNetwork({ short: () => ({ body }) }) });
	await host.script("AT+SAPBR=1,1", "AT+HTTPINIT", 'AT+HTTPPARA="URL","short"', "AT+HTTPACTION=0");
	const { Serial, board } = createIO({ clock: host.clock, modem: host.modem });
	const seen: number[] = [];
	const serial = new Serial({
		port: 2,
		transmit: 17,
		receive: 16,
		baud: 115200,
		onReadable() {
			seen.push(...new Uint8Array(serial.read() as ArrayBuffer));
		},
	});
	scheduleFaults({ clock: host.clock, modem: host.modem, machine: board.machine }, [{ on: /HTTPREAD:/, after: 1, stall: 30 }]);
	serial.write(Buffer.from("AT+HTTPREAD\r"));
	await host.clock.advance(500);
	const expected = "\r\n+HTTPREAD:1000\r\n".length + 1000 + OK.length;
	assert.is(seen.length + board.uarts[2]!.dropped, expected);
	assert.ok(board.uarts[2]!.dropped > 100);
});

test("the same script gives the same transcript", async () => {
	const run = async (): Promise<string> => {
		const host = new Dialogue({ network: new MemoryNetwork({}) });
		scheduleFaults(host, [
			{ at: 700, code: "RING" },
			{ on: /SAPBR=1/, after: 100, loseBearer: true },
		]);
		await host.script("AT+SAPBR=1,1", "AT+SAPBR=2,1", "AT+CPOWD=1");
		return host.modem.transcript.format();
	};
	assert.is(await run(), await run());
});

const masked: [string, string][] = [
	['AT+FTPPW="secret"', "AT+FTPPW=***"],
	["at+ftppw=secret;+FTPUN=me", "at+ftppw=***;+FTPUN=me"],
	['AT+CPIN="1234"', "AT+CPIN=***"],
	['AT+CPIN="1234","5678"', "AT+CPIN=***"],
	["AT+CPIN?", "AT+CPIN?"],
	["+CPIN: READY", "+CPIN: READY"],
	["+CPIN: SIM PIN", "+CPIN: SIM PIN"],
	["+FTPPW: secret", "+FTPPW: ***"],
	['AT+SAPBR=3,1,"PWD","secret"', 'AT+SAPBR=3,1,"PWD",***'],
	["PWD: secret", "PWD: ***"],
	['AT+HTTPPARA="URL","http://me:secret@host/"', 'AT+HTTPPARA="URL","http://***@host/"'],
];
for (const [text, expected] of masked) test(`the transcript shows ${expected}`, () => assert.is(maskSecrets(text), expected));

test("the transcript folds payload to a count and has relative times", async () => {
	const host = new Dialogue();
	await host.script("AT+HTTPINIT");
	await host.say("AT+HTTPDATA=5,1000", 100);
	host.type("\0abc\r");
	await host.clock.advance(100);
	const text = host.modem.transcript.format(5);
	assert.match(text, /\+5\.0 -- DCD low\n.*\+0\.0 <- DOWNLOAD\n.*-> <5 bytes>\n.*-- DCD high\n.*<- OK$/);
});

test.run();
