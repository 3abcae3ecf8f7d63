import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Commands, Parameter, Script } from "../at/script.js";
import type { ModemCore } from "./core.js";
import { Operation, type Owner, type Work } from "./operation.js";
import { ANSWERING } from "./stages.js";

/** Work that is one script: it ends when the script does. */
export abstract class ScriptOperation implements Work, Owner {
	readonly slots: readonly Parameter[];
	readonly operation: Operation;
	private readonly commands: Commands;
	private readonly script: Script;

	constructor(modem: ModemCore, name: string, commands: Commands, script: Script, slots: readonly Parameter[]) {
		this.operation = new Operation(modem, name, ANSWERING, this, this);
		this.commands = commands;
		this.script = script;
		this.slots = slots;
	}

	begin(): void {
		this.operation.modem.machine.run(this.commands, this.script, this);
	}

	interrupt(error: ErrorCode): void {
		if (error !== "bearerLost") this.operation.modem.machine.cancel(error);
	}

	onLine(_scanner: Scanner): boolean {
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		if (!this.operation.isLost(error)) this.operation.end(error, this.operation.modem.machine.status);
	}

	abstract onEnd(error: ModemError | null): void;
}
