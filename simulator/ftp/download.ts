import { inTurn } from "../turn.ts";
import { FtpSession, type SessionPlan } from "./session.ts";
import type { Modem } from "../modem.ts";
import type { FtpAnswer, FtpFailure, FtpTransfer } from "./server.ts";
import type { FtpReason } from "./settings.ts";

/** AT+FTPGET and AT+FTPLIST: the modem downloads ahead into its buffer, the host reads at its leisure. */
export class FtpDownload extends FtpSession {
	readonly #buffer: Uint8Array;
	readonly #portion: () => number;
	#head = 0;
	#length = 0;
	#transfer: FtpTransfer | undefined;
	#receiving = false;
	#due = true;
	#announced = false;
	#ending: FtpReason | "end" | undefined;
	#finishing = false;

	constructor(modem: Modem, plan: SessionPlan, over: () => void) {
		super(modem, plan, over);
		this.#buffer = new Uint8Array(modem.settings.ftpReceiveBuffer);
		this.#portion = inTurn(modem.settings.ftpReadPortions);
	}

	/** `1,1` has been shown: the host may read. */
	get isReadable(): boolean {
		return this.#announced;
	}

	/** Takes up to `length` bytes; none means nothing now. */
	read(length: number): Uint8Array {
		const bytes = this.#take(Math.min(length, this.#portion(), this.#length));
		const drained = bytes.length < length && this.#length === 0;
		this.#due ||= drained && this.modem.settings.ftpAnnounceArrival;
		this.#remindLater();
		if (this.#length > 0) this.#awaitHost();
		else this.stop("host");
		this.modem.afterSent(() => {
			this.#fill();
			this.#endIfDrained(bytes.length === 0);
		});
		return bytes;
	}

	protected override opened({ transfer }: FtpAnswer): void {
		this.#transfer = transfer;
		this.#fill();
	}

	#fill(): void {
		const room = Math.min(this.#buffer.length - this.#length, this.modem.settings.ftpSegment);
		if (this.#receiving || this.#ending || room <= 0) return;
		this.#receiving = true;
		this.expect();
		this.#transfer!.read(room, result => {
			this.relax();
			if (typeof result === "string") this.#broken(result);
			else if (result.length === 0) this.#complete();
			else this.after(this.duration(result.length), () => this.#arrived(result));
		});
	}

	#arrived(bytes: Uint8Array): void {
		this.#receiving = false;
		if (this.#length === 0) this.#awaitHost();
		this.#put(this.convert(bytes));
		if (this.#due) this.#announce();
		this.#fill();
	}

	#broken(failure: FtpFailure): void {
		if (failure === "timeout" || this.modem.settings.ftpBreak === "at once") return this.fail(failure);
		this.#ending = failure;
		this.#endIfDrained(true);
	}

	#complete(): void {
		this.#ending = "end";
		this.#endIfDrained(!this.#announced || this.#due);
	}

	/** The last word comes when everything has been read; `asked`: the host knows that there is nothing left. */
	#endIfDrained(asked: boolean): void {
		const ending = this.#ending;
		const { ftpEnd, ftpEndDelay } = this.modem.settings;
		if (!ending || this.#finishing || this.#length > 0 || (ftpEnd === "zero" && !asked)) return;
		this.#finishing = true;
		this.after(ftpEndDelay, () => (ending === "end" ? this.end(0) : this.fail(ending)));
	}

	#announce(): void {
		this.#due = false;
		this.#announced = true;
		this.report("1,1");
		this.#remindLater();
	}

	/** Says `1,1` again in a while, or as soon as something comes after that. */
	#remindLater(): void {
		const remind = (): void => {
			if (this.#length > 0) this.#announce();
			else this.#due = true;
		};
		this.after(this.modem.settings.ftpRepeatInterval, remind, "repeat");
	}

	#awaitHost(): void {
		this.after(this.modem.settings.ftpIdleTime, () => this.end(this.modem.settings.ftpErrors.timeout), "host");
	}

	#put(bytes: Uint8Array): void {
		const size = this.#buffer.length;
		const tail = (this.#head + this.#length) % size;
		const first = Math.min(bytes.length, size - tail);
		this.#buffer.set(bytes.subarray(0, first), tail);
		this.#buffer.set(bytes.subarray(first), 0);
		this.#length += bytes.length;
	}

	#take(count: number): Uint8Array {
		const bytes = Uint8Array.from({ length: count }, (_, index) => this.#buffer[(this.#head + index) % this.#buffer.length]!);
		this.#head = (this.#head + count) % this.#buffer.length;
		this.#length -= count;
		return bytes;
	}
}
