import { collect, type Kept } from "../support/weather/campaign.ts";

const { all, kept } = collect();
/** Everything that has ever failed: `npm run weather` prints what is to be pasted here. */
export const KEPT: readonly Kept[] = all;

// A bearer that was lost unheard is not believed after a failed operation.
kept({
	operations: ["FTP mkdir"],
	faults: [
		{ on: /./, after: 1213, silence: 11303 },
		{ at: 5201, powerDip: true },
	],
});
kept({
	operations: ["GET by a proxy"],
	faults: [
		{ on: /./, nth: 42, loseBearer: true },
		{ on: /HTTPPARA/, unanswered: true },
	],
});
kept({
	operations: ["FTP delete"],
	faults: [
		{ on: /^\+FTPSTATE/, silence: 1213 },
		{ at: 2037, loseBearer: true },
	],
});
kept({
	operations: ["FTP mkdir"],
	faults: [
		{ at: 1940, loseBearer: true },
		{ on: /./, nth: 19, after: 1226, silence: 11138 },
	],
});
kept({
	operations: ["FTP rename"],
	faults: [
		{ at: 1099, powerDip: true },
		{ on: /./, after: 1259, silence: 5681 },
	],
});
kept({
	operations: ["FTP get from an offset"],
	faults: [
		{ on: /./, nth: 34, silence: 492 },
		{ at: 1438, loseBearer: true },
	],
});
kept({
	operations: ["FTP put"],
	faults: [
		{ at: 1443, silence: 7426 },
		{ on: /./, nth: 52, after: 2006, powerDip: true },
	],
});

// A data phase that opens when nobody waits for it any more is filled.
kept({ operations: ["FTP put"], faults: [{ on: /^\+FTPPUT/, late: 5331 }] });
kept({ operations: ["FTP put"], faults: [{ on: /./, nth: 55, after: 29, late: 3664 }] });
kept({ operations: ["FTP put"], faults: [{ on: /./, nth: 60, after: 10, late: 4929 }] });

// A late answer of a modem that keeps what comes early is not credited to the next command.
const keep = { typeAhead: "keep" } as const;
kept({ settings: keep, operations: ["GET", "GET by a proxy"], faults: [{ on: /^<\d+ bytes>/, fragment: 4 }] });
kept({ settings: keep, operations: ["GET by a proxy", "POST"], faults: [{ on: /./, fragment: 4 }] });
kept({
	settings: keep,
	operations: ["POST", "FTP extended put"],
	faults: [
		{ on: /./, fragment: 6 },
		{ at: 0, bytes: "duplicate", line: "txd" },
	],
});

// What others say, or what only has the hash of a word, ends nothing.
kept({ operations: ["FTP extended put"], faults: [{ on: /./, nth: 34, code: "QcY" }] });
kept({ operations: ["FTP rmdir"], faults: [{ on: /./, nth: 32, after: 8, code: "NORMAL POWER DOWN" }] });
kept({ operations: ["FTP extended put"], faults: [{ on: /^\+FTPSTATE/, code: "+SAPBR 2: DEACT" }] });
const MESSAGE = '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\n\r\nNORMAL POWER DOWN\r\n+HTTPACTION:0,200,9';
kept({ operations: ["FTP get"], faults: [{ at: 1007, code: MESSAGE }] });

// A read at another place has the right length: a blind spot of all but `verify`, and of nothing else.
kept({ operations: ["GET from an offset"], faults: [{ on: /^<1152 bytes>/, nth: 4, after: 103.6, bytes: "drop", line: "rxd" }] });
kept({ operations: ["GET that is verified"], faults: [{ on: /^<576 bytes>/, nth: 9, after: 53.6, bytes: "drop", line: "rxd" }] });

// A report that overtakes its OK counts.
kept({ settings: { reportsBeforeOk: true }, operations: ["FTP get"], faults: [{ on: /FTPEXTPUT/, code: "NO CARRIER" }] });

// A status from 600 on is the modem's, whatever it is.
kept({ operations: ["GET in windows"], faults: [{ on: /^\+HTTPACTION/, after: 1.62, bytes: "flip", line: "txd", dice: 2 }] });

// A restart while the modem is looked for at its rate.
kept({ operations: ["GET after a start at another rate, with PIN and password"], faults: [{ on: /./, powerDip: true }] });

// A restart that only the probe has seen, while a rung of the ladder is being climbed.
kept({
	operations: ["FTP mkdir", "FTP delete"],
	faults: [
		{ on: /./, after: 6, silence: 114 },
		{ on: /OK/, nth: 3, after: 199, bytes: "duplicate", line: "txd", rate: 0.03827800945001089, count: 20, dice: 575 },
		{ on: /./, nth: 92, after: 1.69, powerDip: true },
		{ on: /./, nth: 76, after: 3.9, voltage: "under" },
	],
});

// A data phase that opens late, which nothing tells of, is filled when the modem is looked for.
kept({ operations: ["FTP put"], faults: [{ on: /./, nth: 38, after: 155, late: 26643 }] });
kept({ operations: ["FTP put"], faults: [{ on: /FTPPUT/, after: 37, late: 11311 }] });
kept({ operations: ["FTP put"], faults: [{ on: /./, nth: 3, after: 1021, late: 11833 }] });
kept({ operations: ["FTP put"], faults: [{ on: /./, after: 1326, late: 19588 }] });
kept({ operations: ["FTP put"], faults: [{ on: /^\+FTPPUT/, late: 10271 }] });

// Silence is time, and not a number of bursts; an OK without its line is no answer.
kept({ settings: keep, operations: ["GET by a proxy", "ICCID"], faults: [{ on: /./, fragment: 4 }] });
kept({ settings: keep, operations: ["GET", "FTP state"], faults: [{ on: /./, fragment: 4 }] });
kept({ settings: keep, operations: ["FTP get", "operator"], faults: [{ on: /SAPBR/, fragment: 3 }] });
kept({ settings: keep, operations: ["FTP get", "ICCID"], faults: [{ at: 0, fragment: 3 }] });
kept({ settings: keep, operations: ["FTP get", "FTP state"], faults: [{ on: /./, fragment: 6 }] });
kept({ settings: keep, operations: ["FTP get", "operator"], faults: [{ on: /./, fragment: 6 }] });

// A range of another length than `total` leaves is not the one that was requested, whoever has cut it.
kept({ operations: ["GET from an offset"], faults: [{ at: 0, server: { truncate: 882 } }] });

// Text of others before ATE0: an echo stands between the probe and its answer.
kept({ operations: ["FTP state"], faults: [{ at: 1, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nERROR' }] });
kept({ operations: ["FTP quit"], faults: [{ on: /OK/, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\nRDY' }] });

// An OK that waits for its report, for so long that the command is given up.
kept({ settings: { reportsBeforeOk: true }, operations: ["FTP extended put"], faults: [] });
kept({ settings: { reportsBeforeOk: true }, operations: ["FTP get from an offset"], faults: [{ on: /SAPBR/, server: "stall" }] });
kept({
	settings: { reportsBeforeOk: true },
	operations: ["FTP rename"],
	faults: [
		{ on: /./, bytes: "drop", line: "txd" },
		{ on: /./, server: "stall" },
	],
});

// A modem that does not answer the question that a false word leads to counts as restarted.
kept({
	operations: ["FTP delete"],
	faults: [
		{ on: /./, nth: 38, after: 3, late: 9118 },
		{ at: 1455, code: "NORMAL POWER DOWN" },
	],
});
kept({
	operations: ["FTP delete"],
	faults: [
		{ on: /FTP/, late: 17696 },
		{ on: /./, nth: 29, after: 2150, code: MESSAGE },
	],
});

// A modem that falls silent before its bearer is asked for does not refuse one.
kept({
	operations: ["GET after a start at another rate, with PIN and password"],
	faults: [{ on: /./, nth: 60, after: 2, powerDip: true }],
});

// A refusal of a question that tells whether something is right may be one of a question that was damaged.
kept({
	operations: ["FTP get from an offset"],
	faults: [{ on: /./, nth: 61, bytes: "drop", line: "rxd", rate: 0.022479522597466016, count: 6, dice: 833 }],
});

// A PIN whose question was not answered, or not followed by it, has not been tried.
const LOCKED = "GET after a start at another rate, with PIN and password";
kept({
	operations: [LOCKED, "FTP mkdir"],
	faults: [{ at: 1743, bytes: "nul", line: "txd", rate: 0.028170846870571715, count: 20, dice: 165 }],
});
kept({
	powerKey: true,
	operations: [LOCKED, "disconnect"],
	faults: [
		{ on: /^\+C/, powerDip: true },
		{ on: /./, nth: 45, code: MESSAGE },
	],
});

// A ladder that has been climbed to its end goes on climbing.
kept({
	operations: ["FTP put", "GET by a proxy", "GET by a proxy", "FTP get"],
	settings: { jammed: ["http"] },
	faults: [
		{ on: /HTTPTERM/, nth: 3, loseBearer: true },
		{ on: /./, nth: 38, after: 15, late: 8664 },
		{ on: /./, nth: 30, after: 692, fragment: 2 },
	],
});
kept({
	operations: ["FTP extended put", "FTP get", "FTP get", "FTP get"],
	settings: { jammed: ["dns"] },
	faults: [
		{ at: 1940, powerDip: true },
		{ on: /./, nth: 70, after: 0.33, fragment: 18 },
	],
});
kept({
	operations: ["HEAD", "FTP list", "FTP rename", "FTP get"],
	settings: { jammed: ["stack"] },
	faults: [
		{ on: /FTPPUT/, silence: 6 },
		{ on: /FTPGET/, late: 1115 },
		{ on: /./, nth: 87, after: 2858, fragment: 11 },
	],
});
kept({
	operations: ["HEAD", "HEAD", "FTP mkdir", "GET by a proxy"],
	settings: { jammed: ["stack"] },
	faults: [{ on: /./, nth: 7, after: 15, bytes: "drop", line: "rxd", rate: 0.010390952782565964, count: 16, dice: 382 }],
});
kept({
	operations: ["FTP rmdir", "FTP rename", "FTP list", "FTP get"],
	settings: { jammed: ["http"] },
	faults: [
		{ on: /FTP/, bytes: "duplicate", line: "rxd", count: 2 },
		{ on: /FTP/, nth: 2, after: 2.86, bytes: "duplicate", line: "rxd", rate: 0.012689585667780843, count: 10, dice: 17 },
	],
});

// A report that a power dip cuts is damaged; a modem that comes back at another rate is silent.
kept({ operations: ["GET by a proxy"], faults: [{ on: /^\+HTTPACTION/, after: 1.91, powerDip: true }] });
kept({ operations: ["FTP size"], faults: [{ on: /./, nth: 65, after: 1.18, powerDip: true }] });
kept({ operations: [LOCKED, "FTP get from an offset"], faults: [{ on: /HTTPACTION/, after: 1047, powerDip: true }] });

// The noise with which a modem begins ends the text of others.
kept({
	operations: ["FTP get"],
	faults: [
		{ on: /./, after: 1111, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nERROR' },
		{ at: 1275, powerDip: true },
	],
});

// A prompt after text of others: DCD tells whether it is the modem's.
for (const pins of [{}, { dcd: true }]) {
	kept({ ...pins, operations: ["POST"], faults: [{ on: /HTTPDATA/, code: MESSAGE }] });
	kept({
		...pins,
		operations: ["FTP extended put"],
		settings: { bearerOpenings: ["refused", "works"] },
		faults: [{ at: 5912, code: MESSAGE }],
	});
}

// A read at another place, which the modem has made out of something that is no number.
kept({
	operations: ["GET from an offset"],
	faults: [{ on: /^\+HTTPREAD/, bytes: "flip", line: "rxd", rate: 0.036718329478732645, count: 13, dice: 247 }],
});
kept({
	operations: ["GET"],
	faults: [
		{ on: /SAPBR/, fragment: 2 },
		{ on: /^<\d+ bytes>/, bytes: "flip", line: "rxd", rate: 0.008603316542591053, count: 10, dice: 67 },
	],
});

// What was to come late goes with the power.
kept({
	operations: ["power down"],
	faults: [
		{ at: 1032, late: 6 },
		{ on: /./, nth: 9, after: 2, bytes: "duplicate", line: "txd", rate: 0.012606327265480567, count: 20, dice: 923 },
	],
});

// A URL that the modem has understood otherwise is that of something else.
kept({
	operations: ["GET in windows"],
	faults: [{ on: /HTTPPARA/, bytes: "flip", line: "rxd", rate: 0.009788917459750902, dice: 108 }],
});

// An answer that differs outweighs the refusals of damaged questions.
kept({
	operations: ["FTP get of a longer file"],
	faults: [
		{ at: 7284, bytes: "duplicate", line: "rxd", rate: 0.02969990394242572, count: 20, dice: 917 },
		{ on: /./, nth: 30, after: 3018, silence: 1400 },
	],
});

// A data phase that may have been opened by nobody is filled.
kept({
	operations: ["POST"],
	faults: [{ on: /HTTPPARA/, nth: 2, after: 14, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nERROR' }],
});

// A modem that answers again while it is looked for elsewhere is looked for once more.
kept({
	operations: ["GET from an offset"],
	faults: [
		{ at: 4046, code: "RDY" },
		{ on: /./, nth: 86, after: 21, late: 37225 },
	],
});
kept({
	operations: ["FTP extended put"],
	faults: [
		{ on: /FTPEXTPUT/, after: 177, code: "NORMAL POWER DOWN" },
		{ at: 1269, late: 31299 },
	],
});

// A header that has come damaged leaves a bare OK: that says nothing about what is left.
kept({
	operations: ["FTP rmdir", "POST"],
	faults: [{ on: /./, nth: 38, after: 2343, bytes: "flip", line: "txd", rate: 0.03364594034409001, count: 20, dice: 237 }],
});

// A bearer that is lost while a command is not heard is not believed either.
kept({
	personality: "sim900-1137B03",
	operations: ["disconnect", "FTP get", "a raw command"],
	faults: [
		{ on: /./, nth: 84, silence: 2316 },
		{ on: /OK/, nth: 2, after: 1.18, unanswered: true },
		{ on: /./, nth: 71, after: 2272, loseBearer: true },
	],
});

// A data phase that opens late is outlasted where STATUS keeps the key from being pressed.
kept({ operations: ["power down", "FTP extended put"], faults: [{ on: /FTPEXTPUT/, late: 6277 }] });

// A session that seems to end before it has begun is read once, where the firmware cannot tell.
kept({
	operations: ["FTP get from an offset"],
	personality: "sim900-1137B03",
	faults: [
		{ on: /./, nth: 11, bytes: "nul", line: "txd" },
		{ on: /./, powerDip: true },
		{ on: /OK/, nth: 2, after: 2, bytes: "flip", line: "txd", rate: 0.019411827155208446, count: 20, dice: 750 },
	],
});

// A wait that has ended while the probe was on its way has no command that a result could answer.
kept({
	operations: ["FTP rmdir"],
	faults: [
		{ at: 1189, bytes: "duplicate", line: "rxd", count: 2 },
		{ at: 2875, fragment: 19 },
		{ at: 2878, code: MESSAGE },
	],
});

// A modem that says something of its own after a result hears the next command.
kept({
	operations: ["FTP get"],
	faults: [{ on: /FTP/, nth: 2, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\n\r\nNORMAL POWER DOWN\r\n+HTTPACTION:0,200,9' }],
});

// What was not heard may have said that the bearer is closed: it is asked for with the settings.
kept({
	operations: ["FTP size", "FTP get from an offset", "POST"],
	faults: [
		{ on: /^<\d+ bytes>/, nth: 3, loseBearer: true },
		{ on: /./, after: 3584, powerDip: true },
		{ on: /^<\d+ bytes>/, nth: 2, after: 15, silence: 3766 },
	],
});

// What has said that it powers down, and does not answer any more, is off.
kept({ operations: ["power down"], faults: [{ on: /./, nth: 40, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nERROR' }] });

// A modem whose CFUN=1 has been damaged after its CFUN=0 is told once more.
kept({
	operations: ["FTP put", "FTP put", "FTP mkdir", "IMEI"],
	faults: [
		{ on: /FTP/, bytes: "drop", line: "rxd", rate: 0.014881406516845403, count: 12, dice: 282 },
		{ on: /./, nth: 3, after: 3583, powerDip: true },
	],
});

// A name that has lost its closing quote is another name too, and a data phase of fewer bytes closes early.
kept({
	operations: ["GET in windows"],
	faults: [{ on: /./, nth: 42, after: 24, bytes: "flip", line: "rxd", rate: 0.023355786413053605, dice: 638 }],
});
kept({
	operations: ["POST"],
	faults: [
		{ on: /^\+C/, powerDip: true },
		{ on: /./, nth: 26, silence: 6785 },
		{ at: 638, bytes: "drop", line: "rxd", rate: 0.01817912808914099, count: 20, dice: 586 },
	],
});

// A byte of the body is lost, and the time of the data phase is misread: its end seems to be in time.
kept({
	operations: ["POST"],
	faults: [
		{ on: /./, nth: 35, bytes: "drop", line: "rxd", rate: 0.017095498753941393, count: 13, dice: 708 },
		{ on: /./, nth: 81, after: 1, powerDip: true },
	],
});

// A blank line that payload ends with passes for the one that closes it where bytes have come twice: the real one is one too many.
kept({ operations: ["FTP list"], faults: [{ on: /./, nth: 77, after: 3, bytes: "duplicate", line: "txd", count: 2 }] });

// AT+CSCLK=0 that the modem understands as 1: it would sleep, and hear nothing any more.
kept({
	operations: ["operator"],
	faults: [{ on: /./, nth: 9, after: 2, bytes: "flip", line: "rxd", rate: 0.023749508478194913, count: 2, dice: 577 }],
});

// AT+CFUN=1 that the modem understands as 0: it does without its SIM, and is told once more.
kept({
	operations: ["FTP list", "FTP list", "operator"],
	faults: [{ on: /^\+FTPLIST/, bytes: "flip", line: "rxd", rate: 0.014346098955019683, count: 8, dice: 99 }],
});

// A prompt that has lost a digit: the modem waits for more bytes than it is given.
kept({ operations: ["FTP put"], faults: [{ at: 1764, bytes: "drop", line: "txd", rate: 0.017551670613348093, count: 20, dice: 717 }] });
