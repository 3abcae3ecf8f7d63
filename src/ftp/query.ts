import { checkCallback } from "../at/check.js";
import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Modem } from "../modem/modem.js";
import { ScriptOperation } from "../modem/operation.js";
import { CLEAR, QUERY_STATE, STATE_LINE } from "./commands.js";

/** Told whether the modem has a session open. */
export type FTPStateCallback = (error: ModemError | null, open: boolean) => void;

/** Asks for the modem's own idea of its session: `ftp.state()`. */
export class FTPState extends ScriptOperation {
	protected readonly operation: string = "ftp";
	private isOpen = false;
	private readonly onDone: FTPStateCallback;

	constructor(modem: Modem, onDone: FTPStateCallback) {
		super(modem, QUERY_STATE, modem.slots);
		checkCallback(this.operation, "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		if (scanner.word === STATE_LINE) this.isOpen = scanner.values[0] === 1;
		return true;
	}

	protected override onEnd(error: ModemError | null): void {
		this.onDone(error, this.isOpen);
	}
}

/** Ends a session that somebody else has left: `ftp.quit()`. */
export class FTPQuit extends ScriptOperation {
	protected readonly operation: string = "ftp";
	private readonly onDone: ((error: ModemError | null) => void) | undefined;

	constructor(modem: Modem, onDone: ((error: ModemError | null) => void) | undefined) {
		// The profile stands in the same slot.
		super(modem, CLEAR, modem.slots);
		checkCallback(this.operation, "onDone", onDone, true);
		this.onDone = onDone;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteDisconnected();
		super.onScriptEnd(error);
	}

	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone(error);
	}
}
