import { ACTION_TIME, INIT_TRIES, READ_TIME, RETRY_PAUSE } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { AGAIN, command, NEXT, NOT_MINE, type Script, step } from "../at/script.js";

/** Slots of the parameters of a request. */
export const CID = 1;
export const URL = 2;
export const USER_AGENT = 3;
export const METHOD = 4;
export const START = 5;
export const LENGTH = 6;

/** `+HTTPACTION:method,status,length`. */
function judgeReport(scanner: Scanner): number {
	return scanner.count === 3 && scanner.values[1]! > 0 && scanner.values[2]! >= 0 ? NEXT : NOT_MINE;
}

const ACTION = command("AT+HTTPACTION=\x04", { report: "+HTTPACTION", reportLimit: ACTION_TIME });
const INIT = command("AT+HTTPINIT", {});
const TERMINATE = command("AT+HTTPTERM", {});

/** From a free modem to the report of the action. */
export const OPEN: Script = Object.freeze([
	// A session left open by a previous program makes HTTPINIT fail; without one this fails, which is well.
	step(TERMINATE, { refused: NEXT }),
	step(INIT, { tries: INIT_TRIES, pause: RETRY_PAUSE, refused: AGAIN }),
	step(command('AT+HTTPPARA="CID",\x01', {}), {}),
	step(command('AT+HTTPPARA="URL","\x02"', {}), {}),
	step(command('AT+HTTPPARA="UA","\x03"', {}), {}),
	step(ACTION, { judge: judgeReport, error: "protocol" }),
]);

/** Reads one chunk. No length in the header means that the modem has nothing stored. */
export const READ: Script = Object.freeze([
	step(command("AT+HTTPREAD=\x05,\x06", { information: "+HTTPREAD", payload: true, limit: READ_TIME }), { error: "protocol" }),
]);

/** Frees the modem after every outcome. */
export const CLOSE: Script = Object.freeze([step(TERMINATE, { refused: NEXT })]);
