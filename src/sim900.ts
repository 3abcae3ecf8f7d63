import type { ModemError } from "./at/error.js";
import { FTP } from "./ftp/ftp.js";
import { HTTP } from "./http/http.js";
import type { CommandOptions, RawCommand } from "./modem/command.js";
import type { DoneCallback } from "./modem/control.js";
import type { Firmware } from "./modem/firmware.js";
import { Modem, type ModemOptions, type Statistics } from "./modem/modem.js";
import type { IdentityName, SignalCallback, TextCallback } from "./modem/query.js";

/** A SIM900-family modem with its services. What is not described here is described at {@link Modem}. */
export class SIM900 implements Modem {
	readonly http: HTTP;
	readonly ftp: FTP;
	readonly statistics: Statistics;
	readonly firmware: Firmware;
	readonly error: ModemError;
	readonly baud: number;
	private readonly modem: Modem;

	/** Makes a modem and begins to bring it to its bearer. Throws `argument`. */
	constructor(options: ModemOptions) {
		const modem = new Modem(options);
		this.modem = modem;
		this.statistics = modem.statistics;
		this.firmware = modem.firmware;
		this.error = modem.error;
		this.baud = modem.baud;
		this.ftp = new FTP({ modem });
		this.http = new HTTP({ modem });
	}

	get registration(): number {
		return this.modem.registration;
	}

	get ready(): boolean {
		return this.modem.ready;
	}

	close(): void {
		this.modem.close();
	}

	disconnect(onDone?: DoneCallback): void {
		this.modem.disconnect(onDone);
	}

	sleep(onDone?: DoneCallback): void {
		this.modem.sleep(onDone);
	}

	powerDown(onDone?: DoneCallback): void {
		this.modem.powerDown(onDone);
	}

	signal(onDone: SignalCallback): void {
		this.modem.signal(onDone);
	}

	identify(name: IdentityName, onDone: TextCallback): void {
		this.modem.identify(name, onDone);
	}

	command(text: string, options: CommandOptions): RawCommand {
		return this.modem.command(text, options);
	}
}
