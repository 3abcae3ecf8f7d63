import type { Modem } from "../modem.ts";
import type { Jam } from "./settings.ts";

/** What is stuck in the module's network software until a bearer closes, AT+CFUN changes or the module restarts. */
export class Jams {
	readonly #modem: Modem;
	readonly #stuck: Set<Jam>;

	constructor(modem: Modem) {
		this.#modem = modem;
		this.#stuck = new Set(modem.settings.jammed);
		modem.bearers.onClosed(() => this.#clear());
		modem.radio.onFunctionality(() => this.#clear());
	}

	/** Whether this is stuck now. */
	has(jam: Jam): boolean {
		return this.#stuck.has(jam);
	}

	/** It is stuck from now on. */
	add(jam: Jam): void {
		if (this.#stuck.has(jam)) return;
		this.#stuck.add(jam);
		this.#modem.transcript.add("note", `stuck: ${jam}`);
	}

	#clear(): void {
		for (const jam of this.#stuck) this.#modem.transcript.add("note", `no longer stuck: ${jam}`);
		this.#stuck.clear();
	}
}
