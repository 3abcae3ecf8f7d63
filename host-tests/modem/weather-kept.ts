import type { Trial } from "../support/weather/trial.ts";

/** A trial that has failed once, as small as it could be made. */
export interface Kept {
	readonly trial: Trial;
	/** What it still falls into; without this it must hold. */
	readonly hole?: string;
}

const all: Kept[] = [];
/** Everything that has ever failed: `npm run weather` prints what is to be pasted here. */
export const KEPT: readonly Kept[] = all;

function kept(trial: Trial, hole?: string): void {
	all.push(hole === undefined ? { trial } : { trial, hole });
}

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
