import { type ModemError, type ModemOptions, SIM900 } from "../../src/index.js";
import { record } from "../../lab/recordings.ts";
import type { Runtime } from "../../src/runtime/runtime.js";
import { createIO, createRuntime, DEVKIT, type IO, SIM900Simulator, type SimulatorOptions, VirtualClock } from "../../simulator/index.ts";

/** The driver's runtime on a simulation's clock. */
export const virtualRuntime = (clock: VirtualClock): Runtime => createRuntime(clock);

/** What a request came to. */
export interface Download {
	status: number;
	body: Uint8Array;
	/** Name of the error, `done`, or undefined while it runs. */
	end: string | undefined;
}

/** The driver and a simulated modem in one process, on one virtual clock. */
export class Workbench {
	readonly clock: VirtualClock = new VirtualClock();
	readonly simulator: SIM900Simulator;
	readonly io: IO;
	modem: SIM900;
	private options: ModemOptions;
	/** Names of the errors that `onError` was called with. */
	readonly errors: string[] = [];
	/** Calls of `onReady`. */
	ready = 0;

	constructor(simulator: Partial<SimulatorOptions> = {}, options: Partial<ModemOptions> = {}, wire: Partial<typeof DEVKIT> = {}) {
		this.simulator = new SIM900Simulator({ clock: this.clock, ...simulator });
		this.io = createIO({ clock: this.clock, modem: this.simulator, wiring: { ...DEVKIT, ...wire } });
		record(this.simulator, this.io.board);
		const serial = { io: this.io.Serial, port: 2, transmit: 17, receive: 16, baud: 115200 };
		this.options = {
			serial,
			apn: { name: "internet" },
			runtime: virtualRuntime(this.clock),
			onReady: () => {
				this.ready++;
			},
			onError: (error: ModemError) => {
				this.errors.push(error.code);
			},
			...this.pins(options),
		} as ModemOptions;
		this.modem = new SIM900(this.options);
	}

	/** The microcontroller restarts, with another program on it that says `lines` first: the driver then meets what that has left behind. */
	async restart(lines: readonly (string | Uint8Array)[]): Promise<void> {
		this.modem.close();
		this.simulator.rxd.baud = this.simulator.rate;
		for (const line of lines) {
			this.simulator.rxd.send(typeof line === "string" ? Buffer.from(`${line}\r`, "latin1") : line);
			await this.clock.advance(300);
		}
		this.errors.length = 0;
		this.ready = 0;
		this.modem = new SIM900(this.options);
	}

	/** The microcontroller restarts with some options different. */
	remake(options: Partial<ModemOptions>): void {
		this.modem.close();
		this.options = { ...this.options, ...options };
		this.modem = new SIM900(this.options);
	}

	/** Lets time pass until `until` is true; at most `limit` ms. */
	async run(until: () => boolean, limit = 600_000): Promise<void> {
		await this.clock.run(until, limit).catch((error: Error) => {
			error.message += `\n${this.simulator.transcript.format(40)}`;
			throw error;
		});
	}

	/** Starts a GET whose application reads everything at once. */
	get(url: string): Download {
		const chunks: Uint8Array[] = [];
		const buffer = new Uint8Array(512);
		const download: Download = { status: 0, body: new Uint8Array(0), end: undefined };
		this.modem.http.request({
			url,
			onHeaders(status) {
				download.status = status;
			},
			onReadable() {
				let count;
				while ((count = this.read(buffer))) chunks.push(buffer.slice(0, count));
			},
			onDone(error) {
				download.body = Buffer.concat(chunks);
				download.end = error?.code ?? "done";
			},
		});
		return download;
	}

	/** A GET from its start to its end. */
	async download(url: string): Promise<Download> {
		const download = this.get(url);
		await this.run(() => download.end !== undefined);
		return download;
	}

	/**
	 * Closes an operation, twice, `delay` ms behind event number `event` of the dialogue from now on: a line of the modem is an event when it begins to
	 * be sent.
	 */
	async closeAt(operation: { close(): void }, event: number, delay: number): Promise<void> {
		let left = event;
		await this.closeWhen(operation, close => {
			const unwatch = this.simulator.transcript.watch(() => {
				left--;
				if (left > 0) return;
				unwatch();
				this.clock.schedule(delay, close);
			});
		});
	}

	/** Closes an operation, twice, when byte number `count` from now on has passed on a line of the modem. */
	async closeAtByte(operation: { close(): void }, name: "txd" | "rxd", count: number): Promise<void> {
		const line = this.simulator[name];
		const end = line.bytes + count;
		await this.closeWhen(operation, close => {
			line.tamper = (byte, index) => {
				if (index + 1 === end) this.clock.schedule(0, close);
				return byte;
			};
		});
		line.tamper = undefined;
	}

	/** Closes an operation, twice, when `arm` calls what it is given. */
	private async closeWhen(operation: { close(): void }, arm: (close: () => void) => void): Promise<void> {
		let closed = false;
		arm(() => {
			operation.close();
			operation.close();
			closed = true;
		});
		await this.run(() => closed);
	}

	/** The answer to a raw command: its last line, or the name of the error. */
	async ask(text: string): Promise<string> {
		let answer: string | undefined;
		let line = "";
		this.modem.command(text, {
			onLine(memory, start, end) {
				line = Buffer.from(memory.subarray(start, end)).toString("latin1");
			},
			onDone(error) {
				answer = error ? error.code : line;
			},
		});
		await this.run(() => answer !== undefined);
		return answer!;
	}

	/** Gives every pin that is named by a number its Digital class. */
	private pins(options: Partial<ModemOptions>): object {
		const entries = Object.entries(options).map(([name, value]) => {
			const pin = value as { pin?: number } | undefined;
			return [name, typeof pin?.pin === "number" ? { io: this.io.Digital, ...pin } : value];
		});
		return Object.fromEntries(entries);
	}
}
