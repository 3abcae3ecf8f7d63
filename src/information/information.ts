import { checkCallback, checkNumber, checkObject, encodeText, given } from "../at/check.js";
import type { ErrorCode, ModemError } from "../at/error.js";
import { HOST_LENGTH, TIME_SERVER_TIME, ZONE_EAST, ZONE_WEST } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, REPORT_TIME, type Script } from "../at/script.js";
import { word } from "../at/words.js";
import { CID } from "../modem/commands.js";
import { coreOf, type ModemCore } from "../modem/core.js";
import type { Modem } from "../modem/modem.js";
import { type DoneCallback, NO_EFFECT, ScriptOperation } from "../modem/script-operation.js";
import { ANSWERING, CONNECTED } from "../modem/stages.js";
import { COLON, COMMA, HYPHEN, NINE, ZERO } from "../uart/ascii.js";
import { ASK_BATTERY, ASK_PLACE, ASK_TIME, INFORMATION_COMMANDS, SERVER, SET_TIME, ZONE } from "./commands.js";

/** Told the modem's clock: ms since 1970, UTC, and its zone in quarters of an hour to the east. A clock that was never set says 2004. Undefined with an error. */
export type TimeCallback = (error: ModemError | null, time: number | undefined, zone: number | undefined) => void;
/** Told the supply, mV, and the charge in per cent. Undefined with an error. */
export type BatteryCallback = (error: ModemError | null, millivolts: number | undefined, charge: number | undefined) => void;
/** Told where the cells around the modem are, degrees. Undefined with an error; `network` has the modem's number (404 not found, 408 late, 601 no bearer). */
export type PlaceCallback = (error: ModemError | null, latitude: number | undefined, longitude: number | undefined) => void;

/** Options of `information.setTime()`. */
export interface SetTimeOptions {
	/** A time server (NTP), 1 to 100 characters; default `pool.ntp.org`. */
	server?: string;
	/** The zone of the clock, in quarters of an hour to the east, -47 to 48; default 0. */
	zone?: number;
	/** The end, once; `network` has the modem's number (61 no network, 62 the name was not found). */
	onDone?: DoneCallback;
}

/** What the modem and its network know. Each question waits for what runs, and throws `argument`, `busy`, `cancelled`. */
export interface Information {
	/** Reads the modem's clock. */
	time(onDone: TimeCallback): void;
	/** Sets the modem's clock by a time server, through the bearer. `unsupported` if the firmware cannot. */
	setTime(options?: SetTimeOptions): void;
	/** Measures the supply. `unsupported` if the module cannot. */
	battery(onDone: BatteryCallback): void;
	/** Asks for the place of the cells around, through the bearer: a SIM800. `unsupported` if the firmware cannot. */
	place(onDone: PlaceCallback): void;
}

const CLOCK = word("+CCLK");
const BATTERY = word("+CBC");
const PLACE = word("+CIPGSMLOC");
/** Status of `+CNTP` when the clock has been set; of `+CIPGSMLOC` when the place is known. */
const CLOCK_SET = 1;
const QUARTER = 900_000;
/** year, month, day, hour, minute, second, zone */
const FIELDS = 7;

/** One question. */
class Question extends ScriptOperation {
	/** The modem has answered as it should; otherwise the number with which it has refused, or -1. */
	private isAnswered = false;
	private refusal = -1;

	constructor(modem: ModemCore, script: Script, onDone: unknown, slots: readonly Parameter[] | null, needs: number) {
		super(modem, "information", INFORMATION_COMMANDS, script, onDone as DoneCallback, NO_EFFECT, null, undefined, needs);
		if (slots !== null) this.slots = slots;
	}

	override onLine(scanner: Scanner): boolean {
		const values = scanner.values;
		const operation = this.operation;
		switch (scanner.word) {
			case CLOCK:
				this.readTime(scanner);
				break;
			case BATTERY:
				scanner.parse();
				this.isAnswered = values[1]! >= 0 && values[2]! >= 0;
				operation.tell(values[2]!);
				operation.tellDetail(values[1]!);
				break;
			case PLACE:
				scanner.parse();
				this.refusal = values[0]!;
				if (this.refusal === 0) this.readPlace(scanner);
				break;
			default:
				// The report of the time server, which has been parsed.
				if (operation.needs !== CONNECTED || this.slots[SERVER] === undefined) return false;
				this.refusal = values[0]!;
				this.isAnswered = this.refusal === CLOCK_SET;
		}
		return true;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		const refusal = this.refusal;
		if (operation.isLost(error)) return;
		if (error !== null) return operation.end(error, operation.modem.machine.status);
		if (this.isAnswered) operation.end(null, 0);
		else operation.end(refusal > 0 ? "network" : "protocol", refusal > 0 ? refusal : 0);
	}

	/** `+CCLK: "yy/MM/dd,hh:mm:ss+zz"`: seven numbers of two digits. */
	private readTime(scanner: Scanner): void {
		const bytes = scanner.bytes;
		const fields: number[] = [];
		let isWest = false;
		let digits = 0;
		let value = 0;
		for (let at = scanner.colon; at < scanner.end; at++) {
			const byte = bytes[at]!;
			if (byte === HYPHEN) isWest = true;
			if (byte < ZERO || byte > NINE) digits = 0;
			else {
				value = digits === 0 ? byte - ZERO : value * 10 + byte - ZERO;
				digits++;
				if (digits === 2) fields.push(value);
			}
		}
		const zone = (isWest ? -1 : 1) * fields[FIELDS - 1]!;
		this.isAnswered = fields.length === FIELDS;
		this.operation.tell(Date.UTC(2000 + fields[0]!, fields[1]! - 1, fields[2], fields[3], fields[4], fields[5]) - zone * QUARTER);
		this.operation.tellDetail(zone);
	}

	/** `+CIPGSMLOC: 0,longitude,latitude,date,time` */
	private readPlace(scanner: Scanner): void {
		const bytes = scanner.bytes;
		const texts: string[] = [];
		let text = "";
		for (let at = scanner.colon; at < scanner.end; at++) {
			const byte = bytes[at]!;
			if (byte === COMMA) {
				texts.push(text);
				text = "";
			} else if (byte !== COLON) text += String.fromCharCode(byte);
		}
		const longitude = Number(texts[1]);
		const latitude = Number(texts[2]);
		this.isAnswered = texts.length > 3 && longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90;
		this.operation.tell(latitude);
		this.operation.tellDetail(longitude);
	}
}

/** The {@link Information}. */
class InformationService implements Information {
	private readonly modem: ModemCore;

	constructor(options: { modem: Modem }) {
		this.modem = coreOf(options.modem);
	}

	time(onDone: TimeCallback): void {
		this.ask(ASK_TIME, onDone, ANSWERING);
	}

	battery(onDone: BatteryCallback): void {
		this.ask(ASK_BATTERY, onDone, ANSWERING);
	}

	place(onDone: PlaceCallback): void {
		this.ask(ASK_PLACE, onDone, CONNECTED);
	}

	setTime(options?: SetTimeOptions): void {
		const modem = this.modem;
		const wanted: SetTimeOptions = given(options, {});
		const slots: Parameter[] = [];
		checkObject("information", "the options", wanted);
		slots[CID] = modem.slots[CID];
		slots[SERVER] = encodeText(modem.runtime, "information", "server", given(wanted.server, "pool.ntp.org"), 1, HOST_LENGTH);
		slots[ZONE] = modem.runtime.encode("" + checkNumber("information", "zone", given(wanted.zone, 0), ZONE_WEST, ZONE_EAST));
		slots[REPORT_TIME] = TIME_SERVER_TIME;
		modem.submit(new Question(modem, SET_TIME, wanted.onDone, slots, CONNECTED).operation);
	}

	private ask(script: Script, onDone: unknown, needs: number): void {
		checkCallback("information", "onDone", onDone, false);
		this.modem.submit(new Question(this.modem, script, onDone, null, needs).operation);
	}
}

/** `new Information({ modem })`: clock, supply and place of a `Modem`. Throws `argument`. */
export const Information: new (options: { modem: Modem }) => Information = InformationService;
