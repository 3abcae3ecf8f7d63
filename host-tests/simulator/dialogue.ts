import { record } from "../../lab/recordings.ts";
import { VirtualClock } from "../../simulator/clock.ts";
import { SIM900Simulator, type SimulatorOptions } from "../../simulator/sim900.ts";

/** A host that types commands and keeps every byte that comes back. */
export class Dialogue {
	/** The one that was begun last. */
	static last: Dialogue | undefined;
	readonly clock: VirtualClock;
	readonly modem: SIM900Simulator;
	/** All that has come, one character a byte. */
	heard = "";

	/** A test that measures memory is not `recorded`: what a failure shows is kept for each byte. */
	constructor(options: Omit<SimulatorOptions, "clock"> = {}, recorded = true) {
		this.clock = new VirtualClock();
		this.modem = new SIM900Simulator({ clock: this.clock, ...options });
		Dialogue.last = this;
		if (recorded) record(this.modem);
		this.modem.txd.onByte = byte => {
			this.heard += String.fromCharCode(byte);
		};
	}

	/** Sends text as it is. */
	type(text: string): void {
		this.modem.rxd.send(Buffer.from(text, "latin1"));
	}

	/** What has come since the last call. */
	take(): string {
		const heard = this.heard;
		this.heard = "";
		return heard;
	}

	/** Sends a line and returns the exact bytes that come within `duration` ms. */
	async say(line: string, duration = 3000): Promise<string> {
		this.take();
		this.type(`${line}\r`);
		await this.clock.advance(duration);
		return this.take();
	}

	/** Echo off, then each line in turn; returns the bytes of the last. */
	async script(...lines: string[]): Promise<string> {
		await this.say("ATE0");
		let last = "";
		for (const line of lines) last = await this.say(line);
		return last;
	}
}

/** `OK` and the like as they look on the wire. */
export const line = (text: string): string => `\r\n${text}\r\n`;
export const OK: string = line("OK");
export const ERROR: string = line("ERROR");
