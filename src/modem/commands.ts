import {
	BEARER_CLOSE_TIME,
	BEARER_OPEN_TIME,
	BEARER_TRIES,
	DENIED_TRIES,
	PATIENT_PROBE_TRIES,
	PIN_TIME,
	PROBE_TIME,
	PROBE_TRIES,
	QUICK_PROBE_TRIES,
	RATE_PROBE_TRIES,
	REGISTRATION_TRIES,
	RETRY_PAUSE,
	SIM_TRIES,
	SPEAK_TRIES,
	UNLOCK_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { AGAIN, type Command, command, END, NEXT, NOT_MINE, type Script, SETTLE_END, step } from "../at/script.js";
import { word } from "../at/words.js";

/** The slot of the bearer profile, in the scripts of every service. */
export const CID = 1;
// Slots of the parameters that starting the modem uses.
export const APN = 2;
export const USER = 3;
export const PASSWORD = 4;
export const PIN = 5;

/** Slot of the baud rate. */
export const RATE = 6;

/** Keywords of the lines that the starter reads. */
export const COPS: number = word("+COPS");
export const CREG: number = word("+CREG");
export const IPR: number = word("+IPR");
export const REVISION: number = word("Revision");
const CPIN_READY = word("READY");
const CPIN_LOCKED = word("SIM PIN");
/** Keyword of the answer to AT+CPIN?. */
export const CPIN: number = word("+CPIN");
/** +SAPBR: cid,status,"address": 1 is connected (V1.11 9.2.1). */
const CONNECTED = 1;
/** +CREG: n,stat. */
const HOME = 1;
const DENIED = 3;
const ROAMING = 5;

/** The SIM waits for its PIN. */
export function isLocked(scanner: Scanner): boolean {
	return scanner.argumentWord() === CPIN_LOCKED;
}

function judgeSim(scanner: Scanner): number {
	if (scanner.argumentWord() === CPIN_READY) return END;
	return isLocked(scanner) ? NEXT : AGAIN;
}

function judgeUnlockedSim(scanner: Scanner): number {
	return scanner.argumentWord() === CPIN_READY ? END : AGAIN;
}

/** Two numbers at least: one alone is the unsolicited form. */
function judgeRegistration(scanner: Scanner): number {
	// `+CREG: 5` and `+CREG: 5,"1877","1C2D"` have come by themselves.
	const status = scanner.values[1]!;
	if (status < 0) return NOT_MINE;
	if (status === HOME || status === ROAMING) return END;
	return status === DENIED ? NEXT : AGAIN;
}

function judgeDeniedRegistration(scanner: Scanner): number {
	const where = judgeRegistration(scanner);
	return where === NEXT ? AGAIN : where;
}

function judgeBearer(scanner: Scanner): number {
	if (scanner.count < 2) return NOT_MINE;
	return scanner.values[1] === CONNECTED ? END : NEXT;
}

/** +SAPBR: cid,status: connected, or worth another look. */
export function judgeOpenedBearer(scanner: Scanner): number {
	if (scanner.count < 2) return NOT_MINE;
	return scanner.values[1] === CONNECTED ? END : AGAIN;
}

export const QUERY_BEARER: Command = command("AT+SAPBR=2,\x01", { information: "+SAPBR" });
export const OPEN_BEARER: Command = command("AT+SAPBR=1,\x01", { limit: BEARER_OPEN_TIME });
export const CLOSE_BEARER: Command = command("AT+SAPBR=0,\x01", { limit: BEARER_CLOSE_TIME });
/** What is asked until the answer is the wanted one. */
const POLL = Object.freeze({ pause: RETRY_PAUSE, missing: AGAIN, refused: AGAIN } as const);
const QUERY_NETWORK = command("AT+CREG?", { information: "+CREG" });
const QUERY_SIM = command("AT+CPIN?", { information: "+CPIN" });

// Not one answer is certain here: the baud rate may be detected only now, echo may be on, results may be digits.
const PROBE = command("AT", { limit: PROBE_TIME });
const FOUND = Object.freeze({ silent: AGAIN, refused: AGAIN, ok: SETTLE_END, error: "noAnswer" } as const);

/** A modem that was told to keep quiet does not answer AT. */
const SPEAK = step(command("ATQ0", { limit: PROBE_TIME }), Object.assign({ tries: SPEAK_TRIES } as const, FOUND));

/** Finds a modem that may still be booting. */
export const FIND: Script = Object.freeze([step(PROBE, Object.assign({ tries: PROBE_TRIES, spent: NEXT } as const, FOUND)), SPEAK]);
/** Finds a modem that may be running already. */
export const FIND_QUICKLY: Script = Object.freeze([
	step(PROBE, Object.assign({ tries: QUICK_PROBE_TRIES, spent: NEXT } as const, FOUND)),
	SPEAK,
]);
/** Finds a modem that may run at another rate. */
export const FIND_AT_OTHER_RATE: Script = Object.freeze([step(PROBE, Object.assign({ tries: RATE_PROBE_TRIES } as const, FOUND))]);

/** Finds a modem whose data phase, left by somebody else, has to end first. */
export const FIND_PATIENTLY: Script = Object.freeze([step(PROBE, Object.assign({ tries: PATIENT_PROBE_TRIES } as const, FOUND))]);

/** Gives a modem that answers the settings that the driver needs, and asks what it is. */
export const PREPARE: Script = Object.freeze([
	step(command("ATE0Q0V1", {}), { error: "noAnswer" }),
	step(command("AT+CMEE=1", {}), {}),
	// DCD follows the data phase (application note 2.2); with AT&C0 it would always be low.
	step(command("AT&C1", {}), {}),
	step(command("AT+GMR", { information: "Revision" }), { missing: NEXT, refused: NEXT }),
	step(command("AT+IPR?", { information: "+IPR" }), { missing: NEXT, refused: NEXT }),
]);

/** Sets the rate: from the OK on the modem speaks at it. Not stored before it has been seen to work. */
export const FIX_RATE: Script = Object.freeze([step(command("AT+IPR=\x06", {}), {})]);

/** Stores the rate. */
export const SAVE: Script = Object.freeze([step(command("AT&W", {}), { refused: NEXT })]);

/** Waits for the SIM; plain ERROR in the first seconds after power-on. A PIN is sent once, where there is one to send. */
export const UNLOCK: Script = Object.freeze([
	step(QUERY_SIM, Object.assign({ judge: judgeSim, tries: SIM_TRIES, error: "sim" } as const, POLL)),
	step(command('AT+CPIN="\x05"', { limit: PIN_TIME }), { error: "pin" }),
	step(QUERY_SIM, Object.assign({ judge: judgeUnlockedSim, tries: UNLOCK_TRIES, error: "simLocked" } as const, POLL)),
]);

/** Waits for the network. */
export const REGISTER: Script = Object.freeze([
	step(QUERY_NETWORK, Object.assign({ judge: judgeRegistration, tries: REGISTRATION_TRIES, error: "notRegistered" } as const, POLL)),
	// A denial is often the first answer of a network that then agrees: it is believed when it stays.
	step(QUERY_NETWORK, Object.assign({ judge: judgeDeniedRegistration, tries: DENIED_TRIES, error: "denied" } as const, POLL)),
]);

/** Opens the bearer, unless it is open already. */
export const CONNECT: Script = Object.freeze([
	step(QUERY_BEARER, { judge: judgeBearer, missing: NEXT, refused: NEXT }),
	step(command('AT+SAPBR=3,\x01,"CONTYPE","GPRS"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"APN","\x02"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"USER","\x03"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"PWD","\x04"', {}), { error: "bearer" }),
	// ERROR may mean that it is open already: the query decides.
	step(OPEN_BEARER, { refused: NEXT, error: "bearer" }),
	step(QUERY_BEARER, Object.assign({ judge: judgeOpenedBearer, tries: BEARER_TRIES, error: "bearer" } as const, POLL)),
]);

/** Closes the bearer; one that is closed already answers ERROR. */
export const STOP: Script = Object.freeze([step(CLOSE_BEARER, { refused: NEXT, error: "bearer" })]);

/** DTR decides when the modem sleeps (V1.11, +CSCLK). */
export const SLEEP: Script = Object.freeze([step(command("AT+CSCLK=1", {}), {})]);

/** NORMAL POWER DOWN and nothing else (hardware design V1.05). */
export const POWER_DOWN: Script = Object.freeze([step(command("AT+CPOWD=1", {}), {})]);

// What the modem can be asked for. Bare lines have no keyword: every line counts.
export const QUERY_SIGNAL: Script = Object.freeze([step(command("AT+CSQ", { information: "+CSQ" }), {})]);
export const QUERY_OPERATOR: Script = Object.freeze([step(command("AT+COPS?", { information: "+COPS" }), {})]);
export const QUERY_MANUFACTURER: Script = Object.freeze([step(command("AT+GMI", { every: true }), {})]);
export const QUERY_MODEL: Script = Object.freeze([step(command("AT+GMM", { every: true }), {})]);
export const QUERY_REVISION: Script = Object.freeze([step(command("AT+GMR", { every: true }), {})]);
export const QUERY_IMEI: Script = Object.freeze([step(command("AT+GSN", { every: true }), {})]);
export const QUERY_IMSI: Script = Object.freeze([step(command("AT+CIMI", { every: true }), {})]);
export const QUERY_ICCID: Script = Object.freeze([step(command("AT+CCID", { every: true }), {})]);
