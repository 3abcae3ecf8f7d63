import type { Alarm } from "../clock.ts";
import type { Modem } from "../modem.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketFailure, SocketRequest } from "./seam.ts";

/** States of a connection as AT+CIPSTATUS prints them. */
export type SlotState = "INITIAL" | "CONNECTING" | "CONNECTED" | "REMOTE CLOSING" | "CLOSING" | "CLOSED";

/** What a connection tells the stack. */
export interface SlotEvents {
	opened(slot: Slot): void;
	failed(slot: Slot): void;
	/** Bytes have come, in push mode to be said now. */
	received(slot: Slot, bytes: Uint8Array, from: { address: string; port: number }): void;
	/** The other end has closed it. */
	closed(slot: Slot): void;
	/** Everything that was sent has been acknowledged, or never will be. */
	settled(slot: Slot, arrived: boolean): void;
}

/** One connection of the module: what waits in it, what was sent, what was acknowledged. */
export class Slot {
	readonly index: number;
	state: SlotState = "INITIAL";
	request: SocketRequest | undefined;
	/** The other end's. */
	address = "";
	/** It came in: AT+CIPSERVER. */
	isServer = false;
	sent = 0;
	acknowledged = 0;
	/** The unread bytes have been announced. */
	announced = false;

	readonly #modem: Modem;
	readonly #events: SlotEvents;
	#connection: SocketConnection | undefined;
	#deadline: Alarm | undefined;
	#unread: Uint8Array = new Uint8Array(0);
	/** Changes with each connection: what an old one still says is not heard. */
	#generation = 0;
	/** When the air is free for the next bytes, each way, ms. */
	#freeIn = 0;
	#freeOut = 0;
	/** When the last acknowledgement is here, ms. */
	#lastWord = 0;
	/** Bytes that the other end has acknowledged and whose acknowledgement is still on the air. */
	#underway = 0;
	/** What has not arrived yet, in order: real time goes on between two looks at the clock, so alarms alone do not keep it. */
	#onAir: (() => void)[] = [];
	#awaiting = false;
	#failNext = false;
	/** Bytes of the stream were lost, and what follows them cannot arrive. */
	#loses = false;

	constructor(modem: Modem, index: number, events: SlotEvents) {
		this.#modem = modem;
		this.index = index;
		this.#events = events;
	}

	/** A connection is there or on its way. */
	get isOpen(): boolean {
		return this.state === "CONNECTED" || this.state === "CONNECTING";
	}

	/** Bytes that can be read. */
	get waiting(): number {
		return this.#unread.length;
	}

	/** Connects; CONNECT FAIL after `limit` ms. */
	open(request: SocketRequest, limit: number): void {
		this.#begin(request);
		this.#deadline = this.#modem.later(limit, () => this.#failed("connect"));
		this.#after(this.#modem.settings.networkLatency, () => {
			const { network, clock } = this.#modem;
			this.#connection = network.connect(request, clock, this.#listener());
		});
	}

	/** Takes a connection that came in. */
	take(arrival: Arrival, port: number): void {
		this.#begin({ protocol: "TCP", host: arrival.address, port, localPort: port, secure: false });
		this.isServer = true;
		this.address = arrival.address;
		this.state = "CONNECTED";
		this.#connection = arrival.accept(this.#listener());
	}

	/** Sends; `settled` tells when all of it has arrived. `isQuick`: nobody waits for that. */
	send(bytes: Uint8Array, isQuick: boolean, to?: { host: string; port: number }): void {
		this.sent += bytes.length;
		if (isQuick && this.#failNext) {
			this.#failNext = false;
			this.#loses = this.request?.protocol === "TCP";
			this.#deadline = this.#loses ? this.#modem.later(this.#modem.settings.socketMuteTime, () => this.#broke()) : undefined;
			return;
		}
		if (this.#loses) return;
		this.#awaiting = true;
		if (this.#failNext) {
			this.#failNext = false;
			return this.#after(this.#modem.settings.networkLatency, () => this.#settle(false));
		}
		this.#freeOut = Math.max(this.#freeOut, this.#modem.clock.now) + this.#duration(bytes.length);
		this.#after(this.#freeOut - this.#modem.clock.now, () => {
			this.#connection?.send(bytes, to);
			if (this.request?.protocol === "UDP") return this.#settle(true);
			this.#deadline = this.#modem.later(this.#modem.settings.socketMuteTime, () => this.#broke());
		});
	}

	/**
	 * The next bytes that are sent are lost, and said to be: SEND FAIL. Under AT+CIPQSEND=1 nobody says so: nothing of a stream arrives any more, and the connection
	 * counts as broken when its time is over.
	 */
	failNextSend(): void {
		this.#failNext = true;
	}

	/** Takes up to `count` of the unread bytes. */
	read(count: number): Uint8Array {
		const bytes = this.#unread.subarray(0, count);
		this.#unread = this.#unread.slice(bytes.length);
		if (this.#unread.length === 0) this.announced = false;
		if (this.#unread.length < this.#modem.settings.socketReceiveBuffer) this.#connection?.resume();
		return bytes;
	}

	/** Keeps bytes until they are read; a full buffer closes the window. */
	keep(bytes: Uint8Array): void {
		this.#unread = Buffer.concat([this.#unread, bytes]);
		if (this.#unread.length >= this.#modem.settings.socketReceiveBuffer) this.#connection?.pause();
	}

	/** Closes it without a word. */
	close(atOnce = true): void {
		this.#end("CLOSED");
		this.#connection?.close(atOnce);
		this.#connection = undefined;
	}

	/** The other end, or the network, drops it. */
	drop(): void {
		if (!this.isOpen) return;
		this.#connection?.close(true);
		this.#broke();
	}

	#begin(request: SocketRequest): void {
		this.#generation++;
		this.request = request;
		this.address = request.host;
		this.state = "CONNECTING";
		this.isServer = this.announced = this.#awaiting = this.#loses = false;
		this.sent = this.acknowledged = this.#freeIn = this.#freeOut = this.#lastWord = this.#underway = 0;
		this.#unread = new Uint8Array(0);
		this.#onAir = [];
	}

	#listener(): SocketEvents {
		const generation = this.#generation;
		const ours =
			<Values extends unknown[]>(then: (...values: Values) => void) =>
			(...values: Values): void => {
				if (generation === this.#generation) then(...values);
			};
		return {
			opened: ours((address: string) => this.#opened(address)),
			failed: ours((reason: SocketFailure) => this.#failed(reason)),
			received: ours((bytes: Uint8Array, from: { address: string; port: number }) => this.#arriving(bytes, from)),
			acknowledged: ours((count: number) => {
				const { networkLatency } = this.#modem.settings;
				this.#lastWord = this.#modem.clock.now + networkLatency;
				this.#underway += count;
				this.#after(networkLatency, () => this.#arrived(count));
			}),
			// What is still on the air comes first.
			ended: ours(() =>
				this.#after(Math.max(0, Math.max(this.#freeIn, this.#lastWord) - this.#modem.clock.now), () => {
					if (this.#underway) this.#arrived(this.#underway);
					for (const arrive of this.#onAir.splice(0)) arrive();
					this.#broke();
				}),
			),
		};
	}

	#after(delay: number, callback: () => void): void {
		const generation = this.#generation;
		this.#modem.later(delay, () => {
			if (generation === this.#generation) callback();
		});
	}

	#duration(bytes: number): number {
		return (bytes * 1000) / this.#modem.settings.networkRate;
	}

	#opened(address: string): void {
		this.#stopDeadline();
		this.address = address;
		this.state = "CONNECTED";
		this.#events.opened(this);
	}

	/** A silent network leaves the word to the deadline. */
	#failed(reason: SocketFailure): void {
		if (reason === "timeout" || this.state !== "CONNECTING") return;
		this.close();
		this.#events.failed(this);
	}

	#arriving(bytes: Uint8Array, from: { address: string; port: number }): void {
		// An answer does not overtake the acknowledgement of what it answers.
		this.#freeIn = Math.max(this.#freeIn, this.#lastWord, this.#modem.clock.now) + this.#duration(bytes.length);
		this.#onAir.push(() => this.#events.received(this, bytes, from));
		this.#after(this.#freeIn - this.#modem.clock.now, () => this.#onAir.shift()?.());
	}

	#arrived(count: number): void {
		this.#underway -= count;
		this.acknowledged += count;
		if (this.acknowledged >= this.sent) this.#settle(true);
	}

	#settle(arrived: boolean): void {
		this.#stopDeadline();
		if (!this.#awaiting) return;
		this.#awaiting = false;
		this.#events.settled(this, arrived);
	}

	#broke(): void {
		this.#end("CLOSED");
		this.#connection = undefined;
		if (this.#modem.settings.socketUnread === "lost") this.#unread = new Uint8Array(0);
		this.#events.closed(this);
	}

	#end(state: SlotState): void {
		this.#generation++;
		this.#stopDeadline();
		this.#awaiting = false;
		this.state = state;
	}

	#stopDeadline(): void {
		if (this.#deadline) this.#modem.clock.cancel(this.#deadline);
		this.#deadline = undefined;
	}
}
