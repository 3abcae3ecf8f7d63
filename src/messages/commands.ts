import { CARD_TRIES, MESSAGE_READ_TIME, MESSAGE_REMOVE_TIME, RETRY_PAUSE } from "../at/limits.js";
import { command, Packer, step } from "../at/pack.js";
import { AGAIN, type Commands, END, type Script, SETTLE_END } from "../at/script.js";
import { word } from "../at/words.js";

const packer = /* @__PURE__ */ new Packer();

// Slots of the parameters. 9, 10 and 13 are those of every script (`script.ts`).
/** Place of a message on the SIM. */
export const PLACE = 2;
/** Octets of the PDU, the number of the service centre not counted. */
export const OCTETS = 3;
export const WHICH = 4;
/** 1: the network is to report what has become of the message. */
export const REPORT = 6;

/** `+CMTI: "SM",3`: a message has been stored. */
export const ANNOUNCED: number = word("+CMTI");
export const MESSAGE_HEADER: number = word("+CMGR");
/** `+CDS: 25`, and a line of as many octets after the service centre: what has become of a message. */
export const REPORTED: number = word("+CDS");

/** Refused for the first seconds after power-on (CMS 512, 517), until the modem has read the SIM. */
const PDU_MODE = step(command(["AT+CMGF=0"]), { refused: AGAIN, tries: CARD_TRIES, pause: RETRY_PAUSE });

/** Sends UPLOAD_SIZE bytes: a PDU in hex and 1A. */
export const SUBMIT: Script = packer.script([
	PDU_MODE,
	step(command(["AT+CNMI=2,1,0,", REPORT]), { error: "unsupported" }),
	step(command(["AT+CMGS=", OCTETS], { information: "+CMGS", text: true }), { ok: END, missing: SETTLE_END }),
]);

/** Reads a message, and leaves it as unread as it is; OK alone if there is none. Its PDU is a line, a long one as a rule. */
export const READ: Script = packer.script([PDU_MODE, step(command(["AT+CMGR=", PLACE, ",1"], { every: true, limit: MESSAGE_READ_TIME }))]);

/** Marks a message as read, by reading it. */
export const MARK: Script = packer.script([step(command(["AT+CMGR=", PLACE], { every: true, limit: MESSAGE_READ_TIME }))]);

/** Asks how many messages there are, and how many there may be. */
export const COUNT: Script = packer.script([PDU_MODE, step(command(["AT+CPMS?"], { information: "+CPMS" }))]);

/** Removes a message (WHICH is 0), or all, read or not, sent or not (4). */
export const REMOVE: Script = packer.script([PDU_MODE, step(command(["AT+CMGD=", PLACE, ",", WHICH], { limit: MESSAGE_REMOVE_TIME }))]);

export const MESSAGE_COMMANDS: Commands = packer.pack();
