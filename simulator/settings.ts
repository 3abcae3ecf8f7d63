import type { FtpFailure } from "./ftp/server.ts";

/** Reasons for which a session fails: the network's, and the modem's own. */
export type FtpReason =
	| FtpFailure
	/** The bearer is not open, or is lost. */
	| "bearer"
	/** A session runs already. */
	| "busy"
	/** A name or the server is empty. */
	| "parameter";

/**
 * What no source establishes, or what differs between modules and networks. Each is a setting with the default
 * that seemed likeliest; none is a fact. Durations are ms of simulated time.
 */
export interface Settings {
	/** From the CR of a command line to its answer. */
	latency: number;
	/** A command line without CR ends with its line feed: drivers in use rely on it, the manual knows CR only. */
	lineFeedEnds: boolean;
	/** What becomes of characters that come before the final result: lost (transcripts show it), or kept for the next line. */
	typeAhead: "lose" | "keep";
	/** CME code of a command the firmware does not know; a SIM800 was seen to answer 100, unknown. */
	unknownCommand: number;
	/** CME code of a bad parameter: 3, operation not allowed, in the manual's own sample. */
	invalidParameter: number;
	/** Whether payload is echoed under ATE1. */
	payloadEcho: boolean;
	/** Highest rate autobaud finds: 57600 in the first hardware edition, 115200 in later ones. */
	autobaudMaximum: number;
	/** From the start of power-on (or the end of a reset) until the serial port is active and STATUS is high. */
	bootTime: number;
	/** The same after NRESET or a power dip. */
	resetTime: number;
	/** How long PWRKEY must be low to switch on; off is from here to `powerKeyMaximum`. */
	powerKeyMinimum: number;
	powerKeyMaximum: number;
	/** From `NORMAL POWER DOWN` to STATUS low. */
	shutdownTime: number;
	/** Whether the synchronisation bytes 00 49 49 49 49 FF FF FF FF are sent at power-on, at 115200 whatever IPR says. */
	synchBytes: boolean;
	/** Codes after the serial port is active: RDY, +CFUN and +CPIN come in any order on real modules. `{pin}` is the state of the SIM. */
	bootCodes: readonly { after: number; text: string }[];
	/** From the active port until the SIM answers; before that +CPIN? is an error, 14. */
	simTime: number;
	/** From the SIM being ready until registered, attached and `Call Ready`. */
	registrationTime: number;
	/** AT+CLTS=1: the network's time at the start of the clock, ms since 1970 (UTC), and its zone in quarters of an hour. */
	networkTime: number;
	networkZone: number;
	/** CFUN=0: `+CPIN: NOT READY` before its OK, or after it. */
	cpinBeforeOk: boolean;
	/** CSCLK=1: idle time with DTR high until the port is deaf; waking takes `wakeTime`. */
	sleepTime: number;
	wakeTime: number;
	/** AT+SAPBR=1 and =0, AT+CGATT, AT+COPS=?. */
	bearerOpenTime: number;
	bearerCloseTime: number;
	attachTime: number;
	operatorScanTime: number;
	/** From AT+HTTPACTION's OK to the first byte of the answer, and the rate of the air interface, bytes/s. */
	networkLatency: number;
	networkRate: number;
	/** CID in use when HTTPPARA has not set it; SIM800 shows 1. */
	httpDefaultCid: number;
	/** What HTTPDATA says when its time is over; what has come is kept either way. */
	httpDataExpiry: "ok" | "error";
	/** HTTPACTION while one runs. */
	httpBusy: "error" | "604";
	/** HTTPREAD whose start is past the end: a header that says 0, or a bare OK. */
	httpReadPastEnd: "zero" | "ok";
	/** Status reported for a server's 206: itself, or the 200 that the application note prints. */
	httpPartialStatus: 206 | 200;
	/** A body that does not fit the modem: 602, or cut at the limit. */
	httpTooLarge: "602" | "cut";
	/** Status when TIMEOUT is over. */
	httpTimeoutStatus: number;
	/** Status for an https URL on a module without TLS. */
	httpsStatus: number;
	/** Redirections followed under REDIR=1. */
	httpRedirections: number;
	/** Values that are in force until they are set or FTPSCONT has stored others: mode active, type binary, STOR. FTPTIMEOUT is in s. */
	ftpDefaults: Readonly<Record<"FTPMODE" | "FTPTYPE" | "FTPPUTOPT" | "FTPCID" | "FTPTIMEOUT", string>>;
	/** Second value of `+FTPGET:1,<error>`. Which reply of a server leads to which number is a guess; so is 79 for a missing file. */
	ftpErrors: Readonly<Record<FtpReason, number>>;
	/** From the OK of a session command until the server is ready to send or to receive, on top of real time. */
	ftpOpenTime: number;
	/** A session command while a session runs: the first survives, or ends without a word. */
	ftpSecondSession: "refused" | "ends both";
	/** Bytes that the modem downloads ahead; when they are full it stops reading the socket. */
	ftpReceiveBuffer: number;
	/** Bytes that arrive at a time. */
	ftpSegment: number;
	/** Under FTPTYPE A the modem clears the eighth bit of what passes. */
	ftpAsciiStrip: boolean;
	/** Most bytes of one `+FTPGET:2,<n>`, one value after the other, the last for ever. */
	ftpReadPortions: readonly number[];
	/** FTPGET=2 with more than 1460: an error, or as if it were 1460. */
	ftpReadOver: "error" | "cut";
	/** From one `+FTPGET:1,1` or read to the next `+FTPGET:1,1` while unread data sits. */
	ftpRepeatInterval: number;
	/** After a read that got less than it asked for new data is announced at once; otherwise when the interval is over. */
	ftpAnnounceArrival: boolean;
	/** `+FTPGET:1,0` comes by itself this long after the last byte has been read, or only after a read that got nothing. */
	ftpEndDelay: number;
	ftpEnd: "drained" | "zero";
	/** A download that breaks: what has come can be read first, or is lost. */
	ftpBreak: "drained" | "at once";
	/** From the last read (unread data sitting) or `+FTPPUT:1,1` until the modem gives up with 64. */
	ftpIdleTime: number;
	/** Third value of `+FTPPUT:1,1,<max>`, one after the other, the last for ever: 1280 in the application note, 1260 and 1360 seen. */
	ftpPutMaximum: readonly number[];
	/** Most bytes confirmed by `+FTPPUT:2,<n>`, one value after the other, the last for ever. */
	ftpPutPortions: readonly number[];
	/** FTPPUT=2 with more than the maximum: an error, or the maximum is confirmed. */
	ftpPutOver: "error" | "cut";
	/** FTPPUT=2 with data before the next `+FTPPUT:1,1`. */
	ftpPutEarly: "error" | "accept";
	/** How long FTPPUT=2 waits for the data it has asked for. */
	ftpPutInputTime: number;
	/** What FTPPUT=2 and FTPEXTPUT=2 say when their time is over; what has come is kept either way. */
	ftpDataExpiry: "ok" | "error";
	/** From the server's confirmation of an upload to `+FTPPUT:1,0`: more than 4 s, up to 20 s, have been seen; Infinity: it never comes. */
	ftpPutEndDelay: number;
	/** Bytes that FTPEXTPUT can hold: "300k". */
	ftpExtendedMaximum: number;
	/** Whether the firmware drives DCD in data phases (the application note says so; not verified on hardware). */
	dcdInDataPhase: boolean;
	/** DCD falls this long before the prompt's first bit. */
	dcdLead: number;
	/** Whether unsolicited codes wait for the end of a data phase in which the host sends. */
	codesWaitForPayload: boolean;
	/** RI pulse of an unsolicited code under CFGRI=1: 120 here, 1200 in the 2009 hardware edition. */
	ringPulse: number;
}

/** The defaults. */
export const DEFAULT_SETTINGS: Settings = {
	latency: 5,
	lineFeedEnds: true,
	typeAhead: "lose",
	unknownCommand: 100,
	invalidParameter: 3,
	payloadEcho: false,
	autobaudMaximum: 115200,
	bootTime: 3200,
	resetTime: 1200,
	powerKeyMinimum: 1000,
	powerKeyMaximum: 5000,
	shutdownTime: 1700,
	synchBytes: true,
	bootCodes: [
		{ after: 0, text: "RDY" },
		{ after: 150, text: "+CFUN: 1" },
		{ after: 600, text: "+CPIN: {pin}" },
	],
	simTime: 500,
	registrationTime: 3000,
	networkTime: Date.UTC(2015, 0, 12),
	networkZone: 32,
	cpinBeforeOk: true,
	sleepTime: 5000,
	wakeTime: 50,
	bearerOpenTime: 700,
	bearerCloseTime: 500,
	attachTime: 1000,
	operatorScanTime: 20_000,
	networkLatency: 300,
	networkRate: 10_000,
	httpDefaultCid: 1,
	httpDataExpiry: "ok",
	httpBusy: "error",
	httpReadPastEnd: "zero",
	httpPartialStatus: 206,
	httpTooLarge: "602",
	httpTimeoutStatus: 601,
	httpsStatus: 603,
	httpRedirections: 5,
	ftpDefaults: { FTPMODE: "0", FTPTYPE: "I", FTPPUTOPT: "STOR", FTPCID: "1", FTPTIMEOUT: "75" },
	ftpErrors: {
		net: 61,
		dns: 62,
		connect: 63,
		timeout: 64,
		server: 65,
		user: 71,
		password: 72,
		type: 73,
		rest: 74,
		passive: 75,
		active: 76,
		operate: 77,
		upload: 78,
		download: 79,
		bearer: 61,
		busy: 66,
		parameter: 66,
	},
	ftpOpenTime: 2000,
	ftpSecondSession: "refused",
	ftpReceiveBuffer: 5840,
	ftpSegment: 1460,
	ftpAsciiStrip: true,
	ftpReadPortions: [1460],
	ftpReadOver: "error",
	ftpRepeatInterval: 5000,
	ftpAnnounceArrival: true,
	ftpEndDelay: 200,
	ftpEnd: "drained",
	ftpBreak: "drained",
	ftpIdleTime: 60_000,
	ftpPutMaximum: [1280],
	ftpPutPortions: [Infinity],
	ftpPutOver: "error",
	ftpPutEarly: "error",
	ftpPutInputTime: 75_000,
	ftpDataExpiry: "ok",
	ftpPutEndDelay: 4000,
	ftpExtendedMaximum: 307_200,
	dcdInDataPhase: true,
	dcdLead: 0,
	codesWaitForPayload: true,
	ringPulse: 120,
};
