import type { ErrorCode, ModemError } from "../at/error.js";
import { checkCallback } from "../at/check.js";
import type { Script } from "../at/script.js";
import { POWER_DOWN, SLEEP, STOP } from "./commands.js";
import type { Modem } from "./modem.js";
import { ScriptOperation } from "./operation.js";

/** Told how an operation has ended: null, or what went wrong. */
export type DoneCallback = (error: ModemError | null) => void;

/** One script that has nothing to tell but how it ended. */
abstract class Control extends ScriptOperation {
	protected readonly operation: string;
	private readonly onDone: DoneCallback | undefined;

	constructor(modem: Modem, operation: string, script: Script, onDone: DoneCallback | undefined) {
		super(modem, script, modem.slots);
		checkCallback(operation, "onDone", onDone, true);
		this.operation = operation;
		this.onDone = onDone;
	}

	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}

/** Closes the bearer: `modem.disconnect()`. */
export class Disconnect extends Control {
	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, "disconnect", STOP, onDone);
	}

	override onScriptEnd(error: ErrorCode | null): void {
		// Whatever was heard: the bearer may be closed, and the next start asks.
		this.modem.noteDisconnected();
		super.onScriptEnd(error);
	}
}

/** Lets the modem sleep: `modem.sleep()`. */
export class Sleep extends Control {
	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, "sleep", SLEEP, onDone);
	}

	override onScriptEnd(error: ErrorCode | null): void {
		if (error === null) this.modem.noteAsleep();
		super.onScriptEnd(error);
	}
}

/** Switches the modem off: `modem.powerDown()`. */
export class PowerDown extends Control {
	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, "powerDown", POWER_DOWN, onDone);
	}

	override onScriptEnd(error: ErrorCode | null): void {
		// NORMAL POWER DOWN is the whole answer, and reads as a reset. Some firmware says OK as well.
		if (error !== null && error !== "reset") return super.onScriptEnd(error);
		this.modem.noteOff();
		this.end(null, 0);
	}
}
