import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { hearLines } from "../../lab/idle.ts";
import { assertFlat } from "../support/flat.ts";

// Every form of docs/behaviour.md 7 that means nothing to an idle driver.
const LINES = [
	"Call Ready",
	"SMS Ready",
	"RING",
	'+CMTI: "SM",1',
	"+CREG: 1",
	"+CGREG: 5",
	'+CREG: 1,"1A2B","00C3"',
	'*PSUTTZ: 2015, 1, 2, 3, 4, 5,"+8",0',
	'*PSNWID: "460","00","CMCC",0,"CM",0',
	'+CTZV: "+8"',
	"DST: 0",
	'+CIEV: 10,"46000","CMCC","CMCC", 0, 0',
	"+CSQN: 20,0",
	"+CMTE:1",
	"UNDER-VOLTAGE WARNNING",
	"OVER-VOLTAGE WARNNING",
	"+HTTPACTION:0,200,1000",
	"+FTPGET:1,1",
	"NO CARRIER",
	'+CUSD: 0,"text",15',
	"+CGURC: 1",
	"+CALV: 1",
	"MO RING",
	"1, CONNECT OK",
	"+RECEIVE,1,10:",
];
const COUNT = 100_000;

for (const engine of engines) {
	test(`${engine}: ${COUNT.toLocaleString("en")} unsolicited lines of all kinds are heard by an idle modem, none is lost`, async () => {
		const result = await hearLines(engine, COUNT, LINES);
		assert.is(result.status, 0, result.trace);
		assert.match(result.trace, `heard ${COUNT}`);
		assertFlat(engine, result);
	});
}

test.run();
