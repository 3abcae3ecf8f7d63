/*
	What the ports of the Moddable SDK (8.2) look like to a driver, from their sources in modules/io/serial and modules/base/timer: a fake of each, over the
	lane's ESP32. `npm test -- uart/ports` runs the driver on all of them.
*/
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** A port, and what a firmware is bundled with to be on it. */
export interface Shape {
	readonly name: string;
	/** Module names and their files, for `buildFirmware`. */
	readonly aliases: Readonly<Record<string, string>>;
	/** Bytes in the receive FIFO that make the UART ask for an interrupt, where it is the chip's own. */
	readonly receiveThreshold?: number;
	/** It has no memory to spare: what runs on it must not allocate. */
	readonly isMicrocontroller: boolean;
}

const provider = (name: string): Record<string, string> => ({ "embedded:provider/builtin": join(here, `${name}.ts`) });

/** On a computer the library's manifest takes another runtime, as it does on a Pico (moddable/manifest_modem.json). */
const desktop = (name: string): Record<string, string> => ({
	...provider(name),
	timer: join(here, `${name}-timer.ts`),
	"sim900/runtime": join(here, "../../../dist/runtime/desktop.js"),
});

export const shapes: readonly Shape[] = [
	{ name: "ESP32", aliases: {}, isMicrocontroller: true },
	// modules/io/serial/esp/serial.c: read and write as on the ESP32; UCFFT is 120.
	{ name: "ESP8266", aliases: {}, receiveThreshold: 120, isMicrocontroller: true },
	{
		name: "Pico",
		aliases: { ...provider("pico"), "sim900/runtime": join(here, "../../../dist/runtime/pico.js") },
		isMicrocontroller: true,
	},
	{ name: "nRF52", aliases: provider("nrf52"), isMicrocontroller: true },
	{ name: "Zephyr", aliases: provider("zephyr"), isMicrocontroller: true },
	{ name: "macOS", aliases: desktop("mac"), isMicrocontroller: false },
	{ name: "Linux", aliases: desktop("linux"), isMicrocontroller: false },
];
