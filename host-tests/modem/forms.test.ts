import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ModemOptions } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";

/*
	Every form in which a SIM900 or a SIM800 was seen, or is documented, to say what the driver hears outside HTTP and FTP, with the section of
	docs/behaviour.md that has it.
*/

const OK = "\r\nOK\r\n";
const BODY = "0123456789";
const information = (text: string): string => `\r\n${text}\r\n${OK}`;

const PROBE = "AT+CMEE?\r";

/** A dialogue some of whose answers have another form. */
class Forms extends Exchange {
	private readonly form: (command: string, answer: string) => string;
	/** Nobody knows where the text between the answers ends: each is followed by the probe. */
	asks = false;
	/** What the modem says to the question for what is left. */
	ending = "\r\nOK\r\n";

	constructor(cut: number, form: (command: string, answer: string) => string, options: Partial<ModemOptions> = {}) {
		super(cut, options);
		this.form = form;
	}

	override row(command: string, answer: string): void {
		super.row(command, this.form(command, answer));
		// Payload proves itself.
		if (this.asks && command !== PROBE && !command.startsWith("AT+HTTPREAD=0") && !answer.startsWith(command)) this.settle();
	}

	/** A start and a GET of ten bytes; how it ended. */
	play(): { end: string; body: string } {
		const buffer = new Uint8Array(100);
		const outcome = { end: "", body: "" };
		this.start();
		this.modem.http.request({
			url: "x",
			onReadable() {
				const count = this.read(buffer);
				outcome.body += Buffer.from(buffer.subarray(0, count)).toString();
			},
			onDone(error) {
				outcome.end = error?.code ?? "done";
			},
		});
		this.open("x", "+HTTPACTION:0,200,10");
		this.row("AT+HTTPREAD=0,10\r", `\r\n+HTTPREAD:10\r\n${BODY}${OK}`);
		this.checkEnd(10, this.ending);
		this.row("AT+HTTPTERM\r", OK);
		this.expect("");
		return outcome;
	}
}

// Answers that mean the same in every form: section, command, forms.
const ANSWERS: [string, string, string[]][] = [
	[
		"1.2 echo, with the line feed of somebody else, and off",
		"AT",
		["AT\r\r\nOK\r\n", "AT\r\n\r\nOK\r\n", "\nAT\r\r\nOK\r\n", "\r\nOK\r\n"],
	],
	["1.2 an echo that is cut or damaged", "AT", ["T\r\r\nOK\r\n", "A\xffT\r\r\nOK\r\n", "\r\r\nOK\r\n"]],
	["1.14 the power-on bytes", "AT", ["\0IIII\xff\xff\xff\xffAT\r\r\nOK\r\n", "\0\0\xff\xff\r\nOK\r\n", "\x80\xf8\0\xffAT\r\r\nOK\r\n"]],
	["1.3 a blank line more or less", "AT&C1", ["\r\nOK\r\n", "\r\n\r\nOK\r\n", "OK\r\n", "\r\n\r\n\r\nOK\r\n"]],
	[
		"0.2 revisions",
		"AT+GMR",
		[
			"Revision:1137B01SIM900M32_ST",
			"Revision: 1137B11SIM900M64_ST",
			"Revision:1137B03SIM900M64_ST_MMS",
			"Revision:1308B08SIM800M32",
			"1137B13SIM900M64_ST",
			"Revision:",
		].map(information),
	],
	["0.2 a revision that is not told", "AT+GMR", ["\r\nERROR\r\n", "\r\n+CME ERROR: 100\r\n", OK]],
	["1.12 the rate", "AT+IPR?", ["+IPR: 115200", "+IPR:115200", "+IPR:  115200"].map(information)],
	["3 the SIM", "AT+CPIN?", ["+CPIN: READY", "+CPIN:READY"].map(information)],
	[
		"3 the registration",
		"AT+CREG?",
		['+CREG: 0,1', "+CREG: 0,5", "+CREG:0,1", "+CREG: 0, 5", '+CREG: 2,1,"1877","1C2D"', '+CREG: 2,5,"1877","1C2D"', "+CREG: 1,1"].map(information), // prettier-ignore
	],
	[
		"3 a registration told by itself at the same time",
		"AT+CREG?",
		[`\r\n+CREG: 5\r\n${information("+CREG: 0,1")}`, `\r\n+CREG: 0,1\r\n\r\n+CREG: 1,"1877","1C2D"\r\n${OK}`],
	],
	[
		"0.1, 4 an open bearer",
		"AT+SAPBR=2,1",
		[
			'+SAPBR: 1,1,"10.89.193.1"',
			'+SAPBR:1,1,"10.89.193.1"',
			'+SAPBR: 1, 1, "10.89.193.1"',
			'+SAPBR: 1,1,\r\n"10.89.193.1"',
			"+SAPBR: 1,1",
		].map(information),
	],
	["0.1 the action", "AT+HTTPACTION=0", ["+HTTPACTION:0,200,10", "+HTTPACTION: 0,200,10", "+HTTPACTION: 0, 200, 10", "+HTTPACTION:0, 200,10"].map(text => `${OK}\r\n${text}\r\n`)], // prettier-ignore
	[
		"0.1 the header of a payload",
		"AT+HTTPREAD=0,10",
		["+HTTPREAD:10", "+HTTPREAD: 10", "+HTTPREAD:  10"].map(text => `\r\n${text}\r\n${BODY}${OK}`),
	],
	[
		"4 an HTTPTERM that has nothing to end",
		"AT+HTTPTERM",
		["\r\nERROR\r\n", "\r\n+CME ERROR: 3\r\n", "\r\n+CME ERROR: operation not allowed\r\n", OK],
	],
];
for (const [what, command, forms] of ANSWERS) {
	test(`${what}: ${forms.length} forms of the answer to ${command}`, () => {
		for (const cut of CUTS) {
			for (const form of forms) {
				const exchange = new Forms(cut, (sent, answer) => (sent === `${command}\r` ? form : answer));
				assert.equal(exchange.play(), { end: "done", body: BODY }, JSON.stringify(form));
			}
		}
	});
}

/** From the call to the modem to what was asked for. */
function begun(cut: number, from: string): Exchange {
	const exchange = new Exchange(cut);
	exchange.row("AT\r", OK);
	exchange.settle();
	for (const line of ["ATE0Q0V1\r", "AT+CMEE=1\r", "AT&C1\r"]) exchange.row(line, OK);
	exchange.identify();
	if (from === "AT+CPIN?") return exchange;
	exchange.row("AT+CPIN?\r", information("+CPIN: READY"));
	exchange.storeMessages();
	if (from === "AT+CREG?") return exchange;
	exchange.row("AT+CREG?\r", information("+CREG: 0,1"));
	return exchange;
}

const CONTYPE = 'AT+SAPBR=3,1,"CONTYPE","GPRS"';
/** The settings of a bearer, and the command that opens it. */
function setBearer(exchange: Exchange, opening: string): void {
	exchange.row(`${CONTYPE}\r`, OK);
	exchange.row('AT+SAPBR=3,1,"APN","CMNET"\r', OK);
	exchange.row("AT+SAPBR=1,1\r", opening);
}

// Answers after which the driver does something else: section, command, answer, what is sent next and ms later.
const ROADS: [string, string, string, string, number][] = [
	["2.5 a SIM that is not ready yet", "AT+CPIN?", "\r\nERROR\r\n", "AT+CPIN?", 1000],
	["3 a SIM that is busy", "AT+CPIN?", "\r\n+CME ERROR: 14\r\n", "AT+CPIN?", 1000],
	["1.11 the same in words", "AT+CPIN?", "\r\n+CME ERROR: SIM busy\r\n", "AT+CPIN?", 1000],
	["3 no SIM", "AT+CPIN?", "\r\n+CME ERROR: 10\r\n", "AT+CPIN?", 1000],
	["2.5 the SIM has gone", "AT+CPIN?", information("+CPIN: NOT READY"), "AT+CPIN?", 1000],
	["2.5 it was never there", "AT+CPIN?", information("+CPIN: NOT INSERTED"), "AT+CPIN?", 1000],
	["3 not registered", "AT+CREG?", information("+CREG: 0,0"), "AT+CGREG?", 0],
	["3 searching", "AT+CREG?", information("+CREG: 0,2"), "AT+CGREG?", 0],
	["3 denied", "AT+CREG?", information("+CREG: 0,3"), "AT+CGREG?", 0],
	["3 unknown", "AT+CREG?", information("+CREG: 0,4"), "AT+CGREG?", 0],
	["3 searching, with a cell", "AT+CREG?", information('+CREG: 2,2,"0000","0000"'), "AT+CGREG?", 0],
	["4 a bearer that connects", "AT+SAPBR=2,1", information('+SAPBR: 1,0,"0.0.0.0"'), "AT+SAPBR=2,1", 1000],
	["4 a bearer that closes", "AT+SAPBR=2,1", information('+SAPBR: 1,2,"0.0.0.0"'), "AT+SAPBR=2,1", 1000],
	["4 a bearer that looks open and has no address", "AT+SAPBR=2,1", information('+SAPBR: 1,1,"0.0.0.0"'), CONTYPE, 0],
	["4 a closed bearer", "AT+SAPBR=2,1", information('+SAPBR: 1,3,"0.0.0.0"'), CONTYPE, 0],
];
for (const [what, command, answer, next, ms] of ROADS) {
	test(`${what}: ${JSON.stringify(answer)} leads to ${next}`, () => {
		for (const cut of CUTS) {
			const exchange = begun(cut, command);
			exchange.row(`${command}\r`, answer);
			if (ms > 0) {
				exchange.runtime.advance(ms - 1);
				exchange.expect("");
				exchange.runtime.advance(1);
			}
			exchange.expect(`${next}\r`);
		}
	});
}

for (const state of ["SIM PIN", "SIM PUK", "PH_SIM PIN", "PH_SIM PUK", "SIM PIN2", "SIM PUK2"]) {
	test(`3 a SIM that says ${state} without a PIN to give`, () => {
		const exchange = begun(16, "AT+CPIN?");
		const errors: string[] = [];
		exchange.modem.signal(() => {});
		exchange.modem.http.request({ url: "x", onDone: error => errors.push(error!.code) });
		exchange.row("AT+CPIN?\r", information(`+CPIN: ${state}`));
		for (let i = 0; i < 30 && errors.length === 0; i++) {
			exchange.runtime.advance(1000);
			exchange.port.writable(128);
			const sent = exchange.port.takeText();
			if (sent === "AT+CPIN?\r") exchange.answer(information(`+CPIN: ${state}`));
			else if (sent === "AT+CSQ\r") exchange.answer(information("+CSQ: 21,0"));
			else if (sent !== "") exchange.answer("\r\nOK\r\n");
		}
		const expected = state === "SIM PIN" ? "simLocked" : state === "SIM PUK" ? "simBlocked" : "sim";
		assert.is(errors[0], expected);
	});
}

// How AT+SAPBR=1 is refused although the bearer is open, or will be (4).
for (const refusal of ["ERROR", "+CME ERROR: 3", "+CME ERROR: operation not allowed", "+CME ERROR: 148"]) {
	test(`4 a bearer that is open already refuses with ${refusal}`, () => {
		for (const cut of CUTS) {
			const exchange = begun(cut, "AT+SAPBR=2,1");
			exchange.row("AT+SAPBR=2,1\r", information('+SAPBR: 1,3,"0.0.0.0"'));
			setBearer(exchange, `\r\n${refusal}\r\n`);
			exchange.row("AT+SAPBR=2,1\r", information('+SAPBR: 1,0,"0.0.0.0"'));
			exchange.runtime.advance(1000);
			exchange.row("AT+SAPBR=2,1\r", information('+SAPBR: 1,1,"10.0.0.1"'));
			assert.ok(exchange.modem.ready);
			exchange.expect("");
		}
	});
}

test("4 the bearer is told to be lost while it is closed by the driver itself, before and behind the OK", () => {
	for (const answer of [`\r\n+SAPBR 1: DEACT\r\n${OK}`, `${OK}\r\n+SAPBR 1: DEACT\r\n`, "\r\nERROR\r\n", "\r\n+CME ERROR: 3\r\n"]) {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const ends: unknown[] = [];
			exchange.modem.disconnect(error => ends.push(error));
			exchange.row("AT+SAPBR=0,1\r", answer);
			assert.equal(ends, [null], answer);
			assert.not(exchange.modem.ready);
			exchange.expect("");
		}
	}
});

for (const [answer, expected] of [
	["+CSQ: 21,0", [21, 0]],
	["+CSQ: 0,0", [0, 0]],
	["+CSQ: 99,99", [99, 99]],
	["+CSQ: 31, 7", [31, 7]],
	["+CSQ:5,3", [5, 3]],
] as const) {
	test(`3 ${answer} is a signal of ${expected.join(" and ")}`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const heard: unknown[] = [];
			exchange.modem.signal((error, rssi, errorRate) => heard.push(error, rssi, errorRate));
			exchange.row("AT+CSQ\r", information(answer));
			assert.equal(heard, [null, ...expected]);
		}
	});
}

for (const [name, command, answer, expected] of [
	["manufacturer", "AT+GMI", "SIMCOM_Ltd", "SIMCOM_Ltd"],
	["model", "AT+GMM", "SIMCOM_SIM900A", "SIMCOM_SIM900A"],
	["revision", "AT+GMR", "Revision:1137B11SIM900M64_ST", "Revision:1137B11SIM900M64_ST"],
	["imei", "AT+GSN", "013226009876543", "013226009876543"],
	["imsi", "AT+CIMI", "460001234567890", "460001234567890"],
	["iccid", "AT+CCID", "898600810906F8048812", "898600810906F8048812"],
	["operator", "AT+COPS?", '+COPS: 0,0,"MegaFon"', "MegaFon"],
	["operator", "AT+COPS?", '+COPS: 0,2,"25002"', "25002"],
	["operator", "AT+COPS?", "+COPS: 0", ""],
] as const) {
	test(`0.2, 3 ${answer} is the ${name} ${JSON.stringify(expected)}`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			const heard: unknown[] = [];
			const before = exchange.modem.statistics.unsolicited;
			exchange.modem.identify(name, (error, text) => heard.push(error, text));
			const stray = name === "operator" || name === "imei" ? "RING" : "+CREG: 5";
			exchange.row(`${command}\r`, `\r\n${stray}\r\n${information(answer)}`);
			assert.equal(heard, [null, expected]);
			assert.is(exchange.modem.statistics.unsolicited, before + 1);
		}
	});
}

// Section 7: what may come at any time and means nothing to the driver.
const UNSOLICITED = [
	"+CFUN: 1",
	"+CFUN: 0",
	"Call Ready",
	"SMS Ready",
	"UNDER-VOLTAGE WARNNING",
	"UNDER-VOLTAGE WARNING",
	"OVER-VOLTAGE WARNNING",
	"CHARGE-ONLY MODE",
	"From CHARGE-ONLY MODE to NORMAL MODE",
	"+CMTE:1",
	"+CMTE: -1",
	"+CREG: 1",
	'+CREG: 5,"1877","1C2D"',
	"+CGREG: 1",
	'+CTZV: "+8"',
	'*PSUTTZ: 2015, 1, 2, 3, 4, 5,"+32",0',
	'*PSNWID: "460","00","CHINA MOBILE",0,"CMCC",0',
	"DST: 0",
	"+CIEV: 10,\"46000\",\"CMCC\",\"CMCC\", 0, 0", // prettier-ignore
	"+PACSP: 1",
	"+CSMINS: 1,0",
	"+CSQN: 21,0",
	"+CGURC: 5",
	"RING",
	"+CRING: VOICE",
	'+CLIP: "+8613800138000",145,"",,"",0',
	'+CCWA: "+8613800138000",145,1',
	"NO CARRIER",
	"BUSY",
	"MO RING",
	"MO CONNECTED",
	'+CMTI: "SM",1',
	'+CUSD: 0,"OK", 15',
	"+CDRIND: 0",
	"+CALV: 1",
	"ALARM RING",
	"+SIMTONE: 0",
	"+STTONE: 0",
	"+FTPGET:1,1",
	"+FTPGET: 1,80",
	"+FTPPUT:1,1,1260",
	"+FTPLIST:1,0",
	"+FTPSIZE:1,0,1024",
	"+FTPDELE:1,0",
	"+FTPMKD:1,0",
	"+FTPRMD:1,0",
	"+FTPEXTGET: 1,0",
	"+FTPRENAME: 1,0",
	"+FTPMDTM: 1,0,20121011145800",
	"CLOSED",
	"0, CLOSED",
	"0, CONNECT OK",
	"+RECEIVE,0,10:",
	"+CIPRXGET: 1",
];

/** Text that somebody has sent, in the line behind its header: it says what it likes. */
const MESSAGES = [
	"OK",
	"ERROR",
	"+CME ERROR: 3",
	"RDY",
	"NORMAL POWER DOWN",
	"+SAPBR 1: DEACT",
	"+HTTPACTION:0,200,99",
	"+HTTPREAD:10",
	"DOWNLOAD",
	"",
];
const HEADERS = ['+CMT: "+8613800138000","","15/01/12,10:00:00+32"', "+CMT: ,24", "+CBM: 50,1,1", "+CDS: 25"];

/** A start and a GET in which every answer has `text` before it and, where it has two parts, between them; what the application heard. */
function interrupted(
	cut: number,
	text: string,
	isEndless = false,
): { outcome: { end: string; body: string }; heard: string[]; said: number } {
	const heard: string[] = [];
	let said = 0;
	const say = (): string => {
		said++;
		return `\r\n${text}\r\n`;
	};
	const exchange = new Forms(
		cut,
		(command, answer) => {
			// After an echo no blank line tells an answer from more text.
			if (isEndless && answer.startsWith(command)) return answer;
			const before = say() + answer;
			return command.startsWith("AT+HTTPREAD=0")
				? before
				: before.replace(/\r\n\r\n(OK|\+HTTPACTION)/, (_, behind) => `\r\n${say()}\r\n${behind}`);
		},
		{
			onUnsolicited(_keyword, memory, start, end) {
				heard.push(Buffer.from(memory.subarray(start, end)).toString("latin1"));
			},
		},
	);
	exchange.asks = isEndless;
	// A bare OK with something else before it is asked about once more (http/get).
	exchange.ending = "\r\n+HTTPREAD:0\r\n\r\nOK\r\n";
	return { outcome: exchange.play(), heard, said };
}

for (const text of UNSOLICITED) {
	test(`7 ${text} before every answer and between its lines`, () => {
		for (const cut of CUTS) {
			const { outcome, heard, said } = interrupted(cut, text);
			assert.equal(outcome, { end: "done", body: BODY });
			assert.ok(said > 20);
			assert.is(heard.filter(line => line === text).length, said);
		}
	});
}

for (const header of HEADERS) {
	for (const message of MESSAGES) {
		test(`7 ${header}, and behind it ${JSON.stringify(message)}`, () => {
			for (const cut of CUTS) {
				const { outcome, heard, said } = interrupted(cut, `${header}\r\n${message}`, header.split(",").length > 2);
				assert.equal(outcome, { end: "done", body: BODY });
				assert.is(heard.filter(line => line === header).length, said);
				if (message !== "") assert.is(heard.filter(line => line === message).length, said);
			}
		});
	}
}

// Section 7: what the driver acts on. The modem is ready before, and not afterwards.
for (const text of [
	"RDY",
	"NORMAL POWER DOWN",
	"UNDER-VOLTAGE POWER DOWN",
	"OVER-VOLTAGE POWER DOWN",
	"+SAPBR 1: DEACT",
	"+PDP: DEACT",
	"+PDP DEACT",
]) {
	test(`7 ${text} is the end of the bearer`, () => {
		for (const cut of CUTS) {
			const exchange = new Exchange(cut);
			exchange.start();
			assert.ok(exchange.modem.ready);
			exchange.answer(`\r\n${text}\r\n`);
			assert.not(exchange.modem.ready);
		}
	});
}

test.run();
