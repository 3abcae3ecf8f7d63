import type { ModemError } from "../at/error.js";
import type { Parameter, Script } from "../at/script.js";
import type { Modem } from "../modem/modem.js";
import { COMPLETE, FTPSession } from "./session.js";

/** Told how an operation has ended: null, or what went wrong; `size` in bytes where that was asked for, otherwise -1. */
export type FTPCallback = (this: FTPTask, error: ModemError | null, size: number) => void;

/** One session without data: `ftp.size()`, `remove`, `makeDirectory`, `removeDirectory`, `rename`. */
export class FTPTask extends FTPSession {
	private size = -1;
	private readonly script: Script;
	private readonly report: number;
	private readonly onDone: FTPCallback | undefined;

	/** @internal */
	constructor(modem: Modem, slots: Parameter[], script: Script, report: number, onDone: FTPCallback | undefined) {
		super(modem, slots);
		this.script = script;
		this.report = report;
		this.onDone = onDone;
	}

	/** @internal */
	protected override start(): void {
		const script = this.script;
		if (this.modem.firmware.lacks(script[script.length - 1]!.command.feature)) return this.stop("unsupported", 0);
		this.open(this.script, 0, this.report);
	}

	/** @internal */
	protected override onAnswer(code: number, detail: number): void {
		if (code !== COMPLETE) return this.stopByCode(code);
		this.size = detail;
		this.stop(null, 0);
	}

	/** @internal */
	protected override onEnd(error: ModemError | null): void {
		if (this.onDone) this.onDone.call(this, error, error === null ? this.size : -1);
	}
}
