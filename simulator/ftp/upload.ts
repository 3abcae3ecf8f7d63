import { inTurn } from "../turn.ts";
import { FtpSession, type SessionPlan } from "./session.ts";
import type { Modem } from "../modem.ts";
import type { FtpAnswer, FtpFailure, FtpTransfer } from "./server.ts";

/** Passes queued bytes to the data connection at the rate of the air interface. */
abstract class Sender extends FtpSession {
	#transfer: FtpTransfer | undefined;
	#queue: Uint8Array[] = [];
	#sending = false;
	#closing = false;

	protected override opened({ transfer }: FtpAnswer): void {
		this.#transfer = transfer;
		this.ready();
	}

	/** Nothing is queued: more may come. */
	protected abstract ready(): void;

	protected get isClosing(): boolean {
		return this.#closing;
	}

	/** Queues bytes. */
	protected send(bytes: Uint8Array): void {
		this.#queue.push(this.convert(bytes));
		this.#next();
	}

	/** No more data; what is queued still goes. */
	close(): void {
		this.#closing = true;
		this.stop("host");
		this.#next();
	}

	#next(): void {
		if (this.#sending) return;
		const bytes = this.#queue.shift();
		if (!bytes && !this.#closing) return;
		this.#sending = true;
		if (!bytes) return this.#finish();
		this.after(this.duration(bytes.length), () => {
			this.expect();
			this.#transfer!.write(bytes, failure => this.#written(failure));
		});
	}

	#written(failure: FtpFailure | undefined): void {
		this.relax();
		if (failure) return this.fail(failure);
		const proceed = (): void => {
			this.#sending = false;
			if (this.#queue.length || this.#closing) this.#next();
			else this.ready();
		};
		// Until the far side has acknowledged the last of it.
		this.after(this.#queue.length ? 0 : this.modem.settings.networkLatency, proceed);
	}

	#finish(): void {
		this.expect();
		this.#transfer!.finish(failure => {
			this.relax();
			if (failure) this.fail(failure);
			else this.confirmed();
		});
	}

	/** The server has all of it. */
	protected confirmed(): void {
		const { ftpPutEndDelay } = this.modem.settings;
		if (ftpPutEndDelay < Infinity) this.after(ftpPutEndDelay, () => this.end(0));
		else this.vanish();
	}
}

/** AT+FTPPUT: the modem says how much it takes at a time, the host brings it. */
export class FtpUpload extends Sender {
	/** Bytes that the next FTPPUT=2 may bring; 0 while it may bring none. */
	maximum = 0;
	readonly #maxima: () => number;
	readonly #portion: () => number;
	#opened = false;

	constructor(modem: Modem, plan: SessionPlan, over: () => void) {
		super(modem, plan, over);
		this.#maxima = inTurn(modem.settings.ftpPutMaximum);
		this.#portion = inTurn(modem.settings.ftpPutPortions);
	}

	/** `1,1,<max>` has been shown and FTPPUT=2,0 has not come. */
	get isOpen(): boolean {
		return this.#opened && !this.isClosing;
	}

	/** Of `count` bytes offered, those that are taken. */
	grant(count: number): number {
		this.stop("host");
		return Math.min(count, this.maximum, this.#portion());
	}

	/** The host has brought them. */
	take(bytes: Uint8Array): void {
		if (this.modem.settings.ftpPutEarly === "error") this.maximum = 0;
		if (bytes.length) this.send(bytes);
		else this.ready();
	}

	protected override ready(): void {
		this.#opened = true;
		this.maximum = this.#maxima();
		this.report(`1,1,${this.maximum}`);
		this.after(this.modem.settings.ftpIdleTime, () => this.end(this.modem.settings.ftpErrors.timeout), "host");
	}
}

/** AT+FTPPUT in extended mode: what FTPEXTPUT has loaded goes at once. */
export class FtpExtendedUpload extends Sender {
	readonly #bytes: Uint8Array;

	constructor(modem: Modem, plan: SessionPlan, over: () => void, bytes: Uint8Array) {
		super(modem, plan, over);
		this.#bytes = bytes;
	}

	protected override ready(): void {
		const { ftpSegment } = this.modem.settings;
		for (let start = 0; start < this.#bytes.length; start += ftpSegment) this.send(this.#bytes.subarray(start, start + ftpSegment));
		this.close();
	}
}
