import { badArgument, type ModemError } from "../at/error.js";
import { FTP as FTPService } from "../ftp/ftp.js";
import { HTTP as HTTPService } from "../http/http.js";
import type { Firmware } from "../modem/firmware.js";
import { Modem, type ModemOptions, type Statistics } from "../modem/modem.js";
import type { IdentityName } from "../modem/query.js";
import type { Explainable } from "../explain/explain.js";
import { rethrown, SIM900Error } from "./error.js";
import { FTP } from "./ftp.js";
import { HTTP } from "./http.js";

/** `rssi` 0 (-113 dBm or less) to 31 (-51 dBm or more) in steps of 2 dBm, `errorRate` 0 to 7; 99 is not known. */
export interface Signal {
	readonly rssi: number;
	readonly errorRate: number;
}

/** Lines that a command was answered with, without its result. */
export type CommandAnswer = readonly string[];

/** Everything that a promise of a modem may end with. */
type Done<T> = (error: ModemError | null, value?: T) => void;

/** What the driver takes for granted, because on a device it comes from a manifest. */
function checkModem(options: ModemOptions): void {
	if (typeof options !== "object" || options === null || typeof options.serial !== "object" || options.serial === null) return;
	if (typeof options.serial.io !== "function")
		throw badArgument("open", "serial.io must be a class: StreamSerial of sim900/stream, or a device's Serial");
}

/** A SIM900-family modem with promises. Everything is as with the callbacks, which this stands on; each failure is an object of its own. */
export class SIM900 {
	readonly http: HTTP;
	readonly ftp: FTP;
	private readonly modem: Modem;
	private waiting: { resolve(): void; reject(error: unknown): void }[] = [];
	/** Why the modem could not be started, until it has been. */
	private startError: unknown;
	/** The port cannot be used: what everything else fails with. */
	private portError: Explainable | undefined;

	/** Opens the port and begins to bring the modem to its bearer. Throws a {@link SIM900Error}. */
	constructor(options: ModemOptions) {
		try {
			checkModem(options);
			this.modem = new Modem(this.listen(options));
		} catch (error) {
			throw rethrown(error, "");
		}
		const known = (): unknown => this.known();
		this.http = new HTTP(new HTTPService({ modem: this.modem }), known);
		this.ftp = new FTP(new FTPService({ modem: this.modem }), known);
	}

	/** Counts that only grow. */
	get statistics(): Statistics {
		return this.modem.statistics;
	}

	get firmware(): Firmware {
		return this.modem.firmware;
	}

	/** The last registration status: 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming; -1 unknown. */
	get registration(): number {
		return this.modem.registration;
	}

	/** Settled when the modem is registered and its bearer open, or cannot be brought there. Requests need not wait for it. */
	ready(): Promise<void> {
		if (this.modem.ready) return Promise.resolve();
		if (this.startError !== undefined) return Promise.reject(this.startError);
		return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
	}

	/** Closes the port. What runs or waits fails with `cancelled`. */
	close(): void {
		this.modem.close();
		this.settle(new SIM900Error({ code: "cancelled" }));
	}

	/** Closes the bearer, after the requests that wait. The next request opens it again. */
	disconnect(): Promise<void> {
		return this.ask(done => this.modem.disconnect(done));
	}

	/** Lets the modem sleep, after the requests that wait. Requires the DTR pin. */
	sleep(): Promise<void> {
		return this.ask(done => this.modem.sleep(done));
	}

	/** Switches the modem off, after the requests that wait. */
	powerDown(): Promise<void> {
		return this.ask(done => this.modem.powerDown(done));
	}

	signal(): Promise<Signal> {
		return this.ask(done => this.modem.signal((error, rssi, errorRate) => done(error, { rssi, errorRate })));
	}

	/** A text that says what the modem, its SIM or its network is; empty if the modem has none. */
	identify(name: IdentityName): Promise<string> {
		return this.ask(done => this.modem.identify(name, done));
	}

	/** Sends a command that the library does not cover. */
	command(text: string): Promise<CommandAnswer> {
		const lines: string[] = [];
		return this.ask(done =>
			this.modem.command(text, {
				onLine(memory, start, end) {
					let line = "";
					for (let i = start; i < end; i++) line += String.fromCharCode(memory[i]!);
					lines.push(line);
				},
				onDone: error => done(error, lines),
			}),
		);
	}

	private ask<T>(begin: (done: Done<T>) => void): Promise<T> {
		return new Promise((resolve, reject) => {
			try {
				begin((error, value) => {
					if (error === null) resolve(value as T);
					else reject(this.known() ?? new SIM900Error(error));
				});
			} catch (error) {
				reject(rethrown(error, ""));
			}
		});
	}

	/** The application's options, with what has to be heard here as well. */
	private listen(options: ModemOptions): ModemOptions {
		if (typeof options !== "object" || options === null) return options;
		const { serial } = options;
		const onStreamError = (error: Explainable): void => {
			(serial["onStreamError"] as ((error: Explainable) => void) | undefined)?.(error);
			this.portError = error;
			this.modem.close();
			this.settle(new SIM900Error(error, "", error));
		};
		return {
			...options,
			...(typeof serial === "object" && serial !== null && { serial: { ...serial, onStreamError } }),
			onReady: () => {
				options.onReady?.();
				this.settle(undefined);
			},
			onError: error => {
				options.onError?.(error);
				this.settle(new SIM900Error(error));
			},
		};
	}

	private settle(error: unknown): void {
		const { waiting } = this;
		this.waiting = [];
		this.startError = error;
		for (const { resolve, reject } of waiting) {
			if (error === undefined) resolve();
			else reject(error);
		}
	}

	/** After the port has failed, it is what everything fails of. */
	private known(): unknown {
		return this.portError && new SIM900Error(this.portError, "", this.portError);
	}
}
