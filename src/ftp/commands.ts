import { FTPDELE, FTPEXTPUT, FTPLIST, FTPMKD, FTPRENAME, FTPRMD, FTPSIZE, FTPSTATE } from "../at/feature.js";
import { FTP_STATE_TRIES, READ_TIME, RETRY_PAUSE } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { command, type Outcomes, Packer, type Step, step } from "../at/pack.js";
import { AGAIN, type Commands, END, NEXT, NOT_MINE, type Script, SETTLE_END, SKIP, UPLOAD_SIZE } from "../at/script.js";
import { word } from "../at/words.js";
import { CID, CLOSE_BEARER, judgeBearer, OPEN_BEARER, QUERY_BEARER } from "../modem/commands.js";

export { CID };

const packer = /* @__PURE__ */ new Packer();

/** Slots of the parameters of a session. 9 and 10 are those of every script (`script.ts`). */
export const SERVER = 2;
export const PORT = 3;
export const USER = 4;
export const PASSWORD = 5;
export const PASSIVE = 6;
export const PATH = 7;
export const NAME = 8;
export const OFFSET = 11;
export const LENGTH = 12;
export const MODE = 14;
export const POSITION = 15;
export const LOAD_TIME = 16;
export const NEW_NAME = 17;

/** Keywords of the reports of a session: `+FTPGET:1,code`. */
export const GET_REPORT: number = word("+FTPGET");
export const LIST_REPORT: number = word("+FTPLIST");
export const PUT_REPORT: number = word("+FTPPUT");
export const SIZE_REPORT: number = word("+FTPSIZE");
export const DELETE_REPORT: number = word("+FTPDELE");
export const MAKE_REPORT: number = word("+FTPMKD");
export const REMOVE_REPORT: number = word("+FTPRMD");
export const RENAME_REPORT: number = word("+FTPRENAME");
export const STATE_LINE: number = word("+FTPSTATE");
export const OFFSET_LINE: number = word("+FTPREST");

/** `+FTPGET:1,code` reports; `+FTPGET:2,n` and what the wire has made of it answers. */
function judgeRead(scanner: Scanner): number {
	return scanner.count === 2 && scanner.values[0] === 1 ? NOT_MINE : END;
}

/** `+FTPPUT:2,n` is the prompt; `+FTPPUT:1,1,max` is a report. */
function judgePrompt(scanner: Scanner): number {
	return scanner.count === 2 && scanner.values[0] === 2 ? NEXT : NOT_MINE;
}

function judgeState(scanner: Scanner): number {
	return scanner.values[0] === 0 ? END : AGAIN;
}

const STATE = command(["AT+FTPSTATE"], { information: "+FTPSTATE", feature: FTPSTATE });

/** What is asked first: whether a session is open that somebody else has left. V1.05 and later; an older modem is believed to be idle. */
export const CHECK = 0;
/** Where {@link CLEAR} begins when a session is, or may be, open. */
export const ABORT = 1;
/** Ends the modem's session: by FTPQUIT (V1.09), otherwise by closing the bearer under it. */
export const CLEAR: Script = packer.script([
	step(STATE, { judge: judgeState, missing: END, refused: END, spent: NEXT }),
	step(command(["AT+FTPQUIT"]), { refused: NEXT }),
	step(STATE, { judge: judgeState, tries: FTP_STATE_TRIES, pause: RETRY_PAUSE, missing: NEXT, refused: NEXT, spent: NEXT }),
	step(CLOSE_BEARER, { refused: NEXT }),
	step(OPEN_BEARER, { refused: NEXT }),
	step(QUERY_BEARER, { judge: judgeBearer, tries: FTP_STATE_TRIES, pause: RETRY_PAUSE, refused: AGAIN, error: "bearer" }),
]);

const STILL_OPEN: Outcomes = Object.freeze({ judge: judgeState, tries: FTP_STATE_TRIES, pause: RETRY_PAUSE, missing: AGAIN, spent: END });
/**
 * Asks whether the session is over, as its last report says; the modem may be closing it. A firmware without FTPSTATE is believed: it refuses the
 * question twice, and a damaged one is refused too.
 */
export const CONFIRM_END: Script = packer.script([step(STATE, { refused: NEXT }, STILL_OPEN), step(STATE, { refused: END }, STILL_OPEN)]);

/** AT+FTPSTATE alone. */
export const QUERY_STATE: Script = packer.script([step(STATE)]);

// Every session is told everything: what another program has left in the modem counts for nothing.
const LOGIN: readonly Step[] = Object.freeze([
	step(command(["AT+FTPCID=", CID])),
	step(command(['AT+FTPSERV="', SERVER, '"'])),
	step(command(["AT+FTPPORT=", PORT])),
	step(command(['AT+FTPUN="', USER, '"'])),
	step(command(['AT+FTPPW="', PASSWORD, '"'])),
	step(command(["AT+FTPMODE=", PASSIVE])),
	step(command(['AT+FTPTYPE="I"'])),
]);
const SOURCE: readonly Step[] = LOGIN.concat([
	step(command(['AT+FTPGETNAME="', NAME, '"'])),
	step(command(['AT+FTPGETPATH="', PATH, '"'])),
]);
const TARGET: readonly Step[] = LOGIN.concat([
	step(command(['AT+FTPPUTNAME="', NAME, '"'])),
	step(command(['AT+FTPPUTPATH="', PATH, '"'])),
	step(command(['AT+FTPPUTOPT="', MODE, '"'])),
	// It keeps its value from one session to the next.
	step(command(["AT+FTPREST=0"])),
]);
const PUT = step(command(["AT+FTPPUT=1"]));

/** Where {@link GET}, {@link GET_FROM} and {@link LIST} begin when the modem has the rest of the parameters already. */
export const AGAIN_FROM: number = SOURCE.length;
const BEGIN_AT = step(command(["AT+FTPREST=", OFFSET]));
const OPEN_GET = step(command(["AT+FTPGET=1"]));
export const GET: Script = packer.script(SOURCE.concat([BEGIN_AT, OPEN_GET]));
const OFFSET_QUERY = command(["AT+FTPREST?"], { information: "+FTPREST" });
/**
 * From an offset: a digit lost on the way to the modem would begin elsewhere, so that it is asked what it has understood. A firmware that does not have the
 * question refuses it each time; but a damaged one is refused too, so that after any other answer only the right one counts.
 */
export const GET_FROM: Script = packer.script(
	SOURCE.concat([
		BEGIN_AT,
		step(OFFSET_QUERY, { ok: SKIP, tries: 5, missing: NEXT, refused: AGAIN, spent: SKIP }),
		step(OFFSET_QUERY, { tries: 2, missing: AGAIN, refused: AGAIN, error: "protocol" }),
		OPEN_GET,
	]),
);
export const LIST: Script = packer.script(SOURCE.concat([step(command(["AT+FTPLIST=1"], { feature: FTPLIST }))]));
export const SIZE: Script = packer.script(SOURCE.concat([step(command(["AT+FTPSIZE"], { feature: FTPSIZE }))]));
export const DELETE: Script = packer.script(SOURCE.concat([step(command(["AT+FTPDELE"], { feature: FTPDELE }))]));
export const MAKE: Script = packer.script(SOURCE.concat([step(command(["AT+FTPMKD"], { feature: FTPMKD }))]));
export const REMOVE: Script = packer.script(SOURCE.concat([step(command(["AT+FTPRMD"], { feature: FTPRMD }))]));
export const RENAME: Script = packer.script(
	SOURCE.concat([step(command(['AT+FTPPUTNAME="', NEW_NAME, '"'])), step(command(["AT+FTPRENAME"], { feature: FTPRENAME }))]),
);
/** What FTPEXTPUT has loaded would be sent instead. */
export const OPEN_PUT: Script = packer.script(TARGET.concat([step(command(["AT+FTPEXTPUT=0"]), { refused: NEXT }), PUT]));

/** After a download from an offset. */
export const RESET_OFFSET: Script = packer.script([step(command(["AT+FTPREST=0"]), { refused: NEXT })]);

// Lost bytes cannot be asked for again: what looks like a refusal may be payload, and is waited out.
const READ_STEP: Outcomes = Object.freeze({ judge: judgeRead, missing: SETTLE_END, refused: SETTLE_END, error: "protocol" });
/** After the end of a download the modem refuses (application note 3.6). */
const LAST_STEP: Outcomes = Object.freeze({ judge: judgeRead, missing: SETTLE_END, refused: END, error: "protocol" });
const READ_GET = command(["AT+FTPGET=2,", LENGTH], { information: "+FTPGET", payload: true, limit: READ_TIME });
const READ_LIST = command(["AT+FTPLIST=2,", LENGTH], { information: "+FTPLIST", payload: true, limit: READ_TIME });
/** Reads at most LENGTH bytes. */
export const GET_READ: Script = packer.script([step(READ_GET, READ_STEP)]);
export const GET_LAST: Script = packer.script([step(READ_GET, LAST_STEP)]);
export const LIST_READ: Script = packer.script([step(READ_LIST, READ_STEP)]);
export const LIST_LAST: Script = packer.script([step(READ_LIST, LAST_STEP)]);

/** Writes UPLOAD_SIZE bytes, or as many of them as the modem takes. */
export const WRITE: Script = packer.script([
	step(command(["AT+FTPPUT=2,", UPLOAD_SIZE], { information: "+FTPPUT", upload: true, limit: READ_TIME }), { judge: judgePrompt }),
]);
/** No more bytes. */
export const FINISH: Script = packer.script([step(command(["AT+FTPPUT=2,0"]))]);

/** Extended mode, with an empty store. */
export const EXTEND: Script = packer.script(TARGET.concat([step(command(["AT+FTPEXTPUT=1"], { feature: FTPEXTPUT }))]));
/** Where {@link EXTEND} begins when only the store has to be emptied. */
export const EMPTY_FROM: number = TARGET.length;
/** Loads UPLOAD_SIZE bytes into the store. */
export const LOAD: Script = packer.script([
	step(
		command(["AT+FTPEXTPUT=2,", POSITION, ",", UPLOAD_SIZE, ",", LOAD_TIME], { information: "+FTPEXTPUT", upload: true, limit: READ_TIME }),
	),
]);
/** Sends the store. */
export const SEND: Script = packer.script([PUT]);
/** Normal mode. */
export const NORMAL: Script = packer.script([step(command(["AT+FTPEXTPUT=0"]), { refused: NEXT })]);

export const FTP_COMMANDS: Commands = packer.pack();
