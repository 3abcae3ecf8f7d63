/**
 * What no source establishes, or what differs between modules and networks. Each is a setting with the default
 * that seemed likeliest; none is a fact. Durations are ms of simulated time.
 */
export interface Settings {
	/** From the CR of a command line to its answer. */
	latency: number;
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
	dcdInDataPhase: true,
	dcdLead: 0,
	codesWaitForPayload: true,
	ringPulse: 120,
};
