import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Esp32Board, type Recorder, SIM900Simulator, type SimulatorOptions, VirtualClock } from "../simulator/index.ts";
import { buildFirmware, type EngineName, type FirmwareOptions, type FirmwareResult, type MarkReport, runFirmware } from "./lane/index.ts";
import { record } from "./recordings.ts";

/** Pins and rate of the esp32-devkit board, as its manifest gives them to the firmware. */
export const DEVKIT_CONFIG = { serial: { port: 2, transmit: 17, receive: 16 }, dcd: { pin: 34 }, apn: { name: "internet" } };

/** A firmware with a simulated modem at its UART. */
export interface SessionOptions extends Pick<FirmwareOptions, "stackSlots" | "speed" | "onTurn" | "turnLimit" | "onTrace" | "onMark"> {
	/** Path of the firmware's main module, from the root of the project. */
	firmware: string;
	/** Joined to the pins of the board. */
	config: Record<string, unknown>;
	engine: EngineName;
	/** Bits per second on both sides. */
	baud: number;
	modem?: Partial<SimulatorOptions>;
	/** The end of an earlier session whose modem this firmware meets as it was left. */
	after?: SessionResult;
	/** Bytes in the receive FIFO that make the UART ask for an interrupt; default: the ESP32's. */
	receiveThreshold?: number;
	/** Called when modem and board are there, before the firmware boots. */
	prepare?(parts: { clock: VirtualClock; modem: SIM900Simulator; board: Esp32Board }): void;
	onDeliver?(bytes: Uint8Array, clock: VirtualClock): void;
	/** What the session is added to; by default a recorder of its own. */
	recorder?: Recorder;
	/** ms of virtual time. */
	limit?: number;
}

/** What a session came to. */
export interface SessionResult extends FirmwareResult {
	/** What the firmware traced. */
	trace: string;
	/** Bytes that the firmware delivered, and their SHA-256. */
	bytes: number;
	sha256: string;
	/** Marks of the firmware by index; null where nothing was measured. */
	marks: (MarkReport | null)[];
	modem: SIM900Simulator;
	clock: VirtualClock;
}

/** The SHA-256 of `bytes` in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

/** Those options that are the firmware's, where they are given. */
function pick({ stackSlots, speed, onTurn, turnLimit }: SessionOptions): Partial<FirmwareOptions> {
	const options = { stackSlots, speed, onTurn, turnLimit };
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

const bundles = new Map<string, Promise<string>>();

/** The bundle of a firmware, which is made once in a process. */
function bundleOf(path: string): Promise<string> {
	const made = bundles.get(path) ?? buildFirmware(fileURLToPath(new URL(`../${path}`, import.meta.url)));
	bundles.set(path, made);
	return made;
}

/** Runs a firmware to its end. An error that it does not survive carries the end of the dialogue. */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
	const clock = options.after?.clock ?? new VirtualClock();
	const modem = options.after?.modem ?? new SIM900Simulator({ clock, baud: options.baud, ...options.modem });
	const { receiveThreshold } = options;
	const board = new Esp32Board({ clock, modem, ...(receiveThreshold && { receiveThreshold }) });
	const endRecording = record(modem, board, options.recorder);
	options.prepare?.({ clock, modem, board });
	const serial = { ...DEVKIT_CONFIG.serial, baud: options.baud };
	const digest = createHash("sha256");
	const result = { trace: "", bytes: 0, marks: [] as (MarkReport | null)[] };
	const ended = await runFirmware({
		bundle: await bundleOf(options.firmware),
		config: { ...DEVKIT_CONFIG, serial, ...options.config },
		engine: options.engine,
		...pick(options),
		clock,
		board,
		limit: options.limit ?? 3_600_000,
		onTrace(text) {
			options.onTrace?.(text);
			result.trace += text;
		},
		onDeliver(bytes) {
			result.bytes += bytes.length;
			digest.update(bytes);
			options.onDeliver?.(bytes, clock);
		},
		onMark(report, index) {
			options.onMark?.(report, index);
			result.marks[index] = report;
		},
	})
		.catch((error: Error) => {
			error.message += `\nthe end of the dialogue:\n${modem.transcript.format(30)}`;
			throw error;
		})
		.finally(endRecording);
	return { ...ended, ...result, sha256: digest.digest("hex"), modem, clock };
}
