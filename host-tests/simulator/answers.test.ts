/* Commands of one's own, and answers from a recorded transcript. */
import * as assert from "uvu/assert";
import { parseAnswer } from "../../simulator/answers/answers.ts";
import { Recording } from "../../simulator/answers/recording.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

async function begin(): Promise<Dialogue> {
	const host = new Dialogue();
	await host.say("ATE0");
	return host;
}

test("a command that no module has is answered, with OK or what else is said", async () => {
	const host = await begin();
	assert.is(await host.say("AT+X=1"), ERROR);
	const forget = host.modem.answer("AT+X=…", "+X: 1");
	assert.is(await host.say("AT+X=1"), line("+X: 1") + OK);
	assert.is(await host.say('at+x = "a, b"'), line("+X: 1") + OK);
	assert.is(await host.say("AT+X?"), ERROR);
	host.modem.answer("AT+X?", ["a", "b", "ERROR"]);
	assert.is(await host.say("AT+X?"), line("a") + line("b") + ERROR);
	host.modem.answer("AT+Y", "-");
	assert.is(await host.say("AT+Y"), "");
	assert.is(await host.say("AT"), OK, "no answer does not block the next command");
	forget();
	assert.is(await host.say("AT+X=1"), ERROR);
});

test("the last answer counts, over the module's own too; a function gets what the dots stood for", async () => {
	const host = await begin();
	host.modem.answer("AT+CSQ", "+CSQ: 5,0");
	assert.is(await host.say("AT+CSQ"), line("+CSQ: 5,0") + OK);
	host.modem.answer("AT+CSQ", "+CME ERROR: 30");
	assert.is(await host.say("AT+CSQ"), line("+CME ERROR: 30"));
	host.modem.answer("AT+SUM=...,...", (a, b) => `+SUM: ${Number(a) + Number(b)}`);
	assert.is(await host.say("AT+SUM=2,3"), line("+SUM: 5") + OK);
	host.modem.answer(/^\+Z(\d)$/i, digit => `z${digit}`);
	assert.is(await host.say("AT+Z7"), line("z7") + OK);
});

test("lines come later, before the result and after it", async () => {
	const host = await begin();
	host.modem.answer("AT+SLOW", ["@500 working", "OK", "@1000 +SLOW: done"]);
	assert.is(await host.say("AT+SLOW", 400), "");
	await host.clock.advance(200);
	assert.is(host.take(), line("working") + OK);
	await host.clock.advance(900);
	assert.is(host.take(), "");
	await host.clock.advance(200);
	assert.is(host.take(), line("+SLOW: done"));
});

test("answers obey ATV0 like those of the module", async () => {
	const host = await begin();
	host.modem.answer("AT+X", "x");
	assert.is(await host.script("ATV0", "AT+X"), "x\r\n0\r");
});

test("--answer: the first colon outside quotes separates, backslash n begins a line", () => {
	assert.equal(parseAnswer(String.raw`AT+X="a:b",…:+X: 1\nERROR`), ['AT+X="a:b",…', "+X: 1\nERROR"]);
	assert.throws(() => parseAnswer("AT+X"), "--answer needs COMMAND:REPLY");
});

const RECORDED = `
       0.0      +0.0 -- STATUS high
    1000.0      +0.0 -> AT+CSQ
    1030.0     +30.0 <- +CSQ: 11,0
    1030.0      +0.0 <- OK
    2000.0    +970.0 -> AT+CSQ
    2010.0     +10.0 <- ERROR
    3000.0    +990.0 -> AT+COPS?
    3100.0    +100.0 <- +COPS: 0,0,"Recorded"
    3100.0      +0.0 <- OK
    3900.0    +800.0 <- +CREG: 5
    4000.0    +100.0 -> AT+HTTPREAD
    4010.0     +10.0 <- +HTTPREAD:4
    4010.0      +0.0 <- <4 bytes>
    4010.0      +0.0 <- OK
`;

const replaying = async (replay: string, first = "ATE0"): Promise<Dialogue> => {
	const host = new Dialogue({ replay });
	await host.say(first);
	return host;
};

test("a recording answers what stands in it, in order and at its times, the rest is the module's own", async () => {
	const host = await replaying(RECORDED);
	assert.is(await host.say("AT+CSQ", 29), "");
	await host.clock.advance(10);
	assert.is(host.take(), line("+CSQ: 11,0") + OK);
	assert.is(await host.say("AT+CSQ"), ERROR);
	assert.is(await host.say("AT+CSQ"), ERROR, "the last one stays");
	assert.is(await host.say("AT+COPS?", 500), line('+COPS: 0,0,"Recorded"') + OK);
	await host.clock.advance(600);
	assert.is(host.take(), line("+CREG: 5"));
	assert.is(await host.say("AT+CGATT?"), line("+CGATT: 1") + OK);
	assert.ok(host.modem.transcript.entries.some(({ text }) => text === "not in the recording"));
});

test("what lacks its payload is not said again", async () => {
	const host = await replaying(RECORDED);
	assert.is(await host.say("AT+HTTPREAD"), ERROR, "the module's own: no session");
});

test("a recording of bytes gives them back, payload both ways included, without a second echo", async () => {
	const raw = [
		String.raw`   10.0 +0.0 => "AT+HTTPREAD=0,4\r"`,
		String.raw`   12.0 +2.0 <= "AT+HTTPREAD=0,4\r\r\n+HTTPREAD:4\r\n\u0000\u00ff\r\n\r\nOK\r\n"`,
		String.raw`   20.0 +8.0 => "AT+HTTPDATA=3,1000\r"`,
		String.raw`   22.0 +2.0 <= "\r\nDOWNLOAD\r\n"`,
		String.raw`   30.0 +8.0 => "abc"`,
		String.raw`   31.0 +1.0 <= "\r\nOK\r\n"`,
	].join("\n");
	const host = await replaying(raw);
	assert.is(await host.say("AT+HTTPREAD=0,4"), `${line("+HTTPREAD:4")}\0\xff\r\n${OK}`);
	assert.is(await host.say("AT+HTTPDATA=3,1000", 100), line("DOWNLOAD"));
	host.type("xyz");
	await host.clock.advance(100);
	assert.is(host.take(), OK);
	assert.is(await host.say("AT"), OK);
});

test("a text without a command is no recording", () => {
	assert.throws(() => Recording.check("hello"), "no command of a host stands in this recording");
});

test.run();
