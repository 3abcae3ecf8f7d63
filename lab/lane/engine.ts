import type { World } from "./world.ts";

/** What was used between `host.mark(0)` and this mark, and what the firmware holds in all. XS only. */
export interface MarkReport {
	/** Slots allocated since mark 0 (16 bytes each on a 32-bit microcontroller). */
	slots: number;
	/** Bytes of chunks allocated since mark 0, headers included. */
	chunkBytes: number;
	/** Calls of malloc, calloc and realloc since mark 0. */
	blocks: number;
	/** Property keys created since mark 0. */
	keys: number;
	/** What the firmware has allocated and not lost, without the machine's own; collected at mark 0 only. */
	heap: { slots: number; chunkBytes: number };
	/** Deepest use of the stack since mark 0, slots, without what the machine itself keeps there. */
	stackSlots: number;
	/** Reading of the engine's meter: bytecodes and primitive steps since the machine started. */
	meter: number;
}

/** Where the firmware's words go. */
export interface Sinks {
	trace(text: string): void;
	/** The bytes are valid during the call only. */
	deliver(bytes: Uint8Array): void;
	mark(index: number, report: MarkReport | null): void;
	done(status: number): void;
	/** The firmware has dealt with an event in so many instructions; only from engines that count them. */
	turn(event: TurnReport): void;
}

/** One event of the firmware. */
export interface TurnReport {
	/** EventKind. */
	kind: number;
	/** Bytes or room, as its callback was told. */
	value: number;
	/** RV32 instructions from the call of its callback to the return. */
	instructions: number;
}

/** What an engine is made from. */
export interface EngineOptions {
	world: World;
	sinks: Sinks;
	/** The bundle's text. */
	script: string;
	/** The `mc/config` object as JSON. */
	config: string;
	/** Seconds of real time for one turn. */
	turnLimit: number;
	/** Slots of stack for what happens after start-up; 0: as many as start-up has. */
	stackSlots: number;
}

/** XS on this machine, XS on an emulated microcontroller, or Node. */
export type EngineName = "xs" | "mcu" | "node";

/** Something that runs one firmware, one turn at a time: each call returns when the firmware is idle again. */
export interface Engine {
	readonly name: EngineName;
	boot(): void;
	dispatch(kind: number, handle: number, value: number): void;
	/** Ends it; resolves with how it ended. Rejects with what only came to light now. */
	stop(): Promise<string>;
}

/** An exception that the firmware did not catch, or an engine that went away. `stack` is the firmware's: on XS, as in a release build, names of functions. */
export class FirmwareError extends Error {
	constructor(message: string, stack?: string) {
		super(message);
		this.name = "FirmwareError";
		if (stack) this.stack = stack;
	}
}
