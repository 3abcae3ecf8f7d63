import { checkCallback } from "../at/check.js";
import type { ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { ModemCore } from "../modem/core.js";
import { ScriptOperation } from "../modem/script-operation.js";
import { FTP_COMMANDS, QUERY_STATE, STATE_LINE } from "./commands.js";

/** Told whether the modem has a session open. */
export type FTPStateCallback = (error: ModemError | null, open: boolean) => void;

/** Asks for the modem's own idea of its session: `ftp.state()`. */
export class FTPState extends ScriptOperation {
	private isOpen = false;
	private readonly onDone: FTPStateCallback;

	constructor(modem: ModemCore, onDone: FTPStateCallback) {
		super(modem, "ftp", FTP_COMMANDS, QUERY_STATE, modem.slots);
		checkCallback("ftp", "onDone", onDone, false);
		this.onDone = onDone;
	}

	override onLine(scanner: Scanner): boolean {
		if (scanner.word === STATE_LINE) this.isOpen = scanner.values[0] === 1;
		return true;
	}

	override onEnd(error: ModemError | null): void {
		this.onDone(error, this.isOpen);
	}
}
