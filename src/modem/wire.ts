import { checkObject } from "../at/check.js";
import type { DigitalOptions, SerialOptions } from "../uart/port.js";
import type { ModemOptions } from "./modem.js";
import { PIN_NAMES, type PinName, type PinOptions, type PinStep } from "./pins.js";

/** A board's description of its modem: the options without their classes, as a manifest's `config` holds them. `null` takes away what a board gives. */
export type BoardConfig = Omit<ModemOptions, "serial" | "dcd" | keyof PinOptions> & {
	readonly serial: Omit<SerialOptions, "io">;
} & { readonly [pin in PinName]?: Omit<DigitalOptions, "io"> | null } & {
	readonly [sequence in "powerOn" | "resetPulse"]?: readonly PinStep[] | null;
};

/** The classes of a board: `device.io`. */
export interface BoardIO {
	readonly Serial: SerialOptions["io"];
	readonly Digital: DigitalOptions["io"];
}

/**
 * Options for a modem from a board's description: every port and pin in it is given its class. What is not a port or a pin is taken over as it
 * is, so `config.sim900` may hold the access point too. What is null is left out, and a pin's steps of a sequence with it, so that an application's
 * manifest can take away what the board's gives. Throws `argument` without a description; the modem checks what is in it.
 */
export function wire(config: BoardConfig, io: BoardIO): ModemOptions {
	checkObject("wire", "config.sim900", config);
	const given = config as unknown as Record<string, unknown>;
	const options: Record<string, unknown> = {};
	const names = Object.keys(given);
	const stays = (step: PinStep): boolean => given[step[0]] !== null;
	for (let i = 0; i < names.length; i++) {
		const name = names[i]!;
		let value = given[name];
		if (value === null || value === undefined) continue;
		if (name === "serial") value = Object.assign({}, value, { io: io.Serial });
		else if (PIN_NAMES.indexOf(name as PinName) >= 0) value = Object.assign({}, value, { io: io.Digital });
		else if (Array.isArray(value)) value = value.filter(stays);
		options[name] = value;
	}
	return options as unknown as ModemOptions;
}
