import * as assert from "uvu/assert";
import { createIO, DEVKIT } from "../../simulator/port.ts";
import { Dialogue, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

test("under AT+IFC=2,2 the modem stops sending while RTS is high and loses nothing", async () => {
	const host = new Dialogue({ baud: 9600 });
	await host.script("AT+IFC=2,2");
	host.type("AT+GSV\r");
	await host.clock.run(() => host.heard.length === 5);
	host.modem.rts.set(1);
	await host.clock.advance(1000);
	assert.ok(host.heard.length <= 6, "the byte under way still passes");
	host.modem.rts.set(0);
	await host.clock.advance(1000);
	assert.is(host.take(), line("SIMCOM_Ltd\r\nSIMCOM_SIM900\r\nRevision:1137B11SIM900M64_ST") + OK);
});

test("without flow control RTS means nothing", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	host.modem.rts.set(1);
	assert.is(await host.say("AT"), OK);
});

test("CTS is high while a command is executed, low for payload, and what comes late is kept", async () => {
	const host = new Dialogue();
	await host.script("AT+IFC=2,2", "AT+HTTPINIT");
	const levels: number[] = [];
	host.modem.cts.watch(level => levels.push(level));
	assert.is(await host.say("AT+HTTPDATA=3,1000", 100), line("DOWNLOAD"));
	assert.equal(levels, [1, 0]);
	host.type("abc");
	await host.clock.advance(100);
	assert.is(host.take(), OK);
	assert.is(host.modem.cts.level, 0);
	assert.is(await host.say("AT\rAT+CSMINS?"), OK + line("+CSMINS: 0,1") + OK);
});

test("RTS and CTS can be wired to pins of a board", async () => {
	const host = new Dialogue();
	await host.script("AT+IFC=2,2");
	const { Digital } = createIO({ clock: host.clock, modem: host.modem, wiring: { ...DEVKIT, requestToSend: 18, clearToSend: 19 } });
	const ready = new Digital({ pin: 18, mode: Digital.Output, initialValue: 1 });
	const clear = new Digital({ pin: 19, mode: Digital.Input });
	assert.is(await host.say("AT"), "");
	assert.is(clear.read(), 1);
	ready.write(0);
	await host.clock.advance(100);
	assert.is(host.take(), OK);
	assert.is(clear.read(), 0);
});

test("under AT+IFC=1,1 XOFF holds the modem back and XON lets it go", async () => {
	const host = new Dialogue();
	await host.script("AT+IFC=1,1");
	assert.is(await host.say("\x13AT"), "");
	host.type("\x11");
	await host.clock.advance(100);
	assert.is(host.take(), OK);
});

test("+++ is answered by nothing where there is no data mode", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	await host.clock.advance(1000);
	host.type("+++");
	await host.clock.advance(2000);
	assert.is(host.take(), "");
	assert.is(await host.say("AT"), OK);
});

test("AT+CLTS=1: the network tells its name and its time at the next registration, and the clock takes it over", async () => {
	const host = new Dialogue({ settings: { networkTime: Date.UTC(2015, 7, 3, 12, 34, 50) } });
	await host.script("AT+CLTS=1", "AT+COPS=2");
	const heard = await host.say("AT+COPS=0", 5000);
	for (const code of ['*PSNWID: "460","00","CHINA MOBILE",0,"CHINA MOBILE",0', '+CTZV: "+32"', "DST: 0", "Call Ready"])
		assert.ok(heard.includes(line(code)), code);
	assert.match(heard, /\r\n\*PSUTTZ: 2015, 8, 3, 12, 35, \d+,"\+32",0\r\n/);
	assert.match(await host.say("AT+CCLK?"), /\+CCLK: "15\/08\/03,20:35:\d\d\+32"/);
});

test("under ATV0 results are digits and information has no leading line break; unsolicited codes keep both", async () => {
	const host = new Dialogue();
	assert.is(await host.script("ATV0"), "0\r");
	assert.is(await host.say("AT+CSQ"), "+CSQ: 21,0\r\n0\r");
	assert.is(await host.say("AT+NONSENSE"), "4\r");
	host.modem.unsolicited("RING");
	await host.clock.advance(10);
	assert.is(host.take(), line("RING"));
	await host.say("AT+HTTPINIT");
	assert.is(await host.say("AT+HTTPDATA=1,1000", 100), line("DOWNLOAD"));
});

test.run();
