import type { Chosen } from "../choices.ts";

/** Settings of the line and the command language that are one of some words. */
export const LINE_CHOICES = {
	/** What becomes of characters that come before the final result: lost (transcripts show it), or kept for the prompt or the next line. */
	typeAhead: ["lose", "keep"],
} as const;

/** How long an OK waits for its report where that comes first, ms. */
export const OK_PATIENCE = 3000;

/** What no source establishes about the line and the command language. Durations are ms of simulated time. */
export interface LineSettings extends Chosen<typeof LINE_CHOICES> {
	/** From the CR of a command line to its answer. */
	latency: number;
	/** A command line without CR ends with its line feed: drivers in use rely on it, the manual knows CR only. */
	lineFeedEnds: boolean;
	/** A line feed right after the CR is echoed (SIM900 here), or swallowed: drivers of the SIM800 need `AT\r\r\nOK\r\n` after `AT\r\n`. */
	lineFeedEcho: boolean;
	/** Whether the text of a message is echoed under ATE1. */
	textEcho: boolean;
	/** Whether the report of an HTTP or FTP command comes before its OK, which waits 3 s for it: no transcript shows it, drivers guard against it. */
	reportsBeforeOk: boolean;
	/** What another program has said before: command lines that are executed while a running module is taken over. */
	leftBehind: readonly string[];
	/** The module is in data mode until +++ or DTR: what another program has left. Bytes of the host go nowhere. */
	leftOnline: boolean;
	/** Idle time before and after +++. */
	escapeBefore: number;
	escapeAfter: number;
	/** Commands, such as `+HTTPSSL`, that this firmware has or lacks, whatever its personality says. */
	commandsPresent: readonly string[];
	commandsMissing: readonly string[];
	/** CME code of a command the firmware does not know; a SIM800 was seen to answer 100, unknown. */
	unknownCommand: number;
	/** CME code of a bad parameter: 3, operation not allowed, in the manual's own sample. */
	invalidParameter: number;
	/** Whether payload is echoed under ATE1. */
	payloadEcho: boolean;
	/** Highest rate autobaud finds: 57600 in the first hardware edition, 115200 in later ones. */
	autobaudMaximum: number;
	/** Whether the firmware drives DCD in data phases (the application note says so; not verified on hardware). */
	dcdInDataPhase: boolean;
	/** DCD falls this long before the prompt's first bit. */
	dcdLead: number;
	/** Whether unsolicited codes wait for the end of a data phase in which the host sends. */
	codesWaitForPayload: boolean;
}

/** The defaults. */
export const LINE_SETTINGS: LineSettings = {
	latency: 5,
	lineFeedEnds: true,
	typeAhead: "lose",
	lineFeedEcho: true,
	textEcho: true,
	reportsBeforeOk: false,
	leftBehind: [],
	leftOnline: false,
	escapeBefore: 1000,
	escapeAfter: 500,
	commandsPresent: [],
	commandsMissing: [],
	unknownCommand: 100,
	invalidParameter: 3,
	payloadEcho: false,
	autobaudMaximum: 115200,
	dcdInDataPhase: true,
	dcdLead: 0,
	codesWaitForPayload: true,
};
