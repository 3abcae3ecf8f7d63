import type { Scanner } from "../at/scanner.js";
import { AGAIN, command, END, NEXT, type Script, SETTLE_NEXT, step } from "../at/script.js";
import { word } from "../at/words.js";

/** Slots of the parameters that starting the modem uses. */
export const CID = 1;
export const APN = 2;
export const USER = 3;
export const PASSWORD = 4;

const READY = word("READY");
/** +SAPBR: cid,status,"address": 1 is connected (V1.11 9.2.1). */
const CONNECTED = 1;

function isSimReady(scanner: Scanner): boolean {
	return scanner.argumentWord() === READY;
}

/** `+CREG: n,stat`: two numbers at least; 1 is home, 5 roaming. One number is the unsolicited form. */
function isRegistered(scanner: Scanner): boolean {
	return scanner.count > 1 && (scanner.values[1] === 1 || scanner.values[1] === 5);
}

function isConnected(scanner: Scanner): boolean {
	return scanner.values[1] === CONNECTED;
}

// Bearers: 85 s to open and 65 s to close are the SIM800 manual's limits; SIM900's gives none.
const QUERY_BEARER = command("AT+SAPBR=2,\x01", { information: "+SAPBR" });
const OPEN_BEARER = command("AT+SAPBR=1,\x01", { limit: 85000 });
const CLOSE_BEARER = command("AT+SAPBR=0,\x01", { limit: 65000 });

/** Index in {@link START} from which on only the bearer is made ready. */
export const BEARER_STEP = 6;

/** From an unknown modem to an open bearer. */
export const START: Script = Object.freeze([
	// Not one answer is certain here: the baud rate may be detected only now, echo may be on, results may be digits.
	step(command("AT", { limit: 500 }), { tries: 30, silent: AGAIN, refused: AGAIN, yes: SETTLE_NEXT, error: "noAnswer" }),
	step(command("ATE0Q0V1", {}), { error: "noAnswer" }),
	step(command("AT+CMEE=1", {}), {}),
	// DCD follows the data phase (application note 2.2); with AT&C0 it would always be low.
	step(command("AT&C1", {}), {}),
	// Plain ERROR in the first seconds after power-on.
	step(command("AT+CPIN?", { information: "+CPIN" }), {
		accept: isSimReady,
		tries: 20,
		pause: 1000,
		no: AGAIN,
		refused: AGAIN,
		error: "sim",
	}),
	step(command("AT+CREG?", { information: "+CREG" }), {
		accept: isRegistered,
		tries: 90,
		pause: 1000,
		no: AGAIN,
		refused: AGAIN,
		error: "notRegistered",
	}),
	step(QUERY_BEARER, { accept: isConnected, yes: END, no: NEXT, refused: NEXT }),
	step(command('AT+SAPBR=3,\x01,"CONTYPE","GPRS"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"APN","\x02"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"USER","\x03"', {}), { error: "bearer" }),
	step(command('AT+SAPBR=3,\x01,"PWD","\x04"', {}), { error: "bearer" }),
	// ERROR may mean that it is open already: the query decides.
	step(OPEN_BEARER, { refused: NEXT, error: "bearer" }),
	step(QUERY_BEARER, { accept: isConnected, yes: END, tries: 3, pause: 1000, no: AGAIN, error: "bearer" }),
]);

/** Closes the bearer; one that is closed already answers ERROR. */
export const STOP: Script = Object.freeze([step(CLOSE_BEARER, { refused: NEXT, error: "bearer" })]);
