import {
	createIO,
	DEVKIT,
	MemoryFtpServer,
	MemoryNetwork,
	type MemoryServer,
	SIM900Simulator,
	type SimulatorOptions,
	VirtualClock,
} from "../../simulator/index.ts";
import { record } from "../../lab/recordings.ts";
import type { ModemOptions } from "../../src/index.js";
import { SIM900 } from "../../src/promises.js";
import { virtualRuntime } from "./workbench.ts";

/** `sim900/promises`, a simulated modem and servers in memory, on one virtual clock. */
export class PromiseBench {
	readonly clock: VirtualClock = new VirtualClock();
	readonly ftp: MemoryFtpServer = new MemoryFtpServer({ files: { "/file": "0123456789", "/empty": "" }, users: { me: "secret" } });
	readonly network: MemoryNetwork;
	readonly simulator: SIM900Simulator;
	readonly modem: SIM900;

	constructor(server: MemoryServer, simulator: Partial<SimulatorOptions> = {}, options: Partial<ModemOptions> = {}) {
		this.network = new MemoryNetwork({ "example.com": server }, { "ftp.example.com": this.ftp });
		this.simulator = new SIM900Simulator({ clock: this.clock, network: this.network, ...simulator });
		const io = createIO({ clock: this.clock, modem: this.simulator, wiring: DEVKIT });
		record(this.simulator, io.board);
		const serial = { io: io.Serial, port: 2, transmit: 17, receive: 16, baud: 115200 };
		this.modem = new SIM900({ serial, apn: { name: "internet" }, runtime: virtualRuntime(this.clock), ...options } as ModemOptions);
	}

	/** What a promise comes to, time passing meanwhile. */
	async wait<T>(promise: Promise<T>, limit = 600_000): Promise<T> {
		const state = { settled: false };
		const settle = (): boolean => (state.settled = true);
		void promise.then(settle, settle);
		// Promises are settled between two events of the clock.
		for (const end = this.clock.now + limit; !state.settled; await new Promise(setImmediate)) {
			if (this.clock.now > end) throw new Error(`not settled after ${limit} ms\n${this.simulator.transcript.format(40)}`);
			await this.clock.advance(1);
		}
		return promise;
	}

	/** What a promise fails with. */
	async failure(promise: Promise<unknown>): Promise<Error & { code: string; status: number; checkpoint: number }> {
		return this.wait(
			promise.then(
				value => {
					throw new Error(`did not fail: ${JSON.stringify(value)}`);
				},
				(error: Error & { code: string; status: number; checkpoint: number }) => error,
			),
		);
	}
}
