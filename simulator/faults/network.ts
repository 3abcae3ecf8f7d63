import type { Clock } from "../clock.ts";
import type { HttpOutcome, HttpRequest, Network } from "../network/network.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketRequest } from "../socket/seam.ts";
import type { FtpOutcome, FtpRequest } from "../ftp/server.ts";

/**
 * What goes wrong behind the air interface: the server is silent, refuses, cuts its body, ignores the range; its name is
 * unknown; the action ends with a status of the module's own, such as 605 and 606 (TLS) or 714, and no body.
 */
export type ServerFault = "stall" | "refuse" | "dns" | "no-range" | { readonly truncate: number } | { readonly status: number };

const OUTCOMES = { refuse: "connect", dns: "dns" } as const;

/** What is left of a connection that never was. */
const UNCONNECTED: SocketConnection = { send: () => {}, pause: () => {}, resume: () => {}, close: () => {} };

/** A network whose next requests can be made to fail; otherwise the one behind it. */
export class FaultyNetwork implements Required<Network> {
	/** The one behind it. */
	readonly inner: Network;
	readonly #next: ServerFault[] = [];

	constructor(inner: Network) {
		this.inner = inner;
	}

	/** Spoils the next request that is not spoilt yet. */
	spoil(fault: ServerFault): void {
		this.#next.push(fault);
	}

	http(request: HttpRequest, clock: Clock, done: (outcome: HttpOutcome) => void): () => void {
		const fault = this.#next.shift();
		if (fault === undefined) return this.inner.http(request, clock, done);
		if (typeof fault === "object" && "status" in fault) return end(fault.status, clock, done);
		if (typeof fault === "object") return this.inner.http(request, clock, outcome => done(truncate(outcome, fault.truncate)));
		if (fault === "no-range") return this.inner.http(withoutRange(request), clock, done);
		return fail(fault, clock, done);
	}

	/** A connection that is refused, unknown or not answered; the other faults leave it alone. */
	connect(request: SocketRequest, clock: Clock, events: SocketEvents): SocketConnection {
		const fault = this.#next.shift();
		const failure = fault === "stall" ? "timeout" : fault === "refuse" ? "connect" : fault === "dns" ? "dns" : undefined;
		if (failure === undefined && this.inner.connect) return this.inner.connect(request, clock, events);
		clock.schedule(0, () => events.failed(failure ?? "connect"));
		return UNCONNECTED;
	}

	resolve(host: string, clock: Clock, done: (addresses: readonly string[]) => void): () => void {
		const fault = this.#next[0] === "dns" ? this.#next.shift() : undefined;
		if (fault === undefined && this.inner.resolve) return this.inner.resolve(host, clock, done);
		const alarm = clock.schedule(0, () => done([]));
		return () => clock.cancel(alarm);
	}

	listen(port: number, clock: Clock, onArrival: (arrival: Arrival) => void, ready: (open: boolean) => void): () => void {
		if (this.inner.listen) return this.inner.listen(port, clock, onArrival, ready);
		clock.schedule(0, () => ready(false));
		return () => {};
	}

	/** A session cannot be cut or lose its range here: these faults leave it alone. */
	ftp(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void {
		const fault = this.#next.shift();
		if (fault === "stall" || fault === "refuse" || fault === "dns") return fail(fault, clock, done);
		return this.inner.ftp(request, clock, done);
	}
}

function fail(fault: "stall" | "refuse" | "dns", clock: Clock, done: (outcome: "connect" | "dns") => void): () => void {
	if (fault === "stall") return () => {};
	const alarm = clock.schedule(0, () => done(OUTCOMES[fault]));
	return () => clock.cancel(alarm);
}

function end(status: number, clock: Clock, done: (outcome: HttpOutcome) => void): () => void {
	const alarm = clock.schedule(0, () => done({ status, headers: {}, body: new Uint8Array(0) }));
	return () => clock.cancel(alarm);
}

function truncate(outcome: HttpOutcome, length: number): HttpOutcome {
	return typeof outcome === "string" ? outcome : { ...outcome, body: outcome.body.subarray(0, length) };
}

function withoutRange(request: HttpRequest): HttpRequest {
	return { ...request, headers: request.headers.filter(([name]) => name !== "Range") };
}
