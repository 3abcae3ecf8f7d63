import type { VirtualClock } from "../../simulator/clock.ts";
import type { DigitalPin, Esp32Board, SerialPort } from "../../simulator/port.ts";
import { Timers } from "./timers.ts";

/** Kinds of events that the firmware receives. */
export const EventKind = { readable: 1, writable: 2, timer: 3, edge: 4 } as const;

/** Runs the firmware's part of one event to its end. */
export type Dispatch = (kind: number, handle: number, value: number) => void;

/** Options as JSON carries them: what JSON cannot say is marked, so that the port model sees what the firmware gave. */
function revive(json: string): Record<string, unknown> {
	const options = JSON.parse(json) as Record<string, unknown>;
	for (const [key, value] of Object.entries(options)) {
		if (typeof value !== "object" || value === null) continue;
		options[key] = "function" in value ? () => {} : undefined;
	}
	return options;
}

function invalidHandle(): never {
	// What the SDK's host objects throw once they are closed.
	throw new SyntaxError("C: xsGetHostData: invalid host data");
}

/**
 * Everything outside the firmware that its `host` object reaches: ports, pins, timers and time, over the simulator's
 * clock and ESP32 model. The same for every engine.
 */
export class World {
	readonly #clock: VirtualClock;
	readonly #board: Esp32Board;
	readonly #timers: Timers;
	readonly #speed: number;
	#dispatch: Dispatch;
	#serials = new Map<number, SerialPort>();
	#pins = new Map<number, DigitalPin>();
	#handles = 0;

	/** The processor's time is not charged now: start-up, which a device has behind it. */
	free = false;

	/** `speed`: instructions in a ms, or 0 for a processor that needs no time. */
	constructor(clock: VirtualClock, board: Esp32Board, speed: number, dispatch: Dispatch) {
		this.#speed = speed;
		this.#clock = clock;
		this.#board = board;
		this.#dispatch = dispatch;
		this.#timers = new Timers(clock, board.machine, handle => this.#dispatch(EventKind.timer, handle, 0));
	}

	/** `kind` is "serial", "digital" or "timer" (the first letter decides); returns the handle. Throws what the port model throws. */
	open(kind: string, json: string): number {
		const handle = this.#handles;
		switch (kind[0]) {
			case "s":
				this.#serials.set(handle, this.#openSerial(handle, json));
				break;
			case "d":
				this.#pins.set(handle, this.#openDigital(handle, json));
				break;
			case "t":
				this.#timers.add(handle);
				break;
			default:
				throw new RangeError(`nothing called ${kind}`);
		}
		this.#handles++;
		return handle;
	}

	/** Closes whatever it is; again is harmless. */
	close(handle: number): void {
		this.#serials.get(handle)?.close();
		this.#serials.delete(handle);
		this.#pins.get(handle)?.close();
		this.#pins.delete(handle);
		this.#timers.remove(handle);
	}

	/** Serial: as SerialPort.read. */
	read(handle: number, target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined {
		return (this.#serials.get(handle) ?? invalidHandle()).read(target);
	}

	/** Serial: throws "output full" unless all fits. */
	write(handle: number, data: ArrayBufferView | ArrayBuffer | number): void {
		(this.#serials.get(handle) ?? invalidHandle()).write(data);
	}

	/** Digital: 0 or 1. */
	level(handle: number): number {
		return (this.#pins.get(handle) ?? invalidHandle()).read();
	}

	/** Digital. */
	drive(handle: number, level: number): void {
		(this.#pins.get(handle) ?? invalidHandle()).write(level);
	}

	/** Timer: due in `delay` ms, then every `repeat` ms; without a delay it is parked. */
	schedule(handle: number, delay?: number, repeat = 0): void {
		if (delay === undefined) this.#timers.park(handle);
		else this.#timers.schedule(handle, delay, repeat);
	}

	/** ms of virtual time. */
	now(): number {
		return this.#clock.now;
	}

	/** The firmware has used so many instructions since the last call: the world moves on meanwhile. */
	spend(instructions: number): void {
		if (this.#speed === 0 || this.free || instructions === 0) return;
		// Where a real server has to be waited for, the clock cannot move now: the processor is busy for that much longer after its turn.
		const left = this.#clock.elapse(instructions / this.#speed);
		if (left > 0) this.#board.machine.stall(left);
	}

	/** The microcontroller has gone: ports, pins and timers with it. */
	shutdown(): void {
		this.#dispatch = () => {};
		this.#timers.clear();
		for (const handle of [...this.#serials.keys(), ...this.#pins.keys()]) this.close(handle);
	}

	#openSerial(handle: number, json: string): SerialPort {
		return this.#board.openSerial(revive(json), (event, count, done) => {
			this.#dispatch(EventKind[event], handle, count);
			done();
		});
	}

	#openDigital(handle: number, json: string): DigitalPin {
		return this.#board.openDigital(revive(json), (triggered, done) => {
			this.#dispatch(EventKind.edge, handle, triggered);
			done();
		});
	}
}
