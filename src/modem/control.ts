import type { ErrorCode, ModemError } from "../at/error.js";
import { checkCallback } from "../at/check.js";
import type { Commands, Script } from "../at/script.js";
import type { ModemCore } from "./core.js";
import { ScriptOperation } from "./script-operation.js";

/** Told how an operation has ended: null, or what went wrong. */
export type DoneCallback = (error: ModemError | null) => void;

// What the script has done to the modem.
/** The bearer may be closed, whatever the answer: the next start asks. */
export const BEARER_CLOSED = 0;
/** The modem may sleep. */
export const ASLEEP = 1;
/** The modem is off. */
export const OFF = 2;
/** A session that somebody else left has been ended, or the bearer under it has been closed. */
export const SESSION_ENDED = 3;

/** One script that has nothing to tell but how it ended: `disconnect`, `sleep`, `powerDown`, `ftp.quit`. */
export class Control extends ScriptOperation {
	private readonly effect: number;
	private readonly onDone: DoneCallback | undefined;

	constructor(modem: ModemCore, name: string, commands: Commands, script: Script, effect: number, onDone: DoneCallback | undefined) {
		super(modem, name, commands, script, modem.slots);
		checkCallback(name, "onDone", onDone, true);
		this.effect = effect;
		this.onDone = onDone;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		const modem = operation.modem;
		const effect = this.effect;
		// NORMAL POWER DOWN is the whole answer, and reads as a reset. Some firmware says OK as well.
		if (effect === OFF && (error === null || error === "reset")) {
			modem.noteOff();
			return operation.end(null, 0);
		}
		if (effect === ASLEEP && error === null) modem.noteAsleep();
		if (effect === BEARER_CLOSED || (effect === SESSION_ENDED && error !== null)) modem.starter.loseBearer();
		if (!operation.isLost(error)) operation.end(error, modem.machine.status);
	}

	override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}
