import { QUOTE, ZERO } from "../uart/ascii.js";
import {
	ATTACH_TIME,
	BEARER_CLOSE_TIME,
	BEARER_OPEN_TIME,
	BEARER_TRIES,
	CONNECTING_TRIES,
	ESCAPE_TIME,
	FUNCTION_TIME,
	FUNCTION_TRIES,
	PATIENT_PROBE_TRIES,
	PIN_TIME,
	PROBE_TIME,
	PROBE_TRIES,
	QUICK_PROBE_TRIES,
	RATE_PROBE_TRIES,
	RETRY_PAUSE,
	SIM_TRIES,
	SPEAK_TRIES,
	UNLOCK_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Command, command, type Outcomes, Packer, type Step, step } from "../at/pack.js";
import {
	AGAIN,
	type Commands,
	END,
	FAIL,
	NEXT,
	NOT_MINE,
	ON_OK,
	ON_REFUSED,
	type Script,
	SECRET as PIN,
	SETTLE_END,
	SKIP,
} from "../at/script.js";
import { word } from "../at/words.js";

const packer = /* @__PURE__ */ new Packer();

/** The slot of the bearer profile, in the scripts of every service. */
export const CID = 1;
// Slots of the parameters that starting the modem uses.
export const APN = 2;
export const USER = 3;
export const PASSWORD = 4;
export { PIN };

/** Slot of the baud rate. */
export const RATE = 6;
/** Slot of the text of a raw command. */
export const TEXT = 1;

/** Keywords of the lines that the starter reads. */
export const COPS: number = word("+COPS");
export const CREG: number = word("+CREG");
export const IPR: number = word("+IPR");
export const REVISION: number = word("Revision");
const CPIN_READY = word("READY");
/** The SIM waits for its PIN. */
const CPIN_LOCKED = word("SIM PIN");
/** It waits for its PUK: three wrong PINs have blocked it. */
export const CPIN_BLOCKED: number = word("SIM PUK");
/** Keyword of the answer to AT+CPIN?. */
export const CPIN: number = word("+CPIN");
// +SAPBR: cid,status,"address" (V1.11 9.2.1).
const CONNECTING = 0;
const CONNECTED = 1;
const CLOSING = 2;
/** +CREG: n,stat. */
const HOME = 1;
const ROAMING = 5;

/** What is neither READY nor a reason to wait goes on to the PIN, or is asked again, as the step says. */
function judgeSim(scanner: Scanner): number {
	switch (scanner.argumentWord()) {
		case CPIN_READY:
			return END;
		case CPIN_LOCKED:
			return ON_OK;
		case CPIN_BLOCKED:
			return FAIL;
		default:
			return AGAIN;
	}
}

/** It never sleeps; otherwise it is told once more. */
function judgeSleep(scanner: Scanner): number {
	return scanner.values[0] === 0 ? SKIP : NEXT;
}

/** Messages are stored and announced; otherwise the modem is told once more. */
function judgeAnnouncing(scanner: Scanner): number {
	return scanner.values[0] === 2 && scanner.values[1] === 1 ? SKIP : NEXT;
}

/** Two numbers at least: `+CREG: 5` and `+CREG: 5,"1877","1C2D"` have come by themselves. */
function judgeRegistration(scanner: Scanner): number {
	const status = scanner.values[1]!;
	if (status < 0) return NOT_MINE;
	return status === HOME || status === ROAMING ? END : ON_REFUSED;
}

/** Connected, with an address that can be one: a bearer that looks open may have 0.0.0.0; connecting or closing, which is waited for; or closed. */
export function judgeBearer(scanner: Scanner): number {
	if (scanner.count < 2) return NOT_MINE;
	const status = scanner.values[1];
	if (status === CONNECTED) {
		const bytes = scanner.bytes;
		let at = scanner.colon;
		while (at < scanner.end && bytes[at] !== QUOTE) at++;
		if (at === scanner.end || bytes[at + 1] !== ZERO) return END;
	}
	return status === CONNECTING || status === CLOSING ? AGAIN : ON_REFUSED;
}

export const QUERY_BEARER: Command = command(["AT+SAPBR=2,", CID], { information: "+SAPBR" });
export const OPEN_BEARER: Command = command(["AT+SAPBR=1,", CID], { limit: BEARER_OPEN_TIME });
export const CLOSE_BEARER: Command = command(["AT+SAPBR=0,", CID], { limit: BEARER_CLOSE_TIME });
/** What is asked until the answer is the wanted one. */
const POLL: Outcomes = Object.freeze({ pause: RETRY_PAUSE, missing: AGAIN, refused: AGAIN });
// Settings that are asked for after they were made, and made once more if the modem has understood others.
const NO_SLEEP = step(command(["AT+CSCLK=0"]), { refused: NEXT });
/** Messages are stored and announced, not told in full (V1.11, +CNMI): their text could be taken for the modem's own words. */
const STORE_MESSAGES = step(command(["AT+CNMI=2,1"]), { refused: NEXT });
const FULL_FUNCTIONALITY = command(["AT+CFUN=1"], { limit: FUNCTION_TIME });
const QUERY_NETWORK = command(["AT+CREG?"], { information: "+CREG" });
const QUERY_SIM = command(["AT+CPIN?"], { information: "+CPIN" });

// Not one answer is certain here: the baud rate may be detected only now, echo may be on, results may be digits.
const PROBE = command(["AT"], { limit: PROBE_TIME });
const FOUND: Outcomes = Object.freeze({ silent: AGAIN, refused: AGAIN, ok: SETTLE_END, error: "noAnswer" });

/** A modem that was told to keep quiet does not answer AT. */
const SPEAK = step(command(["ATQ0"], { limit: PROBE_TIME }), { tries: SPEAK_TRIES }, FOUND);

/** Finds a modem that may still be booting. */
export const FIND: Script = packer.script([step(PROBE, { tries: PROBE_TRIES, spent: NEXT }, FOUND), SPEAK]);
/** Finds a modem that may be running already. */
export const FIND_QUICKLY: Script = packer.script([step(PROBE, { tries: QUICK_PROBE_TRIES, spent: NEXT }, FOUND), SPEAK]);
/** Finds a modem that may run at another rate. */
export const FIND_AT_OTHER_RATE: Script = packer.script([step(PROBE, { tries: RATE_PROBE_TRIES }, FOUND)]);

/** Finds a modem whose data phase, left by somebody else, has to end first. */
export const FIND_PATIENTLY: Script = packer.script([step(PROBE, { tries: PATIENT_PROBE_TRIES }, FOUND)]);

/** Gives a modem that answers the settings that the driver needs, and asks what it is. */
export const PREPARE: Script = packer.script([
	step(command(["ATE0Q0V1"]), { error: "noAnswer" }),
	step(command(["AT+CMEE=1"])),
	// DCD follows the data phase (application note 2.2); with AT&C0 it would always be low.
	step(command(["AT&C1"])),
	step(command(["AT+GMR"], { information: "Revision" }), { missing: NEXT, refused: NEXT }),
	step(command(["AT+IPR?"], { information: "+IPR" }), { missing: NEXT, refused: NEXT }),
	// What somebody else may have left: sleep (CSCLK=2 sleeps by itself), and less than full functionality.
	NO_SLEEP,
	step(command(["AT+CSCLK?"], { information: "+CSCLK" }), { judge: judgeSleep, missing: SKIP, refused: SKIP }),
	NO_SLEEP,
	step(FULL_FUNCTIONALITY, { refused: NEXT }),
]);

/** Sets the rate: from the OK on the modem speaks at it. Not stored before it has been seen to work. */
export const FIX_RATE: Script = packer.script([step(command(["AT+IPR=", RATE]))]);

/** Stores the rate. */
export const SAVE: Script = packer.script([step(command(["AT&W"]), { refused: NEXT })]);

/** Waits for the SIM; plain ERROR in the first seconds after power-on. A PIN is sent once, where there is one to send. */
export const UNLOCK: Script = packer.script([
	step(QUERY_SIM, { judge: judgeSim, tries: SIM_TRIES, error: "sim" }, POLL),
	step(command(['AT+CPIN="', PIN, '"'], { limit: PIN_TIME, once: true }), { error: "pin" }),
	step(QUERY_SIM, { judge: judgeSim, ok: AGAIN, tries: UNLOCK_TRIES, error: "simLocked" }, POLL),
]);

/** Asks whether the network has the modem, for calls or for data alone. */
export const REGISTER: Script = packer.script([
	STORE_MESSAGES,
	step(command(["AT+CNMI?"], { information: "+CNMI" }), { judge: judgeAnnouncing, missing: SKIP, refused: SKIP }),
	STORE_MESSAGES,
	step(QUERY_NETWORK, { judge: judgeRegistration, refused: NEXT, missing: NEXT }),
	step(command(["AT+CGREG?"], { information: "+CGREG" }), { judge: judgeRegistration, error: "notRegistered" }),
]);
/** Where {@link REGISTER} begins when it has to ask again. */
export const ASK_AGAIN = 3;

/** While the bearer is connecting. */
const CONNECTING_POLL: Outcomes = Object.freeze({ judge: judgeBearer, tries: CONNECTING_TRIES, pause: RETRY_PAUSE, error: "timeout" });
const CONNECT_STEPS: readonly Step[] = Object.freeze([
	step(QUERY_BEARER, { missing: NEXT, refused: NEXT }, CONNECTING_POLL),
	step(command(["AT+SAPBR=3,", CID, ',"CONTYPE","GPRS"']), { error: "bearer" }),
	step(command(["AT+SAPBR=3,", CID, ',"APN","', APN, '"']), { error: "bearer" }),
	step(command(["AT+SAPBR=3,", CID, ',"USER","', USER, '"']), { error: "bearer" }),
	step(command(["AT+SAPBR=3,", CID, ',"PWD","', PASSWORD, '"']), { error: "bearer" }),
	// ERROR may mean that it is open already: the query decides.
	step(OPEN_BEARER, { refused: NEXT, error: "bearer" }),
	step(QUERY_BEARER, { missing: AGAIN, refused: NEXT }, CONNECTING_POLL),
	step(QUERY_BEARER, { judge: judgeBearer, tries: BEARER_TRIES, error: "bearer" }, POLL),
]);
/** Opens the bearer, unless it is open already. */
export const CONNECT: Script = packer.script(CONNECT_STEPS);
/** The same after it was refused: closes what may be half open, and attaches to the data service. */
export const RECONNECT: Script = packer.script(
	[step(CLOSE_BEARER, { refused: NEXT }), step(command(["AT+CGATT=1"], { limit: ATTACH_TIME }), { refused: NEXT })].concat(CONNECT_STEPS),
);

/** Leaves the network and comes back: the modem's stack and its SIM begin anew. */
export const CYCLE: Script = packer.script([
	step(command(["AT+CFUN=0"], { limit: FUNCTION_TIME }), { refused: NEXT }),
	step(FULL_FUNCTIONALITY, { refused: AGAIN, tries: FUNCTION_TRIES, pause: RETRY_PAUSE, spent: NEXT }),
]);

/** Restarts the modem, whether it still says OK or not (V1.11, +CFUN). */
export const RESTART: Script = packer.script([step(command(["AT+CFUN=1,1"]), { silent: AGAIN, spent: END, refused: NEXT })]);

/** Ends a data mode that somebody else has left: what is sent there goes to somebody else. */
export const ESCAPE: Script = packer.script([
	step(command(["+++"], { bare: true, limit: ESCAPE_TIME }), { silent: AGAIN, spent: END, ok: SETTLE_END, refused: END }),
]);

/** Closes the bearer; one that is closed already answers ERROR. */
export const STOP: Script = packer.script([step(CLOSE_BEARER, { refused: NEXT, error: "bearer" })]);

/** DTR decides when the modem sleeps (V1.11, +CSCLK). */
export const SLEEP: Script = packer.script([step(command(["AT+CSCLK=1"]))]);

/** NORMAL POWER DOWN and nothing else (hardware design V1.05); some firmware says OK. */
export const POWER_DOWN: Script = packer.script([
	step(command(["AT+CPOWD=1"], { information: "NORMAL POWER DOWN", final: true }), { missing: NEXT }),
]);

// What the modem can be asked for. Bare lines have no keyword: every line counts.
export const QUERY_SIGNAL: Script = packer.script([step(command(["AT+CSQ"], { information: "+CSQ" }), { missing: END })]);
export const QUERY_OPERATOR: Script = packer.script([step(command(["AT+COPS?"], { information: "+COPS" }), { missing: END })]);
export const QUERY_MANUFACTURER: Script = packer.script([step(command(["AT+GMI"], { every: true }))]);
export const QUERY_MODEL: Script = packer.script([step(command(["AT+GMM"], { every: true }))]);
export const QUERY_REVISION: Script = packer.script([step(command(["AT+GMR"], { every: true }))]);
export const QUERY_IMEI: Script = packer.script([step(command(["AT+GSN"], { every: true }))]);
export const QUERY_IMSI: Script = packer.script([step(command(["AT+CIMI"], { every: true }))]);
export const QUERY_ICCID: Script = packer.script([step(command(["AT+CCID"], { every: true }))]);

/** What an application says, with a limit of its own in the slot `ANSWER_LIMIT`. */
export const RAW: Script = packer.script([step(command([TEXT], { every: true, limit: 0 }))]);

export const MODEM_COMMANDS: Commands = packer.pack();
