import { NINE, QUOTE, SPACE, UNDERSCORE, UPPER_A, UPPER_F, ZERO } from "../uart/ascii.js";
import type { ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Script } from "../at/script.js";
import {
	COPS,
	QUERY_ICCID,
	QUERY_IMEI,
	QUERY_IMSI,
	QUERY_MANUFACTURER,
	QUERY_MODEL,
	QUERY_OPERATOR,
	QUERY_REVISION,
	REVISION,
} from "./commands.js";
import type { Result } from "./operation.js";

/** What `modem.identify()` can be asked for. */
export type IdentityName = "manufacturer" | "model" | "revision" | "imei" | "imsi" | "iccid" | "operator";

/** Told the signal: `rssi` 0 (-113 dBm or less) to 31 (-51 dBm or more) in steps of 2 dBm, `errorRate` 0 to 7; 99 is not known. */
export type SignalCallback = (error: ModemError | null, rssi: number, errorRate: number) => void;

/** Told the text; empty with an error (`protocol`: no line had its form), or for an operator that the modem does not have. */
export type TextCallback = (error: ModemError | null, text: string) => void;

export const UNKNOWN_SIGNAL = 99;

export const IDENTITIES: readonly IdentityName[] = Object.freeze([
	"manufacturer",
	"model",
	"revision",
	"imei",
	"imsi",
	"iccid",
	"operator",
] as const);
/** In the order of their names. */
export const IDENTITY_SCRIPTS: readonly Script[] = Object.freeze([
	QUERY_MANUFACTURER,
	QUERY_MODEL,
	QUERY_REVISION,
	QUERY_IMEI,
	QUERY_IMSI,
	QUERY_ICCID,
	QUERY_OPERATOR,
]);

/** `+CSQ: rssi,errorRate`. */
export function readSignal(scanner: Scanner): number | undefined {
	return scanner.count < 2 ? undefined : scanner.values[0]!;
}

/** Digits of the shortest number: an IMSI. */
const NUMBER_LENGTH = 14;

/** A number of digits, with letters in an ICCID, is told from an unsolicited line by its form. The first such line counts. */
export function readNumber(scanner: Scanner, bytes: Uint8Array, text: Result): string | undefined {
	for (let i = scanner.start; i < scanner.end; i++) {
		const byte = bytes[i]!;
		if (byte < ZERO || byte > UPPER_F || (byte > NINE && byte < UPPER_A)) return undefined;
	}
	return scanner.end - scanner.start < NUMBER_LENGTH ? undefined : readText(scanner, bytes, text);
}

/**
 * What stands between the first quotes of a line, for the operator, who has them if there is one. All of any other line that has the form of a
 * name: `SIMCOM_SIM900`, `SIMCOM_Ltd` and `Revision:1137B11SIM900M64_ST` have a digit or an underscore and no space; `RING`, `Call Ready` and `DST: 1` do not.
 */
export function readText(scanner: Scanner, bytes: Uint8Array, text: Result): string | undefined {
	const isOperator = scanner.word === COPS;
	const first = bytes[scanner.start]!;
	if (text !== "" || !(isOperator || first >= UPPER_A || (first >= ZERO && first <= NINE))) return undefined;
	let found = "";
	let isQuoted = false;
	let isName = isOperator;
	for (let i = scanner.start; i < scanner.end; i++) {
		const byte = bytes[i]!;
		if (byte === QUOTE) {
			if (isQuoted) return found;
			isQuoted = true;
			found = "";
		} else found += String.fromCharCode(byte);
		if (byte === UNDERSCORE || (byte >= ZERO && byte <= NINE)) isName = true;
		else if (byte === SPACE && !isOperator && scanner.word !== REVISION) return undefined;
	}
	if (!isName) return undefined;
	return isOperator && !isQuoted ? "" : found;
}
