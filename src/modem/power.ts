import type { ErrorCode, ModemError } from "../at/error.js";
import { POWER_DOWN, SLEEP } from "./commands.js";
import type { DoneCallback } from "./disconnect.js";
import type { Modem } from "./modem.js";
import { ScriptOperation } from "./operation.js";

/** Lets the modem sleep: `modem.sleep()`. */
export class Sleep extends ScriptOperation {
	protected readonly operation: string = "sleep";
	private readonly onDone: DoneCallback | undefined;

	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, SLEEP, modem.slots);
		this.onDone = onDone;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		if (error === null) this.modem.noteAsleep();
		super.onScriptEnd(error);
	}

	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}

/** Switches the modem off: `modem.powerDown()`. */
export class PowerDown extends ScriptOperation {
	protected readonly operation: string = "powerDown";
	private readonly onDone: DoneCallback | undefined;

	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, POWER_DOWN, modem.slots);
		this.onDone = onDone;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		// NORMAL POWER DOWN is the whole answer, and reads as a reset. Some firmware says OK as well.
		if (error !== null && error !== "reset") return super.onScriptEnd(error);
		this.modem.noteOff();
		this.end(null);
	}

	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}
