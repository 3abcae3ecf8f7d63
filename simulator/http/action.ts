import type { Alarm } from "../clock.ts";
import type { Modem } from "../modem.ts";
import type { HttpOutcome, HttpRequest, HttpResponse } from "../network/network.ts";

/** AT+HTTPACTION's methods by number. */
export const METHODS = ["GET", "POST", "HEAD"] as const;

/** SIMCom's own status codes. */
export const NOT_HTTP = 600;
export const NETWORK_ERROR = 601;
export const NO_MEMORY = 602;
export const DNS_ERROR = 603;
export const STACK_BUSY = 604;

const DEFAULT_PORT = 80;
const SECURE_PORT = 443;
/** Bytes of one segment: AT+HTTPSTATUS? counts in them. */
const SEGMENT = 1440;

/** Where a URL leads. */
export interface Target {
	/** TLS: an https URL. */
	secure: boolean;
	host: string;
	port: number;
	path: string;
}

/** What an action needs to know of the HTTPPARA values. */
export interface ActionPlan {
	readonly method: number;
	readonly target: Target;
	readonly headers: readonly (readonly [string, string])[];
	readonly body?: Uint8Array;
	readonly proxy?: { host: string; port: number };
	readonly follow: boolean;
	/** ms */
	readonly timeout: number;
	readonly cid: number;
}

/** Takes a URL apart: with or without scheme, the port after the host or, as the manual writes it, after the path. */
export function parseUrl(url: string): Target {
	const secure = /^\s*https:\/\//i.test(url);
	const bare = url.trim().replace(/^https?:\/\//i, "");
	const [, authority = "", rest = ""] = /^([^/?]*)(.*)$/s.exec(bare)!;
	const trailing = /^(\/[^?]*?):(\d{1,5})$/.exec(rest);
	const [host = "", port] = authority.replace(/^.*@/, "").split(":");
	const path = trailing ? trailing[1]! : rest.startsWith("/") ? rest : `/${rest}`;
	return { secure, host, port: Number(trailing?.[2] ?? port) || (secure ? SECURE_PORT : DEFAULT_PORT), path };
}

/** Answer of AT+HTTPSTATUS?: 0 idle, 1 receiving, 2 sending; bytes done and bytes to go. */
export interface Progress {
	readonly state: 0 | 1 | 2;
	readonly done: number;
	readonly left: number;
}

const IDLE: Progress = { state: 0, done: 0, left: 0 };

/**
 * One HTTPACTION on its way: sending, waiting, receiving at the rate of the air interface, following redirections.
 * Ends once, with a status and the body that can be read.
 */
export class HttpAction {
	readonly plan: ActionPlan;
	readonly #modem: Modem;
	readonly #done: (status: number, body: Uint8Array) => void;
	#request: HttpRequest;
	#redirections: number;
	#step: Alarm | undefined;
	#giveUp: () => void = () => {};
	#deadline: Alarm | undefined;
	#phase: { state: 1 | 2; start: number; total: number } = { state: 1, start: 0, total: 0 };
	#over = false;

	constructor(modem: Modem, plan: ActionPlan, done: (status: number, body: Uint8Array) => void) {
		this.#modem = modem;
		this.plan = plan;
		this.#done = done;
		this.#redirections = modem.settings.httpRedirections;
		this.#request = this.#compose(plan.target, METHODS[plan.method]!);
	}

	/** Begins; call it when the OK has gone. A status that is certain needs no network. */
	start(certain?: number): void {
		if (this.#over) return;
		const { settings } = this.#modem;
		if (certain !== undefined) return this.#after(settings.networkLatency, () => this.#end(certain));
		this.#deadline = this.#modem.later(this.plan.timeout, () => this.#end(settings.httpTimeoutStatus));
		if (this.#modem.bearers.works(this.plan.cid)) this.#send();
		else this.#after(settings.networkLatency, () => this.#end(NETWORK_ERROR));
	}

	/** What AT+HTTPSTATUS? shows now. */
	get progress(): Progress {
		if (this.#over) return IDLE;
		const { state, start, total } = this.#phase;
		const passed = ((this.#modem.clock.now - start) * this.#modem.settings.networkRate) / 1000;
		const done = Math.min(total, Math.floor((passed || 0) / SEGMENT) * SEGMENT);
		return { state, done, left: total - done };
	}

	/** The bearer is gone. */
	fail(): void {
		this.#end(NETWORK_ERROR);
	}

	/** Stops without a word: HTTPTERM, reset. */
	cancel(): void {
		this.#over = true;
		this.#giveUp();
		for (const alarm of [this.#step, this.#deadline]) if (alarm) this.#modem.clock.cancel(alarm);
	}

	#compose(target: Target, method: HttpRequest["method"]): HttpRequest {
		const { headers, body, proxy } = this.plan;
		const maximum = this.#modem.personality.httpMaximum;
		return { method, ...target, headers, maximum, ...(proxy && { proxy }), ...(method === "POST" && body && { body }) };
	}

	#after(delay: number, callback: () => void): void {
		this.#step = this.#modem.later(delay, callback);
	}

	#duration(bytes: number): number {
		return (bytes * 1000) / this.#modem.settings.networkRate;
	}

	#send(): void {
		const size = this.#request.body?.length ?? 0;
		this.#phase = { state: size ? 2 : 1, start: this.#modem.clock.now, total: size };
		this.#after(this.#duration(size), () => {
			this.#phase = { state: 1, start: this.#modem.clock.now, total: 0 };
			this.#giveUp = this.#modem.network.http(this.#request, this.#modem.clock, outcome => {
				if (!this.#over) this.#after(this.#modem.settings.networkLatency, () => this.#answered(outcome));
			});
		});
	}

	#answered(outcome: HttpOutcome): void {
		if (outcome === "timeout") return; // silence: the deadline speaks
		if (outcome === "dns") this.#end(DNS_ERROR);
		else if (outcome === "connect") this.#end(NETWORK_ERROR);
		else if (outcome === "protocol") this.#end(NOT_HTTP);
		else if (!this.#redirected(outcome)) this.#receive(outcome);
	}

	#redirected({ status, headers }: HttpResponse): boolean {
		const { location } = headers;
		if (!this.plan.follow || ![301, 302, 303, 307, 308].includes(status) || !location) return false;
		if (this.#redirections-- === 0) return false;
		const { host, port, path } = this.#request;
		const next = /^[a-z]+:\/\//i.test(location) ? location : new URL(location, `http://${host}:${port}${path}`).href;
		const method = status < 304 && this.#request.method === "POST" ? "GET" : this.#request.method;
		this.#request = this.#compose(parseUrl(next), method);
		this.#send();
		return true;
	}

	#receive({ status, body, tooLarge }: HttpResponse): void {
		const { settings } = this.#modem;
		if (tooLarge && settings.httpTooLarge === "602") return this.#end(NO_MEMORY);
		const readable = this.#request.method === "HEAD" ? new Uint8Array(0) : body;
		this.#phase = { state: 1, start: this.#modem.clock.now, total: readable.length };
		const reported = status === 206 ? settings.httpPartialStatus : status;
		this.#after(this.#duration(readable.length), () => this.#end(reported, readable));
	}

	#end(status: number, body: Uint8Array = new Uint8Array(0)): void {
		if (this.#over) return;
		this.cancel();
		this.#done(status, body);
	}
}
