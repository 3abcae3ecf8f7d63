import type { Fault, Settings } from "../../../simulator/index.ts";

/*
	Weather: faults of all kinds at random moments, the same for the same numbers.
*/

/** Numbers from 0 up to 1. */
export type Random = () => number;
/** A fault, and the seed of the random numbers that it takes itself. */
export type Cast = Fault & { readonly dice?: number };
type Strike = (random: Random) => object;

/** One of them. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
/** A whole number from `least` up to but not `most`. */
export const between = (random: Random, least: number, most: number): number => Math.floor(least + random() * (most - least));

const DAMAGES = ["drop", "duplicate", "nul", "flip"];
const LINES = ["txd", "txd", "txd", "rxd"];
/** Words of the modem and of the network, of others, and words that end a session without meaning it. */
const CODES = [
	'+CMTI: "SM",1',
	"RING",
	"+CREG: 2",
	"+CREG: 1",
	"NO CARRIER",
	"+PDP: DEACT",
	"Call Ready",
	'+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\nRDY',
	'+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nERROR',
	'+CMT: "+491234567","","15/01/12,10:00:00+32"\r\n\r\nNORMAL POWER DOWN\r\n+HTTPACTION:0,200,9',
	'+CUSD: 1,"your balance\r\nOK\r\nRDY",15',
	"DST: 1",
	'*PSUTTZ: 15,1,12,10,0,0,"+32",1',
	"RDY",
	"NORMAL POWER DOWN",
	"+SAPBR 2: DEACT",
	"QcY",
	"UNDER-VOLTAGE WARNNING",
];

/** Modems and networks that have been seen in the field. */
export const FIELD_SETTINGS: readonly Partial<Settings>[] = [
	{ reportsBeforeOk: true },
	{ attachOnRegistration: false },
	{ contextBlocksBearer: true },
	{ bearerOpenings: ["refused", "works"] },
	{ bearerOpenings: ["refused", "refused", "works"] },
	{ bearerOpenings: ["dead", "works"] },
	{ bearerOpenings: ["works", "dead", "works"] },
	{ bearerOpenings: ["no address", "works"] },
	{ bearerOpenings: ["connecting", "works"], bearerConnectTime: 12_000 },
	{ jammed: ["dns"] },
	{ jammed: ["stack"] },
	{ jammed: ["http"] },
	{ jammed: ["ftp"] },
];

/** What happens, beside when, to whatever is done with a modem. */
const LOCAL: readonly Strike[] = [
	random => ({ silence: between(random, 1, 12_000) }),
	() => ({ powerDip: true }),
	random => ({ voltage: pick(random, ["under", "over"]) }),
	random => ({ late: between(random, 10, 100_000) }),
	() => ({ unanswered: true }),
	random => ({ fragment: between(random, 0, 20) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), count: between(random, 2, 4) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), rate: random() * random() * 0.05, count: 20 }),
];
/** The same, where a server is at the other end. */
const COMMON: readonly Strike[] = [
	...LOCAL,
	() => ({ loseBearer: true }),
	random => ({ server: pick(random, ["stall", "refuse", "dns", "no-range", { truncate: between(random, 0, 1500) }]) }),
	() => ({ killBearer: true }),
	random => ({ jam: pick(random, ["dns", "stack", "http", "ftp"]) }),
];

/** What the weather of some operations is made of. */
export interface Climate {
	/** What happens, beside when. */
	readonly strikes: readonly Strike[];
	/** Lines of the dialogue after which it does. */
	readonly moments: readonly RegExp[];
}

const saying =
	(codes: readonly string[]): Strike =>
	random => ({ code: pick(random, codes) });

const TRANSFER_MOMENTS = [
	/SAPBR/,
	/HTTPPARA/,
	/HTTPACTION/,
	/HTTPREAD/,
	/HTTPDATA/,
	/DOWNLOAD/,
	/HTTPTERM/,
	/FTP/,
	/FTPGET/,
	/FTPPUT/,
	/FTPEXTPUT/,
	/FTPQUIT/,
	/OK/,
	/^\+HTTPACTION/,
	/^\+HTTPREAD/,
	/^\+FTPGET: ?1/,
	/^\+FTPGET: ?2/,
	/^\+FTPPUT/,
	/^\+FTPEXTPUT/,
	/^\+FTPSIZE/,
	/^\+FTPLIST/,
	/^\+FTPSTATE/,
	/^<\d+ bytes>/,
	/^\+C/,
];

/** Over HTTP, FTP and questions. */
export const TRANSFER_CLIMATE: Climate = { strikes: [saying(CODES), saying(CODES), ...COMMON], moments: TRANSFER_MOMENTS };

const CONNECTION_CODES = [
	...CODES,
	"1, CLOSED",
	"2, CLOSED",
	"1, CONNECT FAIL",
	"+CIPRXGET:1,1",
	"+CIPRXGET:1,2",
	"1, SEND FAIL",
	"SHUT OK",
];
const CONNECTION_MOMENTS = [
	/CIPSHUT/,
	/CIICR/,
	/CIFSR/,
	/CIPSTART/,
	/CONNECT OK/,
	/CIPSEND/,
	/^> /,
	/DATA ACCEPT/,
	/^\+CIPRXGET: ?1/,
	/CIPRXGET=2/,
	/^\+CIPRXGET: ?2/,
	/^<\d+ bytes>/,
	/CIPSTATUS/,
	/CIPACK/,
	/CIPCLOSE/,
	/CLOSED/,
	/OK/,
];

/** Over sockets. */
export const CONNECTION_CLIMATE: Climate = {
	strikes: [
		saying(CONNECTION_CODES),
		saying(CONNECTION_CODES),
		...COMMON,
		() => ({ loseContext: true }),
		() => ({ dropConnection: true }),
		random => ({ dropConnection: between(random, 1, 4) }),
		random => ({ sendFail: between(random, 1, 3) }),
	],
	moments: CONNECTION_MOMENTS,
};

const MESSAGE_CODES = [...CODES, '+CMTI: "SM",7', '+CMTI: "SM",', "+CMGS: 9", "> "];
const MESSAGE_MOMENTS = [/CMGF/, /CMGS/, /^> /, /^\+CMGS/, /CPMS/, /CMGR/, /^\+CMGR/, /CMGD/, /^\+CMTI/, /^<\d+ bytes>/, /OK/, /^\+C/];
const SENDER = "+4915999999";

/** Over messages. */
export const MESSAGE_CLIMATE: Climate = {
	strikes: [
		saying(MESSAGE_CODES),
		saying(MESSAGE_CODES),
		...LOCAL,
		random => ({ message: { from: SENDER, text: pick(random, ["RDY", "ERROR", "OK", "€ 5"]) } }),
		() => ({ ring: SENDER }),
	],
	moments: MESSAGE_MOMENTS,
};

/** From a line to what happens, ms: within the line itself, shortly after it, or any time. */
function delayOf(random: Random): number {
	const kind = random();
	if (kind < 0.4) return Math.round(random() * 400) / 100;
	return kind < 0.75 ? between(random, 0, 40) : between(random, 0, 4000);
}

/** When it happens: at a time, behind any line, or behind one of a kind. */
function momentOf(random: Random, moments: readonly RegExp[]): object {
	const kind = random();
	if (kind < 0.15) return { at: between(random, 0, 8000) };
	const after = delayOf(random);
	if (kind < 0.45) return { on: /./, nth: between(random, 1, 100), after };
	return { on: pick(random, moments), nth: between(random, 1, 4), after };
}

/** A script of faults. */
export function weather(random: Random, { strikes, moments }: Climate = TRANSFER_CLIMATE): Cast[] {
	const count = random() < 0.3 ? 1 : between(random, 1, 9);
	return Array.from({ length: count }, () => {
		const fault = { ...momentOf(random, moments), ...pick(random, strikes)(random) } as Fault;
		const dice = between(random, 1, 1000);
		return "rate" in fault || ("bytes" in fault && fault.bytes === "flip") ? { ...fault, dice } : fault;
	});
}

/** A script in words, for the message of a test that fails. */
export function describe(faults: readonly Fault[]): string {
	return faults.map(sourceOf).join(", ");
}

/** A value as it stands in a program. */
export function sourceOf(value: unknown): string {
	if (value instanceof RegExp || typeof value !== "object" || value === null)
		return value instanceof RegExp ? String(value) : JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(sourceOf).join(", ")}]`;
	return `{ ${Object.entries(value)
		.map(([key, each]) => `${key}: ${sourceOf(each)}`)
		.join(", ")} }`;
}
