import { badArgument } from "../at/error.js";
import { checkNumber, given } from "../at/check.js";
import { type DigitalOptions, type DigitalPort, openInput, openOutput } from "../uart/port.js";

/** A pin that the driver sets. */
export type OutputName = "powerKey" | "reset" | "supply" | "dtr";

/** One step of a sequence: a pin, its level (0 or 1, as the microcontroller drives it), and the ms until the next step. */
export type PinStep = readonly [pin: OutputName, level: number, delay: number];

/** The modem's control lines, as far as they are wired. Each is an ECMA-419 Digital description with its `io`. */
export interface PinOptions {
	/** PWRKEY, or what stands before it: a toggle, which switches off a module that runs. */
	powerKey?: DigitalOptions;
	/** NRESET. */
	reset?: DigitalOptions;
	/** What switches the module's supply. */
	supply?: DigitalOptions;
	/** DTR: high lets the module sleep, low keeps it awake. */
	dtr?: DigitalOptions;
	/** STATUS: high while the module runs. */
	status?: DigitalOptions;
	/** What switches the module on. Where nothing is given: the power key high for 1.2 s, as a transistor before the module's pin wants it. */
	powerOn?: readonly PinStep[];
	/** What resets the module. Where nothing is given: low for 1 ms (hardware design V1.05: 20 us at least). */
	resetPulse?: readonly PinStep[];
}

/** PWRKEY low for more than 1 s (hardware design V1.05), inverted by a transistor. */
const POWER_ON: readonly PinStep[] = Object.freeze([Object.freeze(["powerKey", 1, 1200]), Object.freeze(["powerKey", 0, 0])] as PinStep[]);
const RESET_PULSE: readonly PinStep[] = Object.freeze([Object.freeze(["reset", 0, 1]), Object.freeze(["reset", 1, 0])] as PinStep[]);

/** The control lines of one modem. */
export class Pins {
	readonly powerOn: readonly PinStep[];
	readonly resetPulse: readonly PinStep[];
	private powerKey: DigitalPort | null;
	private reset: DigitalPort | null;
	private supply: DigitalPort | null;
	private dtr: DigitalPort | null;
	private status: DigitalPort | null;

	constructor(options: PinOptions) {
		this.powerOn = checkSequence("powerOn", given(options.powerOn, POWER_ON), options);
		this.resetPulse = checkSequence("resetPulse", given(options.resetPulse, RESET_PULSE), options);
		this.powerKey = openIdle(options.powerKey, "powerKey", this.powerOn);
		this.reset = openIdle(options.reset, "reset", this.resetPulse);
		this.supply = openIdle(options.supply, "supply", this.powerOn);
		this.dtr = options.dtr === undefined ? null : openOutput(options.dtr, 0);
		this.status = options.status === undefined ? null : openInput(options.status);
	}

	/** The module can be switched on. */
	get canPower(): boolean {
		return this.powerKey !== null || this.supply !== null;
	}

	get canReset(): boolean {
		return this.reset !== null;
	}

	get canSleep(): boolean {
		return this.dtr !== null;
	}

	/** 1 or 0 as STATUS says, -1 where it is not wired. */
	get running(): number {
		return this.status === null ? -1 : this.status.read();
	}

	/** Sets a pin, where it is wired. */
	drive(name: OutputName, level: number): void {
		const pin = this.find(name);
		if (pin !== null) pin.write(level);
	}

	close(): void {
		close(this.powerKey);
		close(this.reset);
		close(this.supply);
		close(this.dtr);
		close(this.status);
		this.powerKey = this.reset = this.supply = this.dtr = this.status = null;
	}

	private find(name: OutputName): DigitalPort | null {
		switch (name) {
			case "powerKey":
				return this.powerKey;
			case "reset":
				return this.reset;
			case "supply":
				return this.supply;
			default:
				return this.dtr;
		}
	}
}

function close(pin: DigitalPort | null): void {
	if (pin !== null) pin.close();
}

/** Opens a pin at the level that its sequence leaves it at; a supply is off until it is switched on. */
function openIdle(options: DigitalOptions | undefined, name: OutputName, sequence: readonly PinStep[]): DigitalPort | null {
	if (options === undefined) return null;
	let level = 0;
	for (let i = 0; i < sequence.length; i++) {
		if (name !== "supply" && sequence[i]![0] === name) level = sequence[i]![1];
	}
	return openOutput(options, level);
}

function checkSequence(name: string, sequence: readonly PinStep[], options: PinOptions): readonly PinStep[] {
	if (!Array.isArray(sequence)) throw badArgument("open", name + " must be an array of [pin, level, ms]");
	for (let i = 0; i < sequence.length; i++) {
		const step: PinStep = sequence[i]!;
		const pin = step[0];
		if (pin !== "powerKey" && pin !== "reset" && pin !== "supply" && pin !== "dtr") {
			throw badArgument("open", name + ": no pin is called " + pin);
		}
		checkNumber("open", name + " level", step[1], 0, 1);
		checkNumber("open", name + " ms", step[2], 0, 60000);
		if (sequence !== POWER_ON && sequence !== RESET_PULSE && options[pin] === undefined) {
			throw badArgument("open", name + ": the pin " + pin + " is not given");
		}
	}
	return sequence;
}
