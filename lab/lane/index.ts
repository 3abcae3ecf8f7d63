import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { VirtualClock } from "../../simulator/clock.ts";
import type { Esp32Board } from "../../simulator/port.ts";
import { buildEngine, buildImage, compileScript } from "../xs/build.ts";
import { type Engine, type EngineName, type EngineOptions, FirmwareError, type MarkReport, type TurnReport } from "./engine.ts";
import { NodeEngine } from "./node.ts";
import { EngineGone } from "./wire.ts";
import { World } from "./world.ts";
import { hostProgram, mcuProgram, XSEngine } from "./xs.ts";

export { buildFirmware, type FirmwareSource } from "./bundle.ts";
export { type EngineName, FirmwareError, type MarkReport, type TurnReport } from "./engine.ts";
export { EventKind } from "./world.ts";

/** A firmware and what surrounds it. */
export interface FirmwareOptions {
	/** The bundle's text, or the file it is in. See buildFirmware. */
	bundle: string | URL;
	/** What `mc/config` is to the firmware. */
	config?: object;
	/** Default: XS where it can be built, else Node. */
	engine?: EngineName;
	/** The one clock. */
	clock: VirtualClock;
	/** The microcontroller's ports and pins. */
	board: Esp32Board;
	/** ms of virtual time after which runFirmware gives up. */
	limit?: number;
	/** Seconds of real time after which a turn of the firmware counts as endless (XS only, default 20). */
	turnLimit?: number;
	/** Slots of stack for what happens after start-up; default {@link STACK_SLOTS}. */
	stackSlots?: number;
	/** MHz of the processor whose instructions take time; default 0: none (microcontroller only). */
	speed?: number;
	/** An event that the firmware has dealt with (microcontroller only). */
	onTurn?(event: TurnReport): void;
	/** What the firmware traces, as it comes. */
	onTrace?(text: string): void;
	/** Payload that the firmware hands out; the bytes are valid during the call only. */
	onDeliver?(bytes: Uint8Array): void;
	/** A mark, with null where nothing can be measured (Node). */
	onMark?(report: MarkReport | null, index: number): void;
}

/** How a firmware ended. */
export interface FirmwareResult {
	/** What it gave to `host.done`. */
	status: number;
	engine: EngineName;
	/** Virtual ms from boot to end. */
	duration: number;
}

/** Slots of stack in the smallest of the SDK's ESP32 targets (esp32c3). Start-up is not held to it: a device preloads its modules. */
export const STACK_SLOTS = 384;

/** Cycles of an ESP32-C3 for one instruction, on average over this library's code running from flash. */
export const CYCLES = 1.5;

/** "xs", or in one line why the XS lane is not there. Builds it when it is not built yet. */
export async function engineAvailable(): Promise<string> {
	const built = await buildEngine();
	return built.binary ? "xs" : built.reason;
}

let availability: Promise<string> | undefined;

/** "mcu", or in one line why there is no emulated microcontroller. */
export function microcontrollerAvailable(): Promise<string> {
	return (availability ??= findMicrocontroller());
}

async function findMicrocontroller(): Promise<string> {
	const qemu = spawnSync("qemu-system-riscv32", ["--version"]);
	if (qemu.status !== 0) return "the emulated microcontroller needs qemu-system-riscv32 (Debian: qemu-system-misc)";
	const host = await buildEngine();
	if (!host.binary) return host.reason;
	if (host.bits !== 32) return "the emulated microcontroller needs a compiler for 32-bit programs (Debian: gcc-multilib)";
	const image = await buildImage();
	return image.binary ? "mcu" : `${image.reason} (Debian: gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf)`;
}

interface Settle {
	resolve(result: FirmwareResult): void;
	reject(reason: unknown): void;
}

/** A running firmware. The clock is somebody else's to run. */
export class Firmware {
	readonly #clock: VirtualClock;
	readonly #world: World;
	readonly #engine: Engine;
	readonly #start: number;
	readonly #settle: Settle;
	#status: number | undefined;
	#ended = false;

	/** Settles once, when the firmware is done, has thrown or was stopped. */
	readonly result: Promise<FirmwareResult>;

	constructor(options: FirmwareOptions, createEngine: (options: EngineOptions) => Engine) {
		const { bundle, config = {}, clock, board, turnLimit = 20, stackSlots = STACK_SLOTS, speed = 0 } = options;
		let settle: Settle | undefined;
		this.result = new Promise((resolve, reject) => (settle = { resolve, reject }));
		this.#settle = settle!;
		this.#clock = clock;
		this.#start = clock.now;
		this.#world = new World(clock, board, (speed * 1000) / CYCLES, (kind, handle, value) =>
			this.#turn(() => this.#engine.dispatch(kind, handle, value)),
		);
		this.#engine = createEngine({
			world: this.#world,
			script: textOf(bundle),
			config: JSON.stringify(config),
			turnLimit,
			stackSlots,
			sinks: {
				trace: text => options.onTrace?.(text),
				deliver: bytes => options.onDeliver?.(bytes),
				mark: (index, report) => options.onMark?.(report, index),
				done: status => (this.#status ??= status),
				turn: event => options.onTurn?.(event),
			},
		});
		this.#turn(() => this.#engine.boot());
	}

	/** It has ended: nothing more will happen in it. */
	get ended(): boolean {
		return this.#ended;
	}

	/** Gives the firmware an event of the caller's own, in this moment: `host.onEvent(kind, handle, value)`. */
	send(kind: number, handle: number, value: number): void {
		this.#turn(() => this.#engine.dispatch(kind, handle, value));
	}

	/** Takes the power away. `result` rejects with `reason` unless it has settled. */
	stop(reason: unknown = new FirmwareError("stopped")): void {
		this.#end(farewell =>
			this.#settle.reject(reason instanceof EngineGone ? new FirmwareError(`the engine is gone: ${farewell}`) : reason),
		);
	}

	#turn(run: () => void): void {
		if (this.#ended) return;
		try {
			run();
		} catch (error) {
			this.stop(error);
			return;
		}
		const status = this.#status;
		if (status === undefined) return;
		const result: FirmwareResult = { status, engine: this.#engine.name, duration: this.#clock.now - this.#start };
		this.#end(() => this.#settle.resolve(result));
	}

	#end(settle: (farewell: string) => void): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#world.shutdown();
		this.#engine.stop().then(settle, this.#settle.reject);
	}
}

const textOf = (bundle: string | URL): string => (typeof bundle === "string" ? bundle : readFileSync(bundle, "utf8"));

let warned = false;

/** Boots a firmware; the caller runs the clock. */
export async function startFirmware(options: FirmwareOptions): Promise<Firmware> {
	if (options.engine === "node") return new Firmware(options, engine => new NodeEngine(engine));
	if (options.engine === "mcu") return startOnMicrocontroller(options);
	const built = await buildEngine();
	if (built.binary)
		return new Firmware(options, engine => new XSEngine(hostProgram(built.binary!, engine.script, engine.turnLimit), engine));
	if (options.engine === "xs") throw new Error(built.reason);
	if (!warned) console.log(`no XS lane, running on Node: ${built.reason}`);
	warned = true;
	return new Firmware(options, engine => new NodeEngine(engine));
}

async function startOnMicrocontroller(options: FirmwareOptions): Promise<Firmware> {
	const reason = await microcontrollerAvailable();
	if (reason !== "mcu") throw new Error(reason);
	const { binary } = await buildImage();
	const script = await compileScript(textOf(options.bundle));
	return new Firmware(options, engine => new XSEngine(mcuProgram(binary!, script), engine));
}

/**
 * Boots a firmware and runs the clock until it ends. Rejects with a FirmwareError for an exception that it did not
 * catch, and with the clock's error when the limit has passed or nothing is left that could wake it.
 */
export async function runFirmware(options: FirmwareOptions): Promise<FirmwareResult> {
	const firmware = await startFirmware(options);
	options.clock.run(() => firmware.ended, options.limit).catch(error => firmware.stop(error));
	return firmware.result;
}
