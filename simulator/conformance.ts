/*
 * What is known of the module, section by section, and what the simulator makes of it. `npm run conformance` prints
 * it and runs the tests that it names.
 */
import type { Settings } from "./settings.ts";

/** One thing known of the module. */
export interface Fact {
	/** Of docs/behaviour.md: 1 framing, 2 power and pins, 3 network, 4 bearer, 5 HTTP, 6 FTP, 7 unsolicited codes. */
	readonly section: string;
	readonly fact: string;
	/** A choice is what no source establishes: a setting with a default. */
	readonly state: "implemented" | "choice" | "absent";
	/** Settings that decide a choice. */
	readonly settings: readonly (keyof Settings)[];
	/** Tests that show it: file, colon, title. */
	readonly tests: readonly string[];
	/** Why it is absent. */
	readonly why?: string;
}

const is = (section: string, fact: string, ...tests: string[]): Fact => ({ section, fact, state: "implemented", settings: [], tests });

const chosen = (section: string, fact: string, settings: readonly (keyof Settings)[], ...tests: string[]): Fact => ({
	section,
	fact,
	state: "choice",
	settings,
	tests,
});

const absent = (section: string, fact: string, why: string): Fact => ({ section, fact, state: "absent", settings: [], tests: [], why });

/** Sections of docs/behaviour.md that say something about behaviour. */
export const SECTIONS: Readonly<Record<string, string>> = {
	"0": "dialects, identity, revisions",
	"1": "framing, command line, rate",
	"2": "boot, power, pins",
	"3": "SIM, registration, status",
	"4": "bearer",
	"5": "HTTP",
	"6": "FTP",
	"7": "unsolicited codes",
};

/** All of it. */
export const FACTS: readonly Fact[] = [
	is(
		"0.1",
		"no space after the colon of HTTP and FTP lines; SIM800 has one",
		"application-note: a SIM800 prints a space after the colon, a SIM900 none",
	),
	is(
		"0.2",
		"ATI, GMI, GMM, GMR, GSV, GOI, GCAP, GSN, CIMI, CCID",
		"command-line: AT+GSV is one block of three lines",
		"command-line: AT+GMR has no space",
		"command-line: ATI",
	),
	is(
		"0.3",
		"commands that a revision does not know are errors",
		"startup: a revision does not know the commands of later ones",
		"http: an older firmware does not know HTTPSTATUS and TIMEOUT",
	),
	chosen("0.3", "CME code of an unknown command", ["unknownCommand"], "command-line: AT+CMEE chooses between ERROR, a number and a text"),

	is(
		"1.1",
		"AT or at, ended by CR; backspace edits",
		"command-line: backspace takes a character back",
		"command-line: noise before the prefix is ignored",
	),
	is(
		"1.2",
		"a line feed after CR is echoed and harmless",
		"command-line: a line feed after the CR is echoed and harmless",
		"command-line: AT with echo is answered with 41 54 0D 0D 0A 4F 4B 0D 0A",
	),
	chosen("1.2", "a line that ends with a line feed alone", ["lineFeedEnds"], "command-line: a line feed alone ends a line, or does not"),
	is(
		"1.3",
		"ATV1 and ATV0 forms; texts of SIMCom's own stay words",
		"lines: under ATV0 results are digits and information has no leading line break; unsolicited codes keep both",
	),
	absent(
		"1.3",
		"AT+CREG? keeps its leading line break under ATV0",
		"one transcript shows it, and that one may have been changed by the terminal",
	),
	is("1.4", "header, exactly n bytes, then CRLF OK CRLF; with n = 0 a blank line", "application-note: 2.1 HTTP GET, read as a whole"),
	chosen(
		"1.5",
		"echo of payload",
		["payloadEcho"],
		"http: a data phase takes any byte, ends after the declared ones, and HTTPREAD gives them back",
	),
	is("1.6", "ATQ1 keeps results back", "command-line: ATQ1 keeps results back, not information"),
	is("1.7", "A/ repeats the line before", "command-line: A/ repeats the line before at once"),
	is(
		"1.8",
		"concatenation, end at the first error, 556 characters",
		"command-line: an error ends the line; what stands before it has answered",
		"command-line: 556 characters after AT are a line",
		"command-line: 557 are not, and nothing is executed",
	),
	chosen("1.9", "what is sent before the result", ["typeAhead", "latency"], "command-line: what is sent before the result is lost"),
	is(
		"1.10",
		"blanks, lower case and missing quotes are taken",
		"startup: settings of messages, calls and TCP/IP are kept and shown, though nothing is behind them",
		"application-note: 1.1 bearer profile",
	),
	is("1.11", "CMEE 0, 1 and 2 with the texts of the manual", "command-line: AT+CMEE chooses between ERROR, a number and a text"),
	chosen("1.11", "CME code of a bad parameter", ["invalidParameter"], "http: commands need HTTPINIT, INIT and TERM once each"),
	is(
		"1.12",
		"AT+IPR after its result, autobaud until AT, quiet under autobaud",
		"command-line: AT+IPR changes the rate after its result, and AT&W keeps it",
		"power: autobaud keeps quiet until AT comes, at any rate, and then keeps that rate",
	),
	chosen(
		"1.12",
		"highest rate that autobaud finds",
		["autobaudMaximum"],
		"power: autobaud keeps quiet until AT comes, at any rate, and then keeps that rate",
	),
	absent("1.12", "another rate under autobaud at run time after 2 s of DTR high", "no driver is known to use it"),
	is(
		"1.13",
		"IFC 0,0 by default; 2,2 is RTS and CTS, 1 lets the host send XOFF",
		"lines: under AT+IFC=2,2 the modem stops sending while RTS is high and loses nothing",
		"lines: CTS is high while a command is executed, low for payload, and what comes late is kept",
		"lines: under AT+IFC=1,1 XOFF holds the modem back and XON lets it go",
	),
	absent("1.13", "the modem's own XOFF", "nothing says when it sends one"),
	is(
		"1.14",
		"power-on bytes 00 49 49 49 49 FF FF FF FF at 115200",
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
	),
	is("1.15", "AT&F, AT&W, ATZ", "command-line: ATZ brings back what AT&W stored; AT&F what the factory set"),
	is("1.16", "AT+CUSACC is accepted", "startup: settings of messages, calls and TCP/IP are kept and shown, though nothing is behind them"),

	absent("2.1", "voltages", "lines have two levels here"),
	is(
		"2.2",
		"PWRKEY low for more than 1 s switches on, STATUS follows",
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
		"power: a shorter pulse does nothing",
	),
	chosen(
		"2.2",
		"times of PWRKEY and of the start",
		["bootTime", "powerKeyMinimum", "powerKeyMaximum", "synchBytes"],
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
	),
	is(
		"2.3",
		"the same pulse switches off; AT+CPOWD",
		"power: the same pulse on a running module switches it off, a longer one does not",
		"power: AT+CPOWD=1 says so without OK, AT+CPOWD=0 says nothing",
	),
	chosen(
		"2.3",
		"time of switching off",
		["shutdownTime"],
		"power: the same pulse on a running module switches it off, a longer one does not",
	),
	is("2.4", "NRESET", "power: NRESET cuts everything off and starts again"),
	chosen("2.4", "time after a reset", ["resetTime"], "power: NRESET cuts everything off and starts again"),
	chosen(
		"2.5",
		"order and times of RDY, +CFUN, +CPIN, Call Ready",
		["bootCodes", "simTime", "registrationTime"],
		"power: right after power-on the SIM is busy and the signal unknown",
		"startup: a SIM800 is ready for messages too, and rings for TCP/IP only under AT+CFGRI=2",
	),
	is(
		"2.6",
		"AT+CFUN 0, 1, 4 and reset",
		"power: AT+CFUN=0 leaves the network, 4 is not reached from 0, and 1 brings it back",
		"power: AT+CFUN=1,1 answers OK after the reboot at a fixed rate",
	),
	chosen(
		"2.6",
		"+CPIN: NOT READY before or after its OK",
		["cpinBeforeOk"],
		"power: AT+CFUN=0 leaves the network, 4 is not reached from 0, and 1 brings it back",
	),
	is("2.7", "voltage codes, with or without switching off (a fault)", "fault-script: the supply warns, or says its last word"),
	is(
		"2.7",
		"temperature codes (a fault: any text can be said)",
		"faults: a script strikes at its times and after what the transcript says",
	),
	absent("2.7", "CHARGE-ONLY MODE", "SIM900D only"),
	chosen("2.8", "RI pulse under AT+CFGRI=1", ["ringPulse"], "power: AT+CFGRI=1 makes RI pulse with an unsolicited code"),
	absent("2.9", "the NETLIGHT pin", "AT+CNETLIGHT is stored; nobody reads the lamp"),
	chosen(
		"2.10",
		"AT+CSCLK 1 and 2 with DTR",
		["sleepTime", "wakeTime"],
		"power: under AT+CSCLK=1 a module with DTR high falls asleep and DTR low wakes it",
	),
	is("2.11", "+++ without a data mode has no answer", "lines: +++ is answered by nothing where there is no data mode"),
	absent("2.11", "AT&D in data mode", "there is no data mode: calls and TCP/IP are not there"),
	is(
		"2.12",
		"DCD low while payload is taken; always low under AT&C0",
		"application-note: 2.2 HTTP POST: DCD is low while the modem takes the data",
		"http: under AT&C0 DCD is always low",
	),
	chosen(
		"2.12",
		"whether and when DCD moves",
		["dcdInDataPhase", "dcdLead"],
		"application-note: 2.2 HTTP POST: DCD is low while the modem takes the data",
	),

	is(
		"3",
		"CPIN, CREG, CGREG, CSQ, COPS, CGATT, CBC, CCALR, CSMINS, CCLK",
		"command-line: AT+CREG=2 adds the place",
		"command-line: AT+COPS?",
		"command-line: AT+CBC",
		"command-line: AT+CCLK alone is an error",
		"power: a SIM with a PIN says so at boot and registers when it was given",
	),
	chosen(
		"3",
		"times of attaching and of the operator scan",
		["attachTime", "operatorScanTime"],
		"startup: settings of messages, calls and TCP/IP are kept and shown, though nothing is behind them",
	),
	chosen(
		"3",
		"AT+CLTS=1: name of the network and time at registration",
		["networkTime", "networkZone"],
		"lines: AT+CLTS=1: the network tells its name and its time at the next registration, and the clock takes it over",
	),
	absent("3", "+CIEV with AT+CLTS", "not documented"),

	is("4", "three bearers; open, close, query, set, print, save; DEACT", "application-note: 1.1 bearer profile"),
	is(
		"4",
		"a wrong APN is refused, a missing one leads nowhere",
		"http: without a bearer, or with one opened without the APN, the action ends with 601",
	),
	chosen("4", "times of opening and closing", ["bearerOpenTime", "bearerCloseTime"], "application-note: 1.1 bearer profile"),
	absent("4", "CSTT, CIICR and the contexts of TCP/IP", "TCP/IP is not there; its settings are kept and shown"),

	is("5.1", "HTTPINIT and HTTPTERM", "http: commands need HTTPINIT, INIT and TERM once each"),
	is(
		"5.2",
		"HTTPPARA, its limits and its block",
		"http: HTTPPARA? prints the block of parameters",
		"http: headers: UA, Content-Type of a POST, USERDATA with its delimiter",
		"http: URLs come apart in every form the modem takes",
	),
	chosen(
		"5.2",
		"CID in use when none is set; 206 as itself or as 200; redirections followed",
		["httpDefaultCid", "httpPartialStatus", "httpRedirections"],
		"application-note: 2.6 break point: the rest of the file, with the status the note prints",
		"http: under REDIR=1 a redirection is followed, but not for ever",
	),
	is(
		"5.3",
		"HTTPDATA takes exactly so many bytes, with DCD",
		"http: a data phase takes any byte, ends after the declared ones, and HTTPREAD gives them back",
	),
	chosen(
		"5.3",
		"what HTTPDATA says when its time is over",
		["httpDataExpiry"],
		"http: a data phase that is not filled ends with its time: ${expiry}",
	),
	is(
		"5.4",
		"HTTPACTION 0 to 2, 600 to 604",
		"application-note: 2.3 HTTP HEAD: length 0 and nothing to read (the note prints HTTPACTION=1 by mistake)",
		"http: a bearer lost in mid-action ends it with 601",
	),
	chosen(
		"5.4",
		"a second action while one runs; a body that is too large; time-out; https",
		["httpBusy", "httpTooLarge", "httpTimeoutStatus", "httpsStatus"],
		"http: a second action while one runs is an error, or 604",
		"http: a server that is silent is given up after TIMEOUT",
	),
	chosen("5.4", "speed of the air", ["networkLatency", "networkRate"], "application-note: 2.7 status while a session runs and after it"),
	is(
		"5.5",
		"HTTPREAD as a whole and in ranges; bare OK where nothing is stored",
		"http: where nothing is stored HTTPREAD is a bare OK",
		"application-note: 2.1 HTTP GET, read as a whole",
	),
	chosen("5.5", "a range past the end", ["httpReadPastEnd"], "http: where nothing is stored HTTPREAD is a bare OK"),
	is("5.6", "HTTPSTATUS, also while an action runs", "application-note: 2.7 status while a session runs and after it"),
	is("5.7", "HTTPSCONT", "http: HTTPSCONT keeps the parameters over a reset"),
	absent("5.8", "HTTPHEAD, HTTPSSL", "SIM800 only; that personality answers as a firmware without TLS does"),

	is(
		"6.1",
		"parameters, their limits, FTPSCONT",
		"ftp: FTPSCONT keeps the values over a reset; its block is in clear on the wire and masked in the transcript",
	),
	chosen(
		"6.1",
		"values in force until they are set",
		["ftpDefaults", "ftpAsciiStrip"],
		"ftp: type A strips the eighth bit, both ways, unless a setting says no",
	),
	is("6.2", "one session at a time; 66", "application-note-ftp: 3.5 FTP operation error: a second session is 66, the first survives"),
	chosen(
		"6.2",
		"what becomes of the first session",
		["ftpSecondSession"],
		"ftp: one session at a time: OK first, then 66; which one survives is a setting",
	),
	is(
		"6.3",
		"FTPGET: 1,1, portions, 1,1 again, 1,0",
		"application-note-ftp: 3.1 FTP GET: a part, nothing, `1,1` again, the rest",
		"ftp-replies: a modem that is not read stops reading the socket; a reset closes everything",
	),
	chosen(
		"6.3",
		"buffer, portions, intervals, ends",
		[
			"ftpReceiveBuffer",
			"ftpSegment",
			"ftpReadPortions",
			"ftpReadOver",
			"ftpRepeatInterval",
			"ftpAnnounceArrival",
			"ftpEnd",
			"ftpEndDelay",
			"ftpBreak",
			"ftpIdleTime",
		],
		"ftp: `1,1` is repeated while unread data sit; after a while the modem gives up",
		"ftp: the modem downloads ahead until its buffer is full and goes on as the host reads",
		"ftp: new data are announced at once to a host that has found nothing, or when the interval is over",
		"ftp: the end comes by itself, or when a read has found nothing",
		"ftp: a connection that breaks is 61 after the last byte, or at once",
		"ftp: a long read can be cut instead",
	),
	is("6.4", "FTPPUT: 1,1,<max>, portions, 1,0", "application-note-ftp: 3.2 FTP PUT: DCD is low while the modem takes the data"),
	chosen(
		"6.4",
		"maximum, portions, time-outs, the last code",
		["ftpPutMaximum", "ftpPutPortions", "ftpPutOver", "ftpPutEarly", "ftpPutInputTime", "ftpDataExpiry", "ftpPutEndDelay"],
		"ftp: every `1,1` names its own maximum, and it is kept",
		"ftp: the modem may confirm fewer bytes than were offered",
		"ftp: data before the next `1,1` are an error, or accepted",
		"ftp: the final `1,0` comes late, or never; the file is complete and the modem idle",
		"ftp: a host that brings too little: OK with what has come, or ERROR",
	),
	is(
		"6.5",
		"FTPSIZE, FTPDELE",
		"application-note-ftp: 3.9 FTP SIZE (the blank that the note prints after the plus sign is typography)",
		"application-note-ftp: 3.8 FTP DELE",
	),
	is(
		"6.6",
		"FTPMKD, FTPRMD, FTPLIST",
		"application-note-ftp: 3.10 FTP MKD and RMD",
		"application-note-ftp: 3.11 FTP LIST: the note's own 126 bytes",
	),
	is("6.7", "FTPSTATE", "ftp: one session at a time: OK first, then 66; which one survives is a setting"),
	chosen(
		"6.8",
		"FTPEXTPUT",
		["ftpExtendedMaximum"],
		"application-note-ftp: 3.12 FTP extended PUT",
		"ftp-site: extended put sends what was loaded, in any order",
	),
	absent("6.9", "FTPEXTGET", "needs a file system; V1.09, and no driver is known to use it"),
	absent("6.10", "FTPETGET, FTPETPUT", "V1.09; no driver is known to use them"),
	is("6.11", "FTPQUIT", "ftp: FTPQUIT ends a session and is an error without one"),
	is("6.12", "FTPRENAME, FTPMDTM", "ftp-site: directories, names, times"),
	absent("6.12", "FTPQCLOSE", "nothing says what it does"),
	chosen(
		"6.13",
		"61 to 79: which reply gives which",
		["ftpErrors"],
		"ftp-replies: active mode that is refused is 76, REST that is refused 74",
	),
	chosen("6.14", "from a session command to its code", ["ftpOpenTime"], "ftp: a host that asks at once finds nothing first"),
	is(
		"6.15",
		"the application note as corrected",
		"application-note-ftp: 3.7 break point: FTPREST (the note prints FTPRESET, which no modem knows)",
		"application-note-ftp: 3.4 FTP error: a wrong password is `+FTPGET:1,72` (the note prints +FTPPUT)",
	),

	is(
		"7",
		"any code at any time outside payload",
		"faults: a script strikes at its times and after what the transcript says",
		"http: unsolicited codes wait for the end of a data phase and never stand inside a payload",
	),
	chosen(
		"7",
		"codes wait for the end of a data phase",
		["codesWaitForPayload"],
		"http: unsolicited codes wait for the end of a data phase and never stand inside a payload",
	),
	absent("7", "RING, +CMTI, +CUSD and others of services that are not there", "as faults they can be said at any time"),
];
