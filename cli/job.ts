import type { SIM900 } from "sim900/promises";
import type { Output } from "./output.ts";

/** Signal and progress, which every transfer has. */
export interface Transfer {
	readonly output: Output;
	readonly signal: AbortSignal;
}

/** What is left to do of a command that is right: it has a modem from here on. */
export type Job = (modem: SIM900, transfer: Transfer) => Promise<void>;
