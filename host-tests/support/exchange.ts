import * as assert from "uvu/assert";
import { type ModemOptions, SIM900 } from "../../src/index.js";
import type { SerialOptions } from "../../src/uart/port.js";
import { ManualRuntime } from "./manual-runtime.ts";
import { bytesOf, ScriptedPort } from "./scripted-port.ts";

class ExchangePort extends ScriptedPort {
	private readonly options: any;
	private calling = false;

	constructor(options: any) {
		super();
		this.options = options;
	}

	/** Bits per second that the driver has asked for. */
	get baud(): number {
		return this.options.baud;
	}

	readable(count: number): void {
		this.call(() => this.options.onReadable.call(this.options, count));
	}

	writable(count: number): void {
		this.call(() => this.options.onWritable.call(this.options, count));
	}

	/** The ESP32's port uses its memory after a callback has returned: closing it from there is the end of the program. */
	override close(): void {
		if (this.calling) throw new Error("closed from its own callback");
		super.close();
	}

	private call(callback: () => void): void {
		if (this.closed) return;
		this.calling = true;
		try {
			callback();
		} finally {
			this.calling = false;
		}
	}
}

/**
 * A modem whose other end is a recorded dialogue. `expect` takes the bytes that the driver must have sent, `answer` gives it bytes in
 * pieces of `cut`.
 */
export class Exchange {
	readonly modem: SIM900;
	readonly runtime: ManualRuntime = new ManualRuntime();
	/** The port that the driver has opened last. */
	port!: ExchangePort;
	private readonly cut: number;

	constructor(cut: number, options: Partial<ModemOptions> = {}) {
		this.cut = cut;
		const opened = (port: ExchangePort): void => {
			this.port = port;
		};
		const io = class extends ExchangePort {
			constructor(given: object) {
				super(given);
				opened(this);
			}
		};
		const serial = { io, baud: 115200 } as unknown as SerialOptions;
		this.modem = new SIM900({ serial, apn: { name: "CMNET" }, runtime: this.runtime, ...options });
		this.port.writable(128);
	}

	/** The driver has sent exactly `text`. The port's room is given back afterwards. */
	expect(text: string): void {
		for (let i = 0; i < 10; i++) this.port.writable(128);
		assert.is(this.port.takeText(), text);
	}

	/** The modem sends `text`. */
	answer(text: string): void {
		const bytes = bytesOf(text);
		for (let at = 0; at < bytes.length; at += this.cut) {
			const piece = bytes.subarray(at, at + this.cut);
			this.port.put(piece);
			this.port.readable(piece.length);
		}
	}

	/** One row of a table: the command, and what the modem answers. */
	row(command: string, answer: string): void {
		this.expect(command);
		this.answer(answer);
	}

	/** The re-synchronisation of an undisturbed modem. */
	settle(): void {
		this.runtime.advance(100);
		this.row("AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n");
		this.runtime.advance(100);
	}

	/** The re-synchronisation of a modem that has restarted. */
	forgotten(): void {
		this.runtime.advance(100);
		this.row("AT+CMEE?\r", "\r\n+CMEE: 0\r\n\r\nOK\r\n");
		this.runtime.advance(100);
	}

	/** Revision, rate and state of a modem that needs no other. */
	identify(): void {
		this.row("AT+GMR\r", "\r\nRevision:1137B11SIM900M64_ST\r\n\r\nOK\r\n");
		this.row("AT+IPR?\r", "\r\n+IPR: 115200\r\n\r\nOK\r\n");
		this.row("AT+CSCLK=0\r", "\r\nOK\r\n");
		this.row("AT+CSCLK?\r", "\r\n+CSCLK: 0\r\n\r\nOK\r\n");
		this.row("AT+CFUN=1\r", "\r\nOK\r\n");
	}

	/** Messages are stored. */
	storeMessages(): void {
		this.row("AT+CNMI=2,1\r", "\r\nOK\r\n");
		this.row("AT+CNMI?\r", "\r\n+CNMI: 2,1,0,0,0\r\n\r\nOK\r\n");
	}

	/** How the modem is told to answer: at the start, and after answers that were wrong or did not come. */
	prepare(): void {
		this.row("ATE0Q0V1\r", "ATE0Q0V1\r\r\nOK\r\n");
		this.row("AT+CMEE=1\r", "\r\nOK\r\n");
		this.row("AT&C1\r", "\r\nOK\r\n");
		this.identify();
	}

	/** The start of a modem whose bearer is open already. */
	start(): void {
		this.row("AT\r", "AT\r\r\nOK\r\n");
		this.settle();
		this.look();
	}

	/** What is asked after something has failed: settings, SIM, registration, and the bearer, which is open. */
	look(): void {
		this.prepare();
		this.unlock();
		this.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,1,"10.89.193.1"\r\n\r\nOK\r\n');
	}

	/** The SIM is ready, and the modem registered. */
	unlock(): void {
		this.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
		this.storeMessages();
		this.row("AT+CREG?\r", "\r\n+CREG: 0,1\r\n\r\nOK\r\n");
	}

	/** From `request()` to the report of the action. */
	open(url: string, report: string): void {
		this.row("AT+HTTPTERM\r", "\r\nERROR\r\n");
		this.act(url, report);
	}

	/** From HTTPINIT, where no session is open, to the report of the action. */
	act(url: string, report: string): void {
		this.row("AT+HTTPINIT\r", "\r\nOK\r\n");
		this.row('AT+HTTPPARA="CID",1\r', "\r\nOK\r\n");
		this.row(`AT+HTTPPARA="URL","${url}"\r`, "\r\nOK\r\n");
		this.row("AT+HTTPACTION=0\r", `\r\nOK\r\n\r\n${report}\r\n`);
	}

	/** Behind the last of `length` bytes there is nothing. */
	checkEnd(length: number, answer = "\r\nOK\r\n"): void {
		this.row(`AT+HTTPREAD=${length},1\r`, answer);
	}
}

/** Cuts that every recorded exchange is tried with: byte by byte, small odd ones, a FIFO at once. */
export const CUTS: readonly number[] = [1, 2, 3, 5, 7, 11, 16, 31, 64, 113, 128, 1024];
