import type { ModemError } from "../at/error.js";
import type { Parameter, Script } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import { SIZE } from "./commands.js";
import { COMPLETE, Session, type SessionClient } from "./session.js";

/** One session without data that runs or waits. */
export interface FTPTask {
	/** Cancels the operation: it ends with `cancelled` as soon as the modem is free. */
	close(): void;
}

/** Told how an operation has ended: null, or what went wrong; `size` in bytes if that was asked for, otherwise -1. */
export type FTPCallback = (this: FTPTask, error: ModemError | null, size: number) => void;

/** One session without data: `ftp.size()`, `remove`, `makeDirectory`, `removeDirectory`, `rename`. */
export class Visit implements FTPTask, SessionClient {
	readonly session: Session;
	private readonly script: Script;
	private readonly report: number;
	/** What a firmware may be documented to lack (`feature.ts`); 0 for nothing. */
	private readonly feature: number;

	constructor(modem: ModemCore, slots: Parameter[], script: Script, report: number, feature: number, onDone: FTPCallback | undefined) {
		this.session = new Session(modem, slots, this, null, onDone, -1);
		this.script = script;
		this.report = report;
		this.feature = feature;
	}

	close(): void {
		this.session.operation.cancel("cancelled");
	}

	start(): void {
		const session = this.session;
		if (session.operation.modem.firmware.lacks(this.feature)) session.stop("unsupported", 0);
		else session.open(this.script, this.report);
	}

	onAnswer(status: number, detail: number): void {
		this.session.operation.tell(detail);
		// A length that cannot be read is none.
		if (status === COMPLETE && this.script === SIZE && detail < 0) this.session.stop("protocol", 0);
		else this.session.stopByStatus(status);
	}
}
