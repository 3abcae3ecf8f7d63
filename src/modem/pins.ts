import { badArgument } from "../at/error.js";
import { checkCallback, checkNumber, checkObject, given } from "../at/check.js";
import { type DigitalOptions, type DigitalPort, openInput, openOutput } from "../uart/port.js";

/** A pin that the driver sets. */
export type OutputName = "powerKey" | "reset" | "supply" | "dtr";

/** A pin of the modem that may be wired. */
export type PinName = OutputName | "dcd" | "status";
export const PIN_NAMES: readonly PinName[] = Object.freeze(["dcd", "powerKey", "reset", "supply", "dtr", "status"] as const);

/** One step of a sequence: a pin, its level (0 or 1, as the microcontroller drives it), and the ms until the next step. */
export type PinStep = readonly [pin: OutputName, level: number, delay: number];

/** The modem's control pins, as far as they are wired. Each is an ECMA-419 Digital description with its `io`. */
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
	/** What switches the module on. Default: the power key high for 1.2 s, as a transistor before the module's pin requires. */
	powerOn?: readonly PinStep[];
	/** What resets the module. Default: low for 1 ms (hardware design V1.05: at least 20 us). */
	resetPulse?: readonly PinStep[];
}

/** PWRKEY low for more than 1 s (hardware design V1.05), inverted by a transistor. */
const POWER_ON: readonly PinStep[] = Object.freeze([Object.freeze(["powerKey", 1, 1200]), Object.freeze(["powerKey", 0, 0])] as PinStep[]);
const RESET_PULSE: readonly PinStep[] = Object.freeze([Object.freeze(["reset", 0, 1]), Object.freeze(["reset", 1, 0])] as PinStep[]);

/** In the order of {@link Pins.ports}. */
const OUTPUTS: readonly OutputName[] = Object.freeze(["powerKey", "reset", "supply", "dtr"] as const);
const STATUS = 4;

/** The control pins of one modem. */
export class Pins {
	readonly powerOn: readonly PinStep[];
	readonly resetPulse: readonly PinStep[];
	private readonly ports: (DigitalPort | null)[];

	constructor(options: PinOptions) {
		this.powerOn = checkSequence("powerOn", given(options.powerOn, POWER_ON), options);
		this.resetPulse = checkSequence("resetPulse", given(options.resetPulse, RESET_PULSE), options);
		this.ports = [
			openIdle(options.powerKey, "powerKey", this.powerOn),
			openIdle(options.reset, "reset", this.resetPulse),
			openIdle(options.supply, "supply", this.powerOn),
			options.dtr === undefined ? null : openOutput(options.dtr, 0),
			options.status === undefined ? null : openInput(options.status),
		];
	}

	/** The pin is wired. */
	has(name: OutputName): boolean {
		return this.ports[OUTPUTS.indexOf(name)] !== null;
	}

	/** 1 or 0 as STATUS says, -1 if it is not wired. */
	running(): number {
		const status = this.ports[STATUS]!;
		return status === null ? -1 : status.read();
	}

	/** Sets a pin, if it is wired. */
	drive(name: OutputName, level: number): void {
		const port = this.ports[OUTPUTS.indexOf(name)]!;
		if (port !== null) port.write(level);
	}

	close(): void {
		for (let i = 0; i < this.ports.length; i++) {
			const port = this.ports[i]!;
			if (port !== null) port.close();
			this.ports[i] = null;
		}
	}
}

/** Checks the descriptions of the pins. Throws `argument`, which names the pin. */
export function checkPins(options: object): void {
	for (let i = 0; i < PIN_NAMES.length; i++) {
		const name = PIN_NAMES[i]!;
		const pin = (options as { readonly [name in PinName]?: DigitalOptions })[name];
		if (pin === undefined) continue;
		checkObject("open", name, pin);
		checkNumber("open", name + ".pin", pin.pin, 0, 255);
		checkCallback("open", name + ".io", pin.io, false);
	}
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
		if (OUTPUTS.indexOf(pin) < 0) throw badArgument("open", name + ": unknown pin " + pin);
		checkNumber("open", name + " level", step[1], 0, 1);
		checkNumber("open", name + " ms", step[2], 0, 60000);
		if (sequence !== POWER_ON && sequence !== RESET_PULSE && options[pin] === undefined) {
			throw badArgument("open", name + ": the pin " + pin + " is not configured");
		}
	}
	return sequence;
}
