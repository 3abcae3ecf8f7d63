import { CONTENT, HTTPSTATUS, TIMEOUT, USERDATA } from "../at/feature.js";
import { INIT_TRIES, POLL_ANSWER_TIME, READ_TIME, RETRY_PAUSE } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { command, type Outcomes, Packer, step } from "../at/pack.js";
import { AGAIN, type Commands, END, NEXT, NOT_MINE, type Script, UPLOAD_SIZE } from "../at/script.js";

import { CID } from "../modem/commands.js";

export { CID };

const packer = /* @__PURE__ */ new Packer();

/** Slots of the parameters of a request. 9 and 10 are those of every script (`script.ts`). */
export const URL = 2;
export const USER_AGENT = 3;
export const METHOD = 4;
export const START = 5;
export const LENGTH = 6;
export const CONTENT_TYPE = 7;
export const HEADERS = 8;
export const BODY_TIME = 11;
export const PROXY_HOST = 12;
export const PROXY_PORT = 14;
export const REDIRECT = 15;
export const BREAK = 16;
export const BREAK_END = 17;
export const SESSION = 18;
export const DELIMITER = 19;
export const HEADER = 20;

/** `+HTTPACTION:method,status,length`. */
function judgeReport(scanner: Scanner): number {
	const status = scanner.values[1]!;
	return scanner.count === 3 && status > 99 && status < 1000 && scanner.values[2]! >= 0 ? NEXT : NOT_MINE;
}

/** `+HTTPSTATUS: mode,state,done,left` (V1.06). */
const STATUS = command(["AT+HTTPSTATUS?"], { information: "+HTTPSTATUS", limit: POLL_ANSWER_TIME, feature: HTTPSTATUS });
const ACTION = command(["AT+HTTPACTION=", METHOD], { report: "+HTTPACTION", poll: STATUS });
const BODY = command(["AT+HTTPDATA=", UPLOAD_SIZE, ",", BODY_TIME], { information: "DOWNLOAD", upload: true });
const INIT = command(["AT+HTTPINIT"]);
const TERMINATE = command(["AT+HTTPTERM"]);

/** A tag that not every firmware has: its value has been checked, so any refusal means that it is unknown. */
const TAG: Outcomes = Object.freeze({ error: "unsupported" });

/** From a free modem to the report of the action. Steps whose parameters are undefined are skipped. */
export const OPEN: Script = packer.script([
	// A session left open by a previous program makes HTTPINIT fail; TERM fails harmlessly when no session is open.
	step(TERMINATE, { refused: NEXT }),
	step(INIT, { tries: INIT_TRIES, pause: RETRY_PAUSE, refused: AGAIN }),
	step(command(['AT+HTTPPARA="CID",', CID])),
	step(command(['AT+HTTPPARA="URL","', URL, '"'])),
	step(command(['AT+HTTPPARA="UA","', USER_AGENT, '"'])),
	step(command(['AT+HTTPPARA="PROIP","', PROXY_HOST, '"'])),
	step(command(['AT+HTTPPARA="PROPORT",', PROXY_PORT])),
	step(command(['AT+HTTPPARA="REDIR",', REDIRECT])),
	step(command(['AT+HTTPPARA="BREAK",', BREAK])),
	step(command(['AT+HTTPPARA="BREAKEND",', BREAK_END])),
	step(command(['AT+HTTPPARA="TIMEOUT",', SESSION], { feature: TIMEOUT }), TAG),
	step(command(['AT+HTTPPARA="CONTENT","', CONTENT_TYPE, '"'], { feature: CONTENT }), TAG),
	step(command(['AT+HTTPPARA="USERDATA","', HEADER, '"'], { feature: USERDATA }), TAG),
	step(command(['AT+HTTPPARA="USERDATA","', HEADERS, '","', DELIMITER, '"']), TAG),
	step(BODY),
	step(ACTION, { judge: judgeReport, error: "protocol" }),
]);

const READ_COMMAND = command(["AT+HTTPREAD=", START, ",", LENGTH], { information: "+HTTPREAD", payload: true, limit: READ_TIME });
/** Reads one chunk. No length in the header means that the modem has nothing stored. */
export const READ: Script = packer.script([step(READ_COMMAND, { ok: END, error: "protocol" })]);

/** After the last byte there is nothing: a header that says 0, a bare OK, or a refusal (V1.11 does not say which); twice, for a damaged question is refused too. */
export const CHECK_END: Script = packer.script([
	step(READ_COMMAND, { ok: END, missing: END, refused: NEXT, error: "protocol" }),
	step(READ_COMMAND, { missing: END, refused: END, error: "protocol" }),
]);

/** Frees the modem after every outcome. */
export const CLOSE: Script = packer.script([step(TERMINATE, { refused: NEXT })]);

/** The same, after a body that must not be sent (V1.11, HTTPDATA: size 0 deletes what is stored). */
export const DISCARD: Script = packer.script([step(command(["AT+HTTPDATA=0"]), { refused: NEXT }), step(TERMINATE, { refused: NEXT })]);

export const HTTP_COMMANDS: Commands = packer.pack();
