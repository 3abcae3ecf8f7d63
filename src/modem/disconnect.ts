import type { ErrorCode, ModemError } from "../at/error.js";
import type { Parameter } from "../at/script.js";
import { STOP } from "./commands.js";
import type { Modem, Operation } from "./modem.js";
import { ANSWERING } from "./stages.js";

/** Closes the bearer: `modem.disconnect()`. */
export class Disconnect implements Operation {
	readonly needs: number = ANSWERING;
	readonly slots: readonly Parameter[];
	private readonly modem: Modem;
	private readonly onDone: ((error: ModemError | null) => void) | undefined;

	constructor(modem: Modem, onDone: ((error: ModemError | null) => void) | undefined) {
		this.modem = modem;
		this.slots = modem.slots;
		this.onDone = onDone;
	}

	begin(): void {
		this.modem.machine.run(STOP, 0, this);
	}

	/** It is what was wanted. */
	onBearerLost(): void {}

	onLine(): boolean {
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		if (error === null) this.modem.noteDisconnected();
		else this.modem.noteFailure(error);
		this.fail(error);
	}

	fail(error: ErrorCode | null): void {
		this.modem.release(this);
		if (this.onDone) this.onDone(error === null ? null : this.modem.describe(error, 0, "disconnect"));
	}
}
