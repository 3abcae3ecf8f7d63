import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script, Task } from "../at/script.js";
import type { Modem } from "./modem.js";
import { ANSWERING } from "./stages.js";

/** Something that needs the modem for itself. */
export interface Operation extends Task {
	/** The stage that the modem must have reached (`stages.ts`). */
	readonly needs: number;
	/** The modem is ready and nothing else runs. */
	begin(): void;
	/** A line that answers no command of the operation; true where it was meant for it. */
	onReport?(scanner: Scanner): boolean;
	/** The network has released the bearer while the operation runs. */
	onBearerLost(): void;
	/** The operation cannot begin or go on: end it now, without a command. `status` is the modem's number, or 0. */
	fail(error: ErrorCode, status: number): void;
}

/** An operation that is one script: it ends when the script does. */
export abstract class ScriptOperation implements Operation {
	/** @internal */
	readonly needs: number = ANSWERING;
	/** @internal */
	readonly slots: readonly Parameter[];
	/** @internal */
	protected readonly modem: Modem;
	private readonly script: Script;
	private ended = false;

	constructor(modem: Modem, script: Script, slots: readonly Parameter[]) {
		this.modem = modem;
		this.script = script;
		this.slots = slots;
	}

	/** Cancels the operation: it ends with `cancelled` as soon as the modem listens again. */
	close(): void {
		if (this.ended) return;
		if (this.modem.isRunning(this)) this.modem.machine.cancel("cancelled");
		else this.fail("cancelled", 0);
	}

	/** @internal */
	begin(): void {
		this.modem.machine.run(this.script, 0, this);
	}

	/** @internal */
	onBearerLost(): void {}

	/** @internal */
	onLine(_scanner: Scanner): boolean {
		return true;
	}

	/** @internal */
	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteFailure(error);
		this.end(error, this.modem.machine.status);
	}

	/** @internal */
	fail(error: ErrorCode, status: number): void {
		this.end(error, status);
	}

	/** @internal Ends once, and leaves the modem to the next operation. */
	protected end(error: ErrorCode | null, status: number): void {
		if (this.ended) return;
		this.ended = true;
		this.modem.release(this);
		this.onEnd(error === null ? null : this.modem.describe(error, status, this.operation));
	}

	/** @internal Its name in errors. */
	protected abstract readonly operation: string;

	/** @internal Tells the application. */
	protected abstract onEnd(error: ModemError | null): void;
}
