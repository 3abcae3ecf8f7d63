import { checkCallback } from "../at/check.js";
import { badArgument, type ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Script } from "../at/script.js";
import {
	QUERY_ICCID,
	QUERY_IMEI,
	QUERY_IMSI,
	QUERY_MANUFACTURER,
	QUERY_MODEL,
	QUERY_OPERATOR,
	QUERY_REVISION,
	QUERY_SIGNAL,
} from "./commands.js";
import type { Modem } from "./modem.js";
import { ScriptOperation } from "./operation.js";

/** What `modem.identify()` can be asked for. */
export type IdentityName = "manufacturer" | "model" | "revision" | "imei" | "imsi" | "iccid" | "operator";

/** Told the signal: `rssi` 0 (-113 dBm or less) to 31 (-51 dBm or more) in steps of 2 dBm, `errorRate` 0 to 7; 99 is not known. */
export type SignalCallback = (error: ModemError | null, rssi: number, errorRate: number) => void;

/** Told the text; empty with an error, and where the modem has none. */
export type TextCallback = (error: ModemError | null, text: string) => void;

const UNKNOWN_SIGNAL = 99;
const QUOTE = 34;

/** Asks for the signal: `modem.signal()`. */
export class SignalQuery extends ScriptOperation {
	protected readonly operation: string = "signal";
	private rssi = UNKNOWN_SIGNAL;
	private errorRate = UNKNOWN_SIGNAL;
	private readonly onDone: SignalCallback;

	constructor(modem: Modem, onDone: SignalCallback) {
		super(modem, QUERY_SIGNAL, modem.slots);
		checkCallback(this.operation, "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		if (scanner.count < 2) return false;
		this.rssi = scanner.values[0]!;
		this.errorRate = scanner.values[1]!;
		return true;
	}

	protected override onEnd(error: ModemError | null): void {
		this.onDone(error, this.rssi, this.errorRate);
	}
}

/** Asks for a text: `modem.identify()`. */
export class TextQuery extends ScriptOperation {
	protected readonly operation: string = "identify";
	private text = "";
	private readonly onDone: TextCallback;

	constructor(modem: Modem, name: IdentityName, onDone: TextCallback) {
		super(modem, scriptOf(name), modem.slots);
		checkCallback(this.operation, "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		if (this.text === "") this.text = readText(this.modem.memory.bytes, scanner.start, scanner.end);
		return true;
	}

	protected override onEnd(error: ModemError | null): void {
		this.onDone(error, this.text);
	}
}

function scriptOf(name: IdentityName): Script {
	switch (name) {
		case "manufacturer":
			return QUERY_MANUFACTURER;
		case "model":
			return QUERY_MODEL;
		case "revision":
			return QUERY_REVISION;
		case "imei":
			return QUERY_IMEI;
		case "imsi":
			return QUERY_IMSI;
		case "iccid":
			return QUERY_ICCID;
		case "operator":
			return QUERY_OPERATOR;
		default:
			throw badArgument("identify", "name must be manufacturer, model, revision, imei, imsi, iccid or operator");
	}
}

/** What stands between the first quotes of a line, or all of it where there are none. */
function readText(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	let quoted = false;
	for (let i = start; i < end; i++) {
		if (bytes[i] === QUOTE) {
			if (quoted) return text;
			quoted = true;
			text = "";
		} else text += String.fromCharCode(bytes[i]!);
	}
	return text;
}
