/*
	What the manifests are held against: pins and levels as the vendors' schematics and examples have them (boards/README.md names them), and
	what each chip's data sheet forbids.
*/

/** A board's wiring. `presses` and `resets` are the levels, as the microcontroller drives them, that act. */
export interface Wiring {
	readonly port?: number;
	readonly transmit: number;
	readonly receive: number;
	readonly powerKey?: number;
	readonly presses?: 0 | 1;
	readonly reset?: number;
	readonly resets?: 0 | 1;
	readonly supply?: number;
	readonly dtr?: number;
	readonly dcd?: number;
	readonly status?: number;
}

const T_CALL = { port: 1, transmit: 27, receive: 26, powerKey: 4 };

export const WIRINGS: Readonly<Record<string, Wiring>> = {
	"lilygo-t-call-sim800l-v1.3": { ...T_CALL, presses: 0, reset: 5, resets: 0, supply: 23 },
	"lilygo-t-call-sim800l-v1.4": { ...T_CALL, presses: 0, supply: 23, dtr: 32 },
	"lilygo-t-call-sim800l-axp192": { ...T_CALL, presses: 0, reset: 5, resets: 0, supply: 23, dtr: 32 },
	"lilygo-t-call-sim800c": { ...T_CALL, presses: 1, supply: 25, dtr: 32 },
	"lilygo-t-pcie-sim868": { ...T_CALL, presses: 1, supply: 25, dtr: 32, status: 36 },
	"m5stack-sim800l": { port: 2, transmit: 17, receive: 16, reset: 5, resets: 0 },
	"m5stack-comx-gsm": { port: 2, transmit: 13, receive: 5, reset: 2, resets: 0 },
	"kincony-kc868-a2": { port: 2, transmit: 13, receive: 34 },
	"waveshare-pico-sim868": { transmit: 0, receive: 1, powerKey: 14, presses: 1 },
	"esp32-devkit": { port: 2, transmit: 17, receive: 16, powerKey: 4, presses: 1, reset: 5, resets: 0, dtr: 32, dcd: 34 },
	"esp32-wrover": { port: 1, transmit: 27, receive: 26, powerKey: 4, presses: 1, reset: 5, resets: 0, dtr: 32, dcd: 34 },
	"esp32-s3": { port: 1, transmit: 17, receive: 18, powerKey: 15, presses: 1, reset: 16, resets: 0, dtr: 7, dcd: 8 },
	"esp32-c3": { port: 1, transmit: 5, receive: 4, powerKey: 6, presses: 1, dtr: 7, dcd: 10 },
	pico: { transmit: 4, receive: 5, powerKey: 6, presses: 1, reset: 7, resets: 1, dtr: 8, dcd: 10 },
};

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** What a chip forbids: as any pin, and as one that is driven. */
export interface Chip {
	readonly ports: readonly number[];
	/** Flash, PSRAM, USB, console, what decides how it boots, and what does not exist. */
	readonly never: readonly number[];
	readonly inputOnly: readonly number[];
	/** The first target of the SDK that is for it. */
	readonly target: string;
}

const ESP32 = {
	ports: [1, 2],
	never: [0, 1, 3, ...range(6, 11), 12, 20, 24, ...range(28, 31), ...range(40, 48)],
	inputOnly: range(34, 39),
	target: "esp32",
};

export const CHIPS: Readonly<Record<string, Chip>> = {
	esp32: ESP32,
	"esp32-psram": { ...ESP32, never: [...ESP32.never, 16, 17] },
	esp32s3: {
		ports: [1, 2],
		never: [0, 3, 19, 20, ...range(22, 25), ...range(26, 37), 43, 44, 45, 46],
		inputOnly: [],
		target: "esp32/esp32s3",
	},
	esp32c3: { ports: [1], never: [2, 8, 9, ...range(11, 19), 20, 21, ...range(22, 48)], inputOnly: [], target: "esp32/esp32c3" },
	rp2040: { ports: [], never: [23, 24, 25, ...range(29, 48)], inputOnly: [], target: "pico" },
};

/** Transmit pins of an RP2040's UARTs on a Pico's edge; the receive pin is the next one. */
export const PICO_TRANSMIT: readonly number[] = [0, 4, 8, 12, 16, 20];

/** Targets of the SDK whose chip, or whose wiring, is another one than that of most boards. */
export const TARGETS: readonly string[] = [
	"esp",
	"esp/nodemcu",
	"esp32",
	"esp32/nodemcu",
	"esp32/m5stack",
	"esp32/m5stack_fire",
	"esp32/m5stack_core2",
	"esp32/kaluga",
	"esp32/esp32s3",
	"esp32/esp32s3_cdc",
	"esp32/esp32s3_usb",
	"esp32/xiao_esp32s3",
	"esp32/esp32c3",
	"esp32/esp32c3_cdc",
	"esp32/xiao_esp32c3",
	"esp32/esp32c6",
	"esp32/esp32h2",
	"pico",
	"pico/pico_w",
	"pico/pico_2",
	"pico/pico_2_w",
	"pico/tiny2040",
	"nrf52",
	"zephyr",
	"mac",
	"lin",
	"win",
];
const DEVKITS = ["esp32", "esp32/nodemcu"];
const PICOS = ["pico", "pico/pico_2", "pico/pico_2_w", "pico/pico_w"];

/** The targets that a board is for; those of its chip's DevKit where nothing else is said. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
	"m5stack-sim800l": ["esp32/m5stack"],
	"m5stack-comx-gsm": ["esp32/m5stack", "esp32/m5stack_fire"],
	"esp32-s3": ["esp32/esp32s3", "esp32/esp32s3_cdc", "esp32/esp32s3_usb"],
	"esp32-c3": ["esp32/esp32c3", "esp32/esp32c3_cdc"],
	pico: PICOS,
	"waveshare-pico-sim868": PICOS,
};
export const allowedFor = (board: string): readonly string[] => ALLOWED[board] ?? DEVKITS;
