import type { ErrorCode, ModemError } from "../at/error.js";
import { STOP } from "./commands.js";
import type { Modem } from "./modem.js";
import { ScriptOperation } from "./operation.js";

/** Told how an operation has ended: null, or what went wrong. */
export type DoneCallback = (error: ModemError | null) => void;

/** Closes the bearer: `modem.disconnect()`. */
export class Disconnect extends ScriptOperation {
	protected readonly operation: string = "disconnect";
	private readonly onDone: DoneCallback | undefined;

	constructor(modem: Modem, onDone: DoneCallback | undefined) {
		super(modem, STOP, modem.slots);
		this.onDone = onDone;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		if (error === null) this.modem.noteDisconnected();
		super.onScriptEnd(error);
	}

	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}
