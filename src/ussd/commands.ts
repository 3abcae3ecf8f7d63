import { USSD_ASK_TIME } from "../at/limits.js";
import { command, Packer, step } from "../at/pack.js";
import { type Commands, NEXT, type Script } from "../at/script.js";
import { word } from "../at/words.js";

const packer = /* @__PURE__ */ new Packer();

/** Slot of the code. */
export const CODE = 2;

/** What the network says, in answer or by itself. */
export const NETWORK_SAYS: number = word("+CUSD");

/** Asks; the answer comes by itself. 15: the code is in the GSM alphabet. */
export const ASK: Script = packer.script([step(command(['AT+CUSD=1,"', CODE, '",15'], { limit: USSD_ASK_TIME }))]);
/** Ends what the network waits for. */
export const CANCEL: Script = packer.script([step(command(["AT+CUSD=2"], { limit: USSD_ASK_TIME }), { refused: NEXT })]);

export const USSD_COMMANDS: Commands = packer.pack();
