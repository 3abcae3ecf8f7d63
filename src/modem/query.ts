import { NINE, QUOTE, UPPER_A, ZERO } from "../uart/ascii.js";
import { checkCallback } from "../at/check.js";
import { badArgument, type ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Script } from "../at/script.js";
import {
	COPS,
	MODEM_COMMANDS,
	QUERY_ICCID,
	QUERY_IMEI,
	QUERY_IMSI,
	QUERY_MANUFACTURER,
	QUERY_MODEL,
	QUERY_OPERATOR,
	QUERY_REVISION,
	QUERY_SIGNAL,
} from "./commands.js";
import type { ModemCore } from "./core.js";
import { ScriptOperation } from "./script-operation.js";

/** What `modem.identify()` can be asked for. */
export type IdentityName = "manufacturer" | "model" | "revision" | "imei" | "imsi" | "iccid" | "operator";

/** Told the signal: `rssi` 0 (-113 dBm or less) to 31 (-51 dBm or more) in steps of 2 dBm, `errorRate` 0 to 7; 99 is not known. */
export type SignalCallback = (error: ModemError | null, rssi: number, errorRate: number) => void;

/** Told the text; empty with an error, or if the modem has none. */
export type TextCallback = (error: ModemError | null, text: string) => void;

const UNKNOWN_SIGNAL = 99;

/** Asks for the signal: `modem.signal()`. */
export class SignalQuery extends ScriptOperation {
	private rssi = UNKNOWN_SIGNAL;
	private errorRate = UNKNOWN_SIGNAL;
	private readonly onDone: SignalCallback;

	constructor(modem: ModemCore, onDone: SignalCallback) {
		super(modem, "signal", MODEM_COMMANDS, QUERY_SIGNAL, modem.slots);
		checkCallback("signal", "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		if (scanner.count < 2) return false;
		this.rssi = scanner.values[0]!;
		this.errorRate = scanner.values[1]!;
		return true;
	}

	override onEnd(error: ModemError | null): void {
		this.onDone(error, this.rssi, this.errorRate);
	}
}

const NAMES: readonly IdentityName[] = Object.freeze(["manufacturer", "model", "revision", "imei", "imsi", "iccid", "operator"] as const);
/** In the order of their names. */
const SCRIPTS: readonly Script[] = Object.freeze([
	QUERY_MANUFACTURER,
	QUERY_MODEL,
	QUERY_REVISION,
	QUERY_IMEI,
	QUERY_IMSI,
	QUERY_ICCID,
	QUERY_OPERATOR,
]);

/** Asks for a text: `modem.identify()`. */
export class TextQuery extends ScriptOperation {
	private text = "";
	private readonly isNumber: boolean;
	private readonly onDone: TextCallback;

	constructor(modem: ModemCore, name: IdentityName, onDone: TextCallback) {
		const index = NAMES.indexOf(name);
		if (index < 0) throw badArgument("identify", "name must be " + NAMES.join(", "));
		super(modem, "identify", MODEM_COMMANDS, SCRIPTS[index]!, modem.slots);
		this.isNumber = name === "imei" || name === "imsi" || name === "iccid";
		checkCallback("identify", "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		const bytes = this.operation.modem.memory.bytes;
		const first = bytes[scanner.start]!;
		const isOperator = scanner.word === COPS;
		const isDigit = first >= ZERO && first <= NINE;
		// An answer without a keyword is told from an unsolicited line, such as `+CREG: 5` or `RING`, by how it begins.
		const mayBegin = isOperator || isDigit || (!this.isNumber && first >= UPPER_A);
		if (this.text !== "" || !mayBegin) return false;
		this.text = readText(bytes, scanner.start, scanner.end, isOperator);
		return true;
	}

	override onEnd(error: ModemError | null): void {
		this.onDone(error, this.text);
	}
}

/** What stands between the first quotes of a line. Without quotes: all of it, or nothing if the text `isQuoted` whenever there is one. */
function readText(bytes: Uint8Array, start: number, end: number, isQuoted: boolean): string {
	let text = "";
	let found = false;
	for (let i = start; i < end; i++) {
		if (bytes[i] === QUOTE) {
			if (found) return text;
			found = true;
			text = "";
		} else text += String.fromCharCode(bytes[i]!);
	}
	return isQuoted && !found ? "" : text;
}
