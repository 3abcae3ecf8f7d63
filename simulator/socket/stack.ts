import { NOT_ALLOWED } from "../errors.ts";
import type { Modem, Outcome } from "../modem.ts";
import type { Arrival, SocketRequest } from "./seam.ts";
import { Slot, type SlotEvents } from "./slot.ts";

/** States of the context as AT+CIPSTATUS prints them; those of the one connection are made of its own. */
type ContextState = "IP INITIAL" | "IP START" | "IP CONFIG" | "IP GPRSACT" | "IP STATUS" | "PDP DEACT";

/** Settings of TCP/IP that a command makes, by the name of the command. */
export interface SocketOptions {
	CIPMUX: number;
	CIPMODE: number;
	CIPRXGET: number;
	CIPQSEND: number;
	CIPHEAD: number;
	CIPSHOWTP: number;
	CIPSRIP: number;
	CIPSPRT: number;
	CIPSSL: number;
	CIPUDPMODE: number;
}

const FRESH: Readonly<SocketOptions> = {
	CIPMUX: 0,
	CIPMODE: 0,
	CIPRXGET: 0,
	CIPQSEND: 0,
	CIPHEAD: 0,
	CIPSHOWTP: 0,
	CIPSRIP: 0,
	CIPSPRT: 1,
	CIPSSL: 0,
	CIPUDPMODE: 0,
};

/** What is sent to or said of a connection while data mode lasts. */
const BYTES_PER_PACKET = 1460;

/** The context of AT+CSTT and the connections over it, for one boot. */
export class Stack {
	state: ContextState = "IP INITIAL";
	apn: readonly [string, string, string] = ["CMNET", "", ""];
	readonly options: SocketOptions;
	readonly slots: readonly Slot[];
	/** AT+CLPORT, by protocol. */
	readonly localPort: Record<"TCP" | "UDP", number> = { TCP: 0, UDP: 0 };
	/** AT+CIPUDPMODE=2: where datagrams go. */
	udpTarget: { host: string; port: number } | undefined;
	/** Port of AT+CIPSERVER. */
	serverPort: number | undefined;
	readonly #modem: Modem;
	#stopListening: () => void = () => {};
	#sent: ((result: "SEND OK" | "SEND FAIL") => void) | undefined;

	constructor(modem: Modem) {
		this.#modem = modem;
		this.options = { ...FRESH, ...(modem.nvram.get("sockets") as Partial<SocketOptions> | undefined) };
		this.slots = Array.from({ length: modem.personality.connections }, (_, index) => new Slot(modem, index, this.#events()));
		modem.onReset(() => this.#closeAll());
		modem.radio.onDetached(() => this.lose());
	}

	get isMultiple(): boolean {
		return this.options.CIPMUX === 1;
	}

	/** A context is there. */
	get isUp(): boolean {
		return this.state === "IP GPRSACT" || this.state === "IP STATUS";
	}

	/** `n, WORD` with several connections, `WORD` with one. */
	label(slot: Slot, words: string): string {
		return this.isMultiple ? `${slot.index}, ${words}` : words;
	}

	/** As AT+CIPSTATUS says it. */
	get described(): string {
		const { state, request } = this.slots[0]!;
		if (this.state !== "IP STATUS" && !this.slots.some(slot => slot.isOpen)) return this.state;
		if (this.isMultiple) return this.slots.some(slot => slot.state !== "INITIAL") || this.serverPort ? "IP PROCESSING" : this.state;
		if (state === "CONNECTED") return "CONNECT OK";
		if (this.serverPort) return "SERVER LISTENING";
		return state === "INITIAL" ? this.state : `${request!.protocol} ${state}`;
	}

	/** AT+CIICR: calls back when it is up, or that it is not. */
	activate(done: (up: boolean) => void): void {
		this.state = "IP CONFIG";
		this.#modem.later(this.#modem.settings.socketContextTime, () => {
			const up = this.state === "IP CONFIG" && this.#modem.radio.attached && this.#modem.bearers.accepts(this.apn[0]);
			this.state = up ? "IP GPRSACT" : "PDP DEACT";
			done(up);
		});
	}

	/** AT+CIPSTART: after its OK. */
	connect(slot: Slot, request: SocketRequest): void {
		const { socketConnectTime, socketConnectTimeSingle } = this.#modem.settings;
		slot.open(request, this.isMultiple ? socketConnectTime : socketConnectTimeSingle);
	}

	/** Sends what AT+CIPSEND has brought and says when it has arrived, or under AT+CIPQSEND=1 that it was taken. */
	send(slot: Slot, bytes: Uint8Array, accepted: number): Outcome {
		if (slot.state !== "CONNECTED") return NOT_ALLOWED;
		const silent = this.options.CIPSPRT === 2;
		const taken = bytes.subarray(0, accepted);
		if (this.options.CIPQSEND === 1) {
			slot.send(taken, true, this.udpTarget);
			if (!silent) this.#modem.say(`DATA ACCEPT:${this.isMultiple ? `${slot.index},` : ""}${taken.length}`);
			return "NONE";
		}
		return finish => {
			this.#sent = words => {
				this.#sent = undefined;
				if (!silent) this.#modem.say(this.label(slot, words));
				finish("NONE");
			};
			slot.send(taken, false, this.udpTarget);
		};
	}

	/** AT+CIPSHUT: everything goes, the settings stay. */
	shut(): void {
		this.#closeAll();
		this.state = "IP INITIAL";
	}

	/** The network takes the context away. */
	lose(): void {
		if (this.state === "IP INITIAL" || this.state === "IP START" || this.state === "PDP DEACT") return;
		const open = this.slots.filter(slot => slot.isOpen);
		this.#modem.offline();
		this.#closeAll("CLOSED");
		this.state = "PDP DEACT";
		this.#sent?.("SEND FAIL");
		this.#modem.unsolicited("+PDP: DEACT");
		if (this.#modem.settings.socketClosedOnDeact) for (const slot of open) this.#modem.unsolicited(this.label(slot, "CLOSED"));
	}

	/** AT+CIPSERVER=1 */
	listen(port: number): void {
		const { network, clock } = this.#modem;
		this.serverPort = port;
		const ready = (open: boolean): void => {
			if (!open) this.serverPort = undefined;
			this.#modem.unsolicited(open ? "SERVER OK" : "ERROR");
		};
		this.#stopListening = network.listen(port, clock, arrival => this.#modem.later(0, () => this.#arrived(arrival)), ready);
	}

	/** AT+CIPSERVER=0: connections live on. */
	stopListening(): void {
		this.#stopListening();
		this.#stopListening = () => {};
		this.serverPort = undefined;
	}

	/** Data mode over the one connection (AT+CIPMODE=1). */
	goOnline(slot: Slot): void {
		this.#modem.online({
			receive: bytes => {
				if (slot.state === "CONNECTED") slot.send(bytes, false);
			},
			left: hangUp => hangUp && slot.close(),
		});
		this.#flush(slot);
	}

	#arrived(arrival: Arrival): void {
		const slot = this.slots.find(each => !each.isOpen);
		if (!slot || this.serverPort === undefined || (!this.isMultiple && slot.index > 0)) return arrival.refuse();
		slot.take(arrival, this.serverPort);
		this.#modem.unsolicited(this.label(slot, `REMOTE IP: ${arrival.address}`));
	}

	#events(): SlotEvents {
		return {
			opened: slot => this.#opened(slot),
			failed: slot => {
				if (!this.isMultiple) this.#modem.unsolicited(`STATE: ${this.described}`);
				this.#modem.unsolicited(this.label(slot, "CONNECT FAIL"));
			},
			received: (slot, bytes, from) => this.#received(slot, bytes, from),
			closed: slot => {
				this.#sent?.("SEND FAIL");
				if (this.options.CIPMODE === 1) this.#modem.offline();
				this.#modem.unsolicited(this.label(slot, "CLOSED"));
			},
			settled: (_, arrived) => this.#sent?.(arrived ? "SEND OK" : "SEND FAIL"),
		};
	}

	#opened(slot: Slot): void {
		if (this.options.CIPMODE === 0) return this.#modem.unsolicited(this.label(slot, "CONNECT OK"));
		this.#modem.unsolicited("CONNECT");
		this.#modem.afterSent(() => this.goOnline(slot));
	}

	#received(slot: Slot, bytes: Uint8Array, from: { address: string; port: number }): void {
		const { CIPRXGET, CIPMODE } = this.options;
		if (CIPMODE === 1) {
			slot.keep(bytes);
			return this.#flush(slot);
		}
		if (CIPRXGET === 0) return this.#modem.whenFree(() => this.#push(slot, bytes, from));
		slot.keep(bytes);
		if (slot.announced && this.#modem.settings.socketAnnounce === "once") return;
		slot.announced = true;
		this.#modem.unsolicited(`+CIPRXGET:${this.#modem.personality.space}1${this.isMultiple ? `,${slot.index}` : ""}`);
	}

	/** In data mode bytes are said as they are; outside it they wait. */
	#flush(slot: Slot): void {
		if (!this.#modem.isOnline) return;
		while (slot.waiting) this.#modem.transmit(slot.read(BYTES_PER_PACKET));
	}

	/** Push mode: bytes by themselves, or behind what AT+CIPHEAD, CIPSHOWTP, CIPSRIP and CIPMUX put before them. */
	#push(slot: Slot, bytes: Uint8Array, { address, port }: { address: string; port: number }): void {
		const { CIPHEAD, CIPSRIP, CIPSHOWTP } = this.options;
		if (this.isMultiple) this.#modem.say(`+RECEIVE,${slot.index},${bytes.length}:`);
		else if (CIPSRIP) this.#modem.say(`RECV FROM:${address}:${port}`);
		if (!this.isMultiple && CIPHEAD) {
			const type = CIPSHOWTP ? `,${slot.request!.protocol}` : "";
			this.#modem.transmit(Buffer.from(`\r\n+IPD,${bytes.length}${type}:`, "latin1"));
		}
		this.#modem.transmit(bytes);
	}

	#closeAll(state: "INITIAL" | "CLOSED" = "INITIAL"): void {
		this.stopListening();
		for (const slot of this.slots) {
			if (slot.isOpen) slot.close();
			slot.state = state === "INITIAL" || slot.state === "INITIAL" ? "INITIAL" : state;
		}
	}
}
