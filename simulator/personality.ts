import type { Settings } from "./settings.ts";

/** What one firmware is, as data. */
export interface Personality {
	readonly name: string;
	/** Answer of ATI. */
	readonly identification: string;
	readonly manufacturer: string;
	readonly model: string;
	/** After `Revision:`. */
	readonly revision: string;
	/** Answer of AT+GOI. */
	readonly object: string;
	/** Between the colon and the values of HTTP and FTP lines: nothing on SIM900, one space on SIM800. */
	readonly space: "" | " ";
	/** Accepts `aT` and `At` besides `AT` and `at`. */
	readonly anyCasePrefix: boolean;
	readonly baudRates: readonly number[];
	/** Codes once it is registered, under AT+CIURC=1. */
	readonly readyCodes: readonly string[];
	/** Highest AT+CFGRI: SIM800 has 2, TCP/IP only. */
	readonly ringModes: number;
	/** Commands of other revisions that this one does not know. */
	readonly missing: readonly string[];
	/** SAPBR=4: every parameter in a block, whatever tag was asked for, or the one line of the manual. */
	readonly bearerParameters: "block" | "line";
	/** SAPBR=5 exists: parameters can be kept over a reset. */
	readonly bearerSave: boolean;
	/** Longest value of each SAPBR text. */
	readonly bearerLimits: { readonly apn: number; readonly user: number; readonly password: number };
	/** TCP/IP connections under AT+CIPMUX=1. */
	readonly connections: number;
	/** Number of `+CDNSGIP: 0,<number>` for a name that does not resolve. */
	readonly dnsFailure: number;
	/** Largest body, bytes: depends on the flash of the module. */
	readonly httpMaximum: number;
	/** HTTPPARA tags, in the order in which the read form prints them. */
	readonly httpTags: readonly string[];
	/** USERDATA: a third value that stands for line breaks (V1.11), or `\\r\\n` in the value, as on a SIM800. */
	readonly userdata: "delimiter" | "backslash";
	/** Longest FTPGETPATH and FTPPUTPATH. */
	readonly ftpPathLimit: number;
	/** A failed FTPSIZE: `1,<error>,0`, or `1,<error>` as before V1.08 of the manual. */
	readonly ftpSizeFailure: "zero" | "bare";
	/** Defaults of this firmware where they are not those of a SIM900. */
	readonly settings: Partial<Settings>;
	/** AT+FTPQUIT: what ends the line of the session it has ended. A SIM900 prints this one with a space. */
	readonly ftpQuit: string;
}

const RATES = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200];
const FIRST_TAGS = ["CID", "URL", "UA", "PROIP", "PROPORT", "REDIR", "BREAK", "BREAKEND"];
/** V1.09 and V1.10. */
const LATE_FTP = ["+FTPQUIT", "+FTPRENAME", "+FTPMDTM"];
const ALL_TAGS = [...FIRST_TAGS, "TIMEOUT", "CONTENT", "USERDATA"];

/** SIM800 only. */
const SIM800_ONLY = ["+CIPSSL", "+HTTPSSL", "+CNTP", "+CNTPCID", "+CIPGSMLOC", "+CLBS"];

const sim900B11: Personality = {
	name: "sim900-1137B11",
	identification: "SIM900 R11.0",
	manufacturer: "SIMCOM_Ltd",
	model: "SIMCOM_SIM900",
	revision: "1137B11SIM900M64_ST",
	object: "SIM900",
	space: "",
	anyCasePrefix: false,
	baudRates: RATES,
	readyCodes: ["Call Ready"],
	ringModes: 1,
	missing: SIM800_ONLY,
	bearerParameters: "block",
	bearerSave: true,
	bearerLimits: { apn: 50, user: 50, password: 50 },
	connections: 8,
	dnsFailure: 14,
	httpMaximum: 318_976,
	httpTags: ALL_TAGS,
	userdata: "delimiter",
	ftpPathLimit: 256,
	ftpSizeFailure: "zero",
	ftpQuit: " 1,80",
	settings: {},
};

/** The firmwares known here, by name. */
export const PERSONALITIES = {
	"sim900-1137B11": sim900B11,
	"sim900-1137B03": {
		...sim900B11,
		name: "sim900-1137B03",
		revision: "1137B03SIM900M64_ST_MMS",
		// V1.03 of the manual: CNETLIGHT, CUSACC, FTPDELE, FTPSIZE and FTPSTATE came with V1.05, as did TIMEOUT and CONTENT.
		missing: [
			"+HTTPSTATUS",
			"+CNETLIGHT",
			"+CUSACC",
			"+FTPDELE",
			"+FTPSIZE",
			"+FTPSTATE",
			"+FTPMKD",
			"+FTPRMD",
			"+FTPLIST",
			"+FTPEXTPUT",
			...LATE_FTP,
			...SIM800_ONLY,
		],
		httpTags: FIRST_TAGS,
		ftpPathLimit: 99,
		ftpSizeFailure: "bare",
	},
	sim900a: { ...sim900B11, name: "sim900a", identification: "SIM900 R11.0", model: "SIMCOM_SIM900A", object: "SIM900A" },
	sim800: {
		...sim900B11,
		name: "sim800",
		identification: "SIM800 R14.18",
		model: "SIMCOM_SIM800L",
		revision: "1418B05SIM800L24",
		object: "SIM800",
		space: " ",
		anyCasePrefix: true,
		baudRates: [...RATES, 230_400, 460_800],
		readyCodes: ["Call Ready", "SMS Ready"],
		ringModes: 2,
		missing: ["+FTPRENAME", "+FTPMDTM"],
		connections: 6,
		dnsFailure: 8,
		bearerSave: false,
		bearerLimits: { apn: 64, user: 32, password: 32 },
		httpMaximum: 319_488,
		userdata: "backslash",
		ftpPathLimit: 255,
		ftpQuit: " 1,86",
		settings: { lineFeedEcho: false },
	},
} as const satisfies Record<string, Personality>;

/** A name of a personality. */
export type PersonalityName = keyof typeof PERSONALITIES;

/** The default. */
export const DEFAULT_PERSONALITY: PersonalityName = "sim900-1137B11";
