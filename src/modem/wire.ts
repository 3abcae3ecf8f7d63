import type { DigitalOptions, SerialOptions } from "../uart/port.js";
import type { ModemOptions } from "./modem.js";
import type { PinOptions } from "./pins.js";

/** A board's description of its modem: the options without their classes, as a manifest's `config` holds them. */
export type BoardConfig = Omit<ModemOptions, "serial" | "dcd" | keyof PinOptions> & {
	readonly serial: Omit<SerialOptions, "io">;
} & { readonly [pin in "dcd" | "powerKey" | "reset" | "supply" | "dtr" | "status"]?: Omit<DigitalOptions, "io"> } & Pick<
		PinOptions,
		"powerOn" | "resetPulse"
	>;

/** The classes of a board: `device.io`. */
export interface BoardIO {
	readonly Serial: SerialOptions["io"];
	readonly Digital: DigitalOptions["io"];
}

/**
 * Options for a modem from a board's description: every port and pin in it is given its class. What is not a port or a pin is taken over as it
 * is, so `config.sim900` may hold the access point too.
 */
export function wire(config: BoardConfig, io: BoardIO): ModemOptions {
	const options: Record<string, unknown> = Object.assign({}, config);
	options["serial"] = Object.assign({}, config.serial, { io: io.Serial });
	const pins = ["dcd", "powerKey", "reset", "supply", "dtr", "status"];
	for (let i = 0; i < pins.length; i++) {
		const name = pins[i]!;
		if (options[name] !== undefined) options[name] = Object.assign({}, options[name], { io: io.Digital });
	}
	return options as unknown as ModemOptions;
}
