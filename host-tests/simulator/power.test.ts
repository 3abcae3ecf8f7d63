import * as assert from "uvu/assert";
import { byteTime } from "../../simulator/line.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const SYNCH = "\0IIII\xff\xff\xff\xff";
const BOOT = line("RDY") + line("+CFUN: 1") + line("+CPIN: READY");

async function pulse(host: Dialogue, duration: number): Promise<void> {
	host.modem.pwrkey.set(0);
	await host.clock.advance(duration);
	host.modem.pwrkey.set(1);
}

test("PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready", async () => {
	const host = new Dialogue({ boot: "cold" });
	assert.is(await host.say("AT"), "");
	await pulse(host, 1200);
	await host.clock.advance(2000);
	assert.is(host.modem.status.level, 0);
	await host.clock.advance(10_000);
	assert.is(host.modem.status.level, 1);
	assert.is(host.take(), SYNCH + BOOT + line("Call Ready"));
	assert.is(await host.say("AT"), `AT\r${OK}`);
});

test("a shorter pulse does nothing", async () => {
	const host = new Dialogue({ boot: "cold" });
	await pulse(host, 900);
	await host.clock.advance(10_000);
	assert.is(host.modem.power, "off");
});

test("the same pulse on a running module switches it off, a longer one does not", async () => {
	const host = new Dialogue();
	await pulse(host, 6000);
	await host.clock.advance(3000);
	assert.is(host.modem.power, "on");
	await pulse(host, 1200);
	await host.clock.advance(1000);
	assert.is(host.take(), line("NORMAL POWER DOWN"));
	assert.is(host.modem.status.level, 1);
	await host.clock.advance(1000);
	assert.is(host.modem.status.level, 0);
	assert.is(await host.say("AT"), "");
	await pulse(host, 1200);
	await host.clock.advance(10_000);
	assert.is(host.modem.power, "on");
});

test("AT+CPOWD=1 says so without OK, AT+CPOWD=0 says nothing", async () => {
	const polite = new Dialogue();
	assert.is(await polite.script("AT+CPOWD=1"), line("NORMAL POWER DOWN"));
	assert.is(polite.modem.power, "off");
	const abrupt = new Dialogue();
	assert.is(await abrupt.script("AT+CPOWD=0"), "");
	assert.is(abrupt.modem.power, "off");
});

test("autobaud keeps quiet until AT comes, at any rate, and then keeps that rate", async () => {
	const host = new Dialogue({ boot: "cold", baud: 0, settings: { synchBytes: false } });
	await pulse(host, 1200);
	await host.clock.advance(5000);
	assert.is(host.take(), "");
	host.modem.rxd.baud = 19200;
	assert.is(await host.say("at"), "");
	assert.is(await host.say("AT"), `AT\r${OK}`);
	assert.is(host.modem.txd.baud, 19200);
	assert.is(await host.say("AT+IPR?"), `AT+IPR?\r${line("+IPR: 0")}${OK}`);
});

test("NRESET cuts everything off and starts again", async () => {
	const host = new Dialogue();
	host.type("AT+CSQ\r");
	await host.clock.advance(byteTime(115200) * 7 + 5.5);
	host.modem.nreset.set(0);
	await host.clock.advance(0.1);
	host.modem.nreset.set(1);
	host.take();
	await host.clock.advance(10_000);
	assert.is(host.take(), SYNCH + BOOT + line("Call Ready"));
});

test("AT+CFUN=1,1 answers OK after the reboot at a fixed rate", async () => {
	const host = new Dialogue({ settings: { synchBytes: false } });
	await host.say("ATE0");
	assert.is(await host.say("AT+CFUN=1,1", 20_000), line("+CPIN: NOT READY") + OK + BOOT + line("Call Ready"));
});

test("AT+CFUN=0 leaves the network, 4 is not reached from 0, and 1 brings it back", async () => {
	const host = new Dialogue();
	assert.is(await host.script("AT+CREG=1", "AT+CFUN=0"), line("+CREG: 0") + line("+CPIN: NOT READY") + OK);
	assert.is(await host.say("AT+CFUN=4"), ERROR);
	assert.is(await host.say("AT+CPIN?"), ERROR);
	assert.is(await host.say("AT+CFUN=1", 10_000), OK + line("+CREG: 2") + line("+CREG: 1") + line("Call Ready"));
});

test("a SIM with a PIN says so at boot and registers when it was given", async () => {
	const host = new Dialogue({ boot: "cold", sim: { pin: "1234" }, settings: { synchBytes: false } });
	await pulse(host, 1200);
	await host.clock.advance(10_000);
	assert.is(host.take(), line("RDY") + line("+CFUN: 1") + line("+CPIN: SIM PIN"));
	assert.is(await host.script("AT+CMEE=1", 'AT+CPIN="0000"'), line("+CME ERROR: 16"));
	assert.is(await host.say("AT+CREG?"), line("+CREG: 0,0") + OK);
	assert.is(await host.say('AT+CPIN="1234"', 10_000), OK + line("+CPIN: READY") + line("Call Ready"));
	assert.is(await host.say("AT+CREG?"), line("+CREG: 0,1") + OK);
});

test("right after power-on the SIM is busy and the signal unknown", async () => {
	const host = new Dialogue({ boot: "cold", settings: { simTime: 4000, bootCodes: [] } });
	await pulse(host, 1200);
	await host.clock.advance(3200);
	await host.say("ATE0;+CMEE=1", 100);
	assert.is(await host.say("AT+CPIN?", 100), line("+CME ERROR: 14"));
	assert.is(await host.say("AT+CSQ", 100), line("+CSQ: 0,0") + OK);
});

test("under AT+CSCLK=1 a module with DTR high falls asleep and DTR low wakes it", async () => {
	const host = new Dialogue();
	await host.script("AT+CSCLK=1");
	await host.clock.advance(6000);
	assert.is(await host.say("AT"), "");
	host.modem.dtr.set(0);
	await host.clock.advance(60);
	assert.is(await host.say("AT"), OK);
});

test("AT+CFGRI=1 makes RI pulse with an unsolicited code", async () => {
	const host = new Dialogue();
	await host.script("AT+CFGRI=1");
	host.modem.unsolicited('+CMTI: "SM",1');
	assert.is(host.modem.ri.level, 0);
	await host.clock.advance(121);
	assert.is(host.modem.ri.level, 1);
});

test.run();
