import { QUOTE } from "../uart/ascii.js";
import { ATTACH_TIME, CONTEXT_CLOSE_TIME, CONTEXT_OPEN_TIME, READ_TIME, SOCKET_CLOSE_TIME, SOCKET_SEND_TIME } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { command, Packer, step } from "../at/pack.js";
import { type Commands, END, NEXT, NOT_MINE, type Script, SETTLE_END, UPLOAD_SIZE } from "../at/script.js";
import { word } from "../at/words.js";

const packer = /* @__PURE__ */ new Packer();

// Slots of the parameters. 9 and 10 are those of every script (`script.ts`).
export const APN = 2;
export const USER = 3;
export const PASSWORD = 4;
export const NUMBER = 5;
export const PROTOCOL = 6;
export const HOST = 7;
export const PORT = 8;
export const LENGTH = 11;
export const QUICK = 12;

/** `+CIPRXGET: 1,n`: bytes wait in the modem. */
export const ARRIVAL: number = word("+CIPRXGET");
// What `n, WORD` says of connection n.
export const CONNECT_OK: number = word("CONNECT OK");
export const CONNECT_FAIL: number = word("CONNECT FAIL");
export const CLOSED: number = word("CLOSED");
export const CLOSE_OK: number = word("CLOSE OK");
export const ALREADY_CONNECT: number = word("ALREADY CONNECT");
export const SEND_OK: number = word("SEND OK");
export const SEND_FAIL: number = word("SEND FAIL");
/** AT+CIPSHUT's own OK. */
export const SHUT_OK: number = word("SHUT OK");
// The last argument of `+CIPSTATUS: n,…,"CONNECTED"`.
export const CONNECTED: number = word("CONNECTED");
export const CONNECTING: number = word("CONNECTING");

/** `+CIPRXGET: 1,n` has come by itself. */
function judgeRead(scanner: Scanner): number {
	return scanner.values[0] === 1 ? NOT_MINE : END;
}

/** Hash of what stands between the last two quotes of a line. */
export function lastText(scanner: Scanner): number {
	const bytes = scanner.bytes;
	let start = scanner.end - 1;
	while (start > scanner.start && bytes[start - 1] !== QUOTE) start--;
	let hash = 0;
	for (let at = start; at < scanner.end && bytes[at] !== QUOTE; at++) hash = ((hash << 5) - hash + bytes[at]!) | 0;
	return hash;
}

/**
 * Opens the context of sockets (V1.03, AT+CSTT to AT+CIFSR), whatever is left of an earlier one: what is set here can be set in IP INITIAL only, and
 * AT+CIPSTART of several connections needs the address to have been asked for.
 */
export const OPEN_CONTEXT: Script = packer.script([
	step(command(["AT+CIPSHUT"], { information: "SHUT OK", final: true, limit: CONTEXT_CLOSE_TIME })),
	step(command(["AT+CIPMODE=0"]), { refused: NEXT }),
	step(command(["AT+CIPMUX=1"])),
	step(command(["AT+CIPRXGET=1"]), { error: "unsupported" }),
	step(command(["AT+CIPQSEND=1"]), { error: "unsupported" }),
	step(command(["AT+CGATT=1"], { limit: ATTACH_TIME }), { refused: NEXT }),
	step(command(['AT+CSTT="', APN, '","', USER, '","', PASSWORD, '"']), { error: "bearer" }),
	step(command(["AT+CIICR"], { limit: CONTEXT_OPEN_TIME }), { error: "bearer" }),
	// The address and no OK.
	step(command(["AT+CIFSR"], { every: true, final: true }), { error: "bearer" }),
]);

/** Connects; whether that has worked comes by itself, up to 75 s later. */
export const START: Script = packer.script([
	step(command(["AT+CIPSTART=", NUMBER, ',"', PROTOCOL, '","', HOST, '",', PORT]), { error: "connect" }),
]);

/** Sends UPLOAD_SIZE bytes. */
export const SEND: Script = packer.script([
	step(
		command(["AT+CIPSEND=", NUMBER, ",", UPLOAD_SIZE], {
			information: "DATA ACCEPT",
			upload: true,
			prompts: true,
			final: true,
			limit: SOCKET_SEND_TIME,
		}),
		{ missing: SETTLE_END },
	),
]);

/** Reads at most LENGTH bytes, which the modem then forgets: what looks like a refusal may be payload, and is waited out. */
export const READ: Script = packer.script([
	step(command(["AT+CIPRXGET=2,", NUMBER, ",", LENGTH], { information: "+CIPRXGET", payload: true, countsRest: true, limit: READ_TIME }), {
		judge: judgeRead,
		missing: SETTLE_END,
		refused: SETTLE_END,
		error: "protocol",
	}),
]);

/** Closes with a FIN, or QUICK; `n, CLOSE OK` and no OK. One that is closed already is refused. */
export const CLOSE: Script = packer.script([
	step(command(["AT+CIPCLOSE=", NUMBER, ",", QUICK], { every: true, final: true, limit: SOCKET_CLOSE_TIME }), { refused: NEXT }),
]);

/** Asks for the state of one connection. */
export const ASK: Script = packer.script([step(command(["AT+CIPSTATUS=", NUMBER], { information: "+CIPSTATUS" }))]);

/** Asks whether what was sent has arrived: how many bytes were sent, how many acknowledged, and how many are not. Not every firmware says so. */
export const ASK_ARRIVED: Script = packer.script([
	step(command(["AT+CIPACK=", NUMBER], { information: "+CIPACK" }), { refused: NEXT, error: "protocol" }),
]);

export const SOCKET_COMMANDS: Commands = packer.pack();
