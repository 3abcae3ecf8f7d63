/* What common drivers send while they start: the module's own answers. */
import * as assert from "uvu/assert";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const ROWS: [send: string, expect: string][] = [
	["AT+CMGF=1", OK],
	["AT+CMGF?", line("+CMGF: 1") + OK],
	["AT+CMGF=?", line("+CMGF: (0,1)") + OK],
	["AT+CNMI = 2, 2,0,0,0", OK],
	["AT+CNMI?", line("+CNMI: 2,2,0,0,0") + OK],
	['AT+CSCS="GSM"', OK],
	["AT+CSCS?", line('+CSCS: "GSM"') + OK],
	["AT+CLIP=1;+CRC=0", OK],
	["AT+CMGF=1,2", ERROR],
	["AT+CGDCONT?", OK],
	['AT+CGDCONT=1,"IP","internet"', OK],
	["AT+CGDCONT?", line('+CGDCONT: 1,"IP","internet","",0,0') + OK],
	["AT+CGDCONT=4", ERROR],
	["AT+CPAS", line("+CPAS: 0") + OK],
	["AT+CLCC", OK],
	["AT+CIPSHUT", line("SHUT OK")],
	["AT+CIPSTATUS", OK + line("STATE: IP INITIAL")],
	["AT+CIPMUX=0", OK],
	["AT+CUSACC=1", OK],
	["AT+CPMS?", line('+CPMS: "SM",0,30,"SM",0,30,"SM",0,30') + OK],
	["AT+CMEE=2;+CMEE?", line("+CMEE: 2") + OK],
	["AT+HTTPSSL=1", line("+CME ERROR: unknown")],
];

test("settings that drivers make while they start are kept and shown", async () => {
	const host = new Dialogue();
	await host.say("ATE0");
	for (const [send, expected] of ROWS) assert.is(await host.say(send), expected, send);
});

test("a revision does not know the commands of later ones", async () => {
	const old = new Dialogue({ personality: "sim900-1137B03" });
	assert.is(await old.script("AT+CUSACC=1"), ERROR);
	assert.is(await old.script("AT+CNETLIGHT=1"), ERROR);
	assert.is(await new Dialogue().script("AT+CNETLIGHT=1"), OK);
});

test("a SIM800 is ready for messages too, and rings for TCP/IP only under AT+CFGRI=2", async () => {
	const host = new Dialogue({ personality: "sim800" });
	assert.is(await host.script("AT+CFGRI=2", "AT+COPS=2"), OK);
	assert.is(await host.say("AT+COPS=0", 5000), OK + line("Call Ready") + line("SMS Ready"));
	assert.is(await new Dialogue().script("AT+CFGRI=2"), ERROR);
});

test.run();
