import { LOCATION_TIME } from "../at/limits.js";
import { command, Packer, step } from "../at/pack.js";
import { type Commands, END, type Script } from "../at/script.js";
import { CID } from "../modem/commands.js";

const packer = /* @__PURE__ */ new Packer();

// Slots of the parameters; CID is that of every script.
export const SERVER = 2;
export const ZONE = 3;

export const ASK_TIME: Script = packer.script([step(command(["AT+CCLK?"], { every: true }))]);
export const ASK_BATTERY: Script = packer.script([step(command(["AT+CBC"], { every: true }), { error: "unsupported" })]);
/** Of the cells around it; its line comes before the OK (SIM800 V1.09). */
export const ASK_PLACE: Script = packer.script([
	step(command(["AT+CIPGSMLOC=1,", CID], { every: true, limit: LOCATION_TIME }), { error: "unsupported" }),
]);
/** Asks a time server; what has come of that comes by itself. In neither manual: what the field uses. */
export const SET_TIME: Script = packer.script([
	step(command(["AT+CNTPCID=", CID]), { error: "unsupported" }),
	step(command(['AT+CNTP="', SERVER, '",', ZONE]), { error: "unsupported" }),
	step(command(["AT+CNTP"], { report: "+CNTP" }), { ok: END, error: "unsupported" }),
]);

export const INFORMATION_COMMANDS: Commands = packer.pack();
