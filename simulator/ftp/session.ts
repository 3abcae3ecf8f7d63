import type { Alarm } from "../clock.ts";
import type { Modem } from "../modem.ts";
import type { FtpAnswer, FtpRequest } from "./server.ts";
import type { FtpReason } from "./settings.ts";

/** What a session is asked to do. */
export interface SessionPlan {
	/** `+FTPGET`: begins its lines. */
	readonly prefix: string;
	readonly request: FtpRequest;
	/** Bearer. */
	readonly cid: number;
	/** Longest silence of the server, ms. */
	readonly timeout: number;
	/** What follows the code: of a failure, of a success. */
	readonly failureSuffix?: string;
	readonly successSuffix?: (text: string) => string;
}

/**
 * One FTP session of the modem, from the OK of its command to the line that ends it. As it stands it opens, does
 * what needs no data connection, and reports.
 */
export class FtpSession {
	readonly plan: SessionPlan;
	protected readonly modem: Modem;
	/** Called after each line. */
	onReport: () => void = () => {};
	readonly #over: () => void;
	#giveUp: () => void = () => {};
	#alarms: Map<string, Alarm> = new Map();
	#ended = false;

	/** `over` is called once, before the last line is sent, unless the session is cancelled. */
	constructor(modem: Modem, plan: SessionPlan, over: () => void) {
		this.modem = modem;
		this.plan = plan;
		this.#over = over;
	}

	/** Begins; call it when the OK has gone. */
	start(): void {
		if (this.#ended) return;
		const { network, clock, settings, bearers } = this.modem;
		if (!bearers.works(this.plan.cid)) return this.after(settings.networkLatency, () => this.fail("bearer"));
		this.expect();
		this.#giveUp = network.ftp(this.plan.request, clock, outcome => {
			if (this.#ended) return;
			this.after(settings.ftpOpenTime, () => {
				this.relax();
				if (typeof outcome === "string") this.fail(outcome);
				else this.opened(outcome);
			});
		});
	}

	/** Stops without a word: reset, FTPQUIT. */
	cancel(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#giveUp();
		for (const alarm of this.#alarms.values()) this.modem.clock.cancel(alarm);
	}

	/** Ends with an error; silence is none. */
	fail(reason: FtpReason): void {
		// A network that says time-out has waited in its own time: the modem's clock has the word.
		if (reason === "timeout") this.expect();
		else this.end(this.modem.settings.ftpErrors[reason]);
	}

	/** What follows the prefix. */
	report(text: string): void {
		this.modem.unsolicited(`${this.plan.prefix}:${this.modem.personality.space}${text}`);
		this.onReport();
	}

	/** The server has done what it was asked, or is ready for the data. */
	protected opened({ text }: FtpAnswer): void {
		this.end(0, this.plan.successSuffix?.(text));
	}

	protected end(code: number, suffix: string = code ? (this.plan.failureSuffix ?? "") : ""): void {
		if (this.#ended) return;
		this.cancel();
		this.#over();
		this.report(`1,${code}${suffix}`);
	}

	/** Ends without a last line. */
	protected vanish(): void {
		this.cancel();
		this.#over();
	}

	/** An alarm that ends with the session. A name makes it replace the one before. */
	protected after(delay: number, callback: () => void, name = ""): void {
		const guarded = (): void => {
			if (!this.#ended) callback();
		};
		if (name) this.stop(name);
		const alarm = this.modem.later(delay, guarded);
		if (name) this.#alarms.set(name, alarm);
	}

	protected stop(name: string): void {
		const alarm = this.#alarms.get(name);
		if (alarm) this.modem.clock.cancel(alarm);
	}

	/** The server owes something. */
	protected expect(): void {
		this.after(this.plan.timeout, () => this.end(this.modem.settings.ftpErrors.timeout), "server");
	}

	/** It has come. */
	protected relax(): void {
		this.stop("server");
	}

	/** Duration of so many bytes on the air, ms. */
	protected duration(bytes: number): number {
		return (bytes * 1000) / this.modem.settings.networkRate;
	}

	/** Bytes as the type of the transfer lets them pass. */
	protected convert(bytes: Uint8Array): Uint8Array {
		const strips = this.plan.request.type === "A" && this.modem.settings.ftpAsciiStrip;
		return strips ? bytes.map(byte => byte & 0x7f) : bytes;
	}
}
