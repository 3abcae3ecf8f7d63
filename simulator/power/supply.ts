import type { Alarm, Clock } from "../clock.ts";
import type { Line } from "../line.ts";
import type { Settings } from "../settings.ts";
import type { Signal } from "../signal.ts";

const SYNCH_RATE = 115200;
const SYNCH_BYTES = [0x00, 0x49, 0x49, 0x49, 0x49, 0xff, 0xff, 0xff, 0xff];

/** Whether the module runs. */
export type PowerState = "off" | "starting" | "on" | "stopping";

/** What a supply switches. */
export interface Load {
	readonly clock: Clock;
	readonly settings: Settings;
	readonly pwrkey: Signal;
	readonly nreset: Signal;
	readonly status: Signal;
	readonly txd: Line;
	/** An alarm that a reset forgets. */
	later(delay: number, callback: () => void): Alarm;
	/** Everything in RAM is gone, the port is off. */
	onHalt(): void;
	/** The port is active. */
	onActive(): void;
	/** The module has started, a moment after that. */
	onStarted(): void;
	/** It has been told to switch off. */
	onLeave(): void;
}

/** On, off and reset: the pins, their times, and what happens in between. */
export class Supply {
	state: PowerState = "off";
	readonly #load: Load;
	#keyPressed: number | undefined;
	#keySpent = false;

	constructor(load: Load) {
		this.#load = load;
		load.pwrkey.watch(level => this.#powerKey(level));
		load.nreset.watch(level => this.#resetPin(level));
	}

	/** It has been on for long. */
	run(): void {
		this.#activate();
	}

	/** Off and on again, by itself or by a supply that fails for a moment. */
	restart(greeting?: () => void): void {
		this.#halt();
		this.#start(this.#load.settings.resetTime, greeting);
	}

	/** Logs off and switches off; `silently`: the last word has been said. */
	shutDown(silently = false): void {
		if (!silently) this.#load.onLeave();
		this.state = "stopping";
		this.#load.later(this.#load.settings.shutdownTime, () => this.switchOff());
	}

	/** Off at once. */
	switchOff(): void {
		this.#halt();
		this.state = "off";
	}

	/** PWRKEY is a toggle: on once it has been low for long enough, off when a pulse of the right length ends. */
	#powerKey(level: number): void {
		const { clock, settings } = this.#load;
		const { powerKeyMinimum, powerKeyMaximum } = settings;
		if (level === 0) {
			const pressed = clock.now;
			this.#keyPressed = pressed;
			this.#keySpent = false;
			clock.schedule(powerKeyMinimum, () => {
				if (this.#keyPressed !== pressed || this.state !== "off") return;
				this.#keySpent = true;
				this.#start(settings.bootTime);
			});
			return;
		}
		const held = this.#keyPressed === undefined ? 0 : clock.now - this.#keyPressed;
		this.#keyPressed = undefined;
		if (!this.#keySpent && this.state === "on" && held >= powerKeyMinimum && held <= powerKeyMaximum) this.shutDown();
	}

	#resetPin(level: number): void {
		if (this.state === "off" || this.state === "stopping") return;
		if (level === 0) this.#halt();
		else this.#start(this.#load.settings.resetTime);
	}

	#halt(): void {
		this.state = "starting";
		this.#load.onHalt();
		this.#load.status.set(0);
	}

	#start(delay: number, greeting?: () => void): void {
		this.state = "starting";
		this.#load.later(delay, () => {
			this.#activate();
			if (this.#load.settings.synchBytes) this.#sendSynchBytes();
			greeting?.();
			this.#load.onStarted();
		});
	}

	#activate(): void {
		this.state = "on";
		this.#load.status.set(1);
		this.#load.onActive();
	}

	#sendSynchBytes(): void {
		const { txd } = this.#load;
		const rate = txd.baud;
		txd.baud = SYNCH_RATE;
		txd.send(SYNCH_BYTES);
		txd.afterSent(() => (txd.baud = rate));
	}
}
