import { type DigitalOptions, type DigitalPort, openInput } from "./port.js";

/**
 * The modem's DCD pin, read when needed. Active low: low while the modem is ready to take payload, high when it has all of it
 * (application note 2.2; `AT&C1`).
 */
export class DataCarrierDetect {
	/** It is wired, and has not contradicted the modem's text. */
	reliable: boolean;
	private pin: DigitalPort | null;

	constructor(options: DigitalOptions | undefined) {
		this.reliable = options !== undefined;
		this.pin = options === undefined ? null : openInput(options);
	}

	/** The modem is ready for payload. False if the pin is not wired. */
	get active(): boolean {
		return this.pin !== null && this.pin.read() === 0;
	}

	/** It has contradicted the modem's text. @inline */
	distrust(): void {
		this.reliable = false;
	}

	close(): void {
		if (this.pin !== null) this.pin.close();
		this.pin = null;
	}
}
