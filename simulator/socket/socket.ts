import { NOT_ALLOWED } from "../errors.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";
import { inTurn } from "../turn.ts";
import type { Slot } from "./slot.ts";
import { type SocketOptions, Stack } from "./stack.ts";

/** Longest APN, user and password of AT+CSTT. */
const ACCESS_LIMIT = 50;
const HOST_LIMIT = 100;
const LARGEST_PORT = 65_535;
/** Most bytes of AT+CIPRXGET=2, and of =3, which prints two characters for each. */
const READ_LIMIT = 1460;
const HEX_LIMIT = 730;
/** Largest text of AT+CIPSEND without a length. */
const TEXT_LIMIT = 1460;

/** Settings that are one number, their largest value, and whether they can be changed while a context is there. */
const NUMBERS: readonly [keyof SocketOptions, number, "always" | "initial"][] = [
	["CIPMUX", 1, "initial"],
	["CIPMODE", 1, "initial"],
	["CIPQSEND", 1, "initial"],
	["CIPHEAD", 1, "initial"],
	["CIPSHOWTP", 1, "always"],
	["CIPSRIP", 1, "always"],
	["CIPSPRT", 2, "always"],
];

/** AT+CSTT to AT+CIPSERVER for one boot. */
class SocketService {
	readonly #modem: Modem;
	readonly #stack: Stack;
	readonly #portion: () => number;
	readonly #dns: [string, string] = ["0.0.0.0", "0.0.0.0"];

	constructor(modem: Modem) {
		this.#modem = modem;
		this.#stack = new Stack(modem);
		modem.sockets = this.#stack;
		this.#portion = inTurn(modem.settings.socketAcceptPortions);
	}

	get commands(): CommandTable {
		return {
			...Object.fromEntries(NUMBERS.map(([name, maximum, when]) => [`+${name}`, this.#number(name, maximum, when)])),
			"+CSTT": this.#access(),
			"+CIICR": { execute: () => this.#activate() },
			"+CIFSR": { execute: () => this.#address() },
			"+CIPSTATUS": { execute: () => this.#status(), write: call => this.#statusOf(call) },
			"+CIPSTART": { write: call => this.#start(call) },
			"+CIPSEND": { execute: () => this.#sendText(this.#slot(undefined)), read: () => this.#room(), write: call => this.#send(call) },
			"+CIPRXGET": {
				read: () => this.#print(`+CIPRXGET: ${this.#stack.options.CIPRXGET}`),
				write: call => this.#get(call),
			},
			"+CIPACK": { execute: () => this.#counts(this.#slot(undefined)), write: call => this.#counts(this.#slot(call)) },
			"+CIPCLOSE": { execute: () => this.#close(this.#slot(undefined), false), write: call => this.#closeBy(call) },
			"+CIPSHUT": { execute: () => this.#shut() },
			"+CIPSERVER": {
				read: () => this.#print(`+CIPSERVER: ${this.#stack.serverPort ? 1 : 0}`),
				write: call => this.#serve(call),
			},
			"+CIPUDPMODE": this.#datagrams(),
			"+CLPORT": this.#localPort(),
			"+CDNSCFG": this.#servers(),
			"+CDNSGIP": { write: call => this.#resolve(call) },
			"+CIPSCONT": { execute: () => this.#save() },
			"+CIPSSL": {
				test: () => this.#print("+CIPSSL: (0-1)"),
				read: () => this.#print(`+CIPSSL: ${this.#stack.options.CIPSSL}`),
				write: call => this.#set("CIPSSL", call.number(0, 0, 1)),
			},
			O: { execute: () => this.#back() },
		};
	}

	#print(...lines: string[]): Outcome {
		this.#modem.information(...lines);
		return "OK";
	}

	get #bad(): number {
		return this.#modem.settings.invalidParameter;
	}

	// Settings

	#set(name: keyof SocketOptions, value: number | undefined): Outcome {
		if (value === undefined) return this.#bad;
		this.#stack.options[name] = value;
		return "OK";
	}

	/** While a context is there some cannot be set, not even to what they are. */
	#number(name: keyof SocketOptions, maximum: number, when: "always" | "initial"): Command {
		return {
			test: () => this.#print(`+${name}: (0-${maximum})`),
			read: () => this.#print(`+${name}: ${this.#stack.options[name]}`),
			write: call => {
				const value = call.values.length === 1 ? call.number(0, 0, maximum) : undefined;
				if (value !== undefined && when === "initial" && this.#stack.state !== "IP INITIAL") return NOT_ALLOWED;
				const { options } = this.#stack;
				// Data mode knows one connection.
				if (value === 1 && ((name === "CIPMUX" && options.CIPMODE) || (name === "CIPMODE" && options.CIPMUX))) return NOT_ALLOWED;
				return this.#set(name, value);
			},
		};
	}

	#save(): Outcome {
		this.#modem.nvram.set("sockets", { ...this.#stack.options });
		return "OK";
	}

	#localPort(): Command {
		const { localPort } = this.#stack;
		return {
			read: () => this.#print(`TCP: ${localPort.TCP}`, `UDP: ${localPort.UDP}`),
			write: call => {
				const protocol = protocolOf(call, 0);
				const port = call.number(1, 0, LARGEST_PORT);
				if (!protocol || port === undefined) return this.#bad;
				localPort[protocol] = port;
				return "OK";
			},
		};
	}

	#datagrams(): Command {
		return {
			read: () => this.#print(`+CIPUDPMODE: ${this.#stack.options.CIPUDPMODE}`),
			write: call => {
				const mode = call.number(0, 0, 2);
				const target = { host: call.text(1, HOST_LIMIT) ?? "", port: call.number(2, 1, LARGEST_PORT) ?? 0 };
				if (mode === undefined || (mode === 2 && !(target.host && target.port))) return this.#bad;
				if (this.#stack.isMultiple) return NOT_ALLOWED;
				this.#stack.udpTarget = mode === 2 ? target : undefined;
				return mode === 2 ? "OK" : this.#set("CIPUDPMODE", mode);
			},
		};
	}

	#servers(): Command {
		return {
			read: () => this.#print(`PrimaryDns: ${this.#dns[0]}`, `SecondaryDns: ${this.#dns[1]}`),
			write: call => {
				const [first, second = "0.0.0.0"] = [call.text(0, 15), call.text(1, 15)];
				if (!isAddress(first) || !isAddress(second)) return this.#bad;
				this.#dns.splice(0, 2, first, second);
				return "OK";
			},
		};
	}

	// Context

	#access(): Command {
		const stack = this.#stack;
		const start = (call: Call): Outcome => {
			const texts = [0, 1, 2].map(index => (index < call.values.length ? call.text(index, ACCESS_LIMIT) : ""));
			if (call.values.length > 3 || texts.includes(undefined)) return this.#bad;
			if (stack.state !== "IP INITIAL") return NOT_ALLOWED;
			if (call.values.length) stack.apn = texts as [string, string, string];
			stack.state = "IP START";
			return "OK";
		};
		return {
			test: () => this.#print('+CSTT: "APN","USER","PWD"'),
			read: () => this.#print(`+CSTT: ${stack.apn.map(text => `"${text}"`).join(",")}`),
			write: start,
			execute: start,
		};
	}

	#activate(): Outcome {
		if (this.#stack.state !== "IP START") return NOT_ALLOWED;
		return finish => this.#stack.activate(up => finish(up ? "OK" : "ERROR"));
	}

	/** The address stands alone. */
	#address(): Outcome {
		if (!this.#stack.isUp) return NOT_ALLOWED;
		this.#stack.state = "IP STATUS";
		this.#modem.say(this.#modem.bearers.given);
		return "NONE";
	}

	#shut(): Outcome {
		const stack = this.#stack;
		const quick = stack.state === "IP INITIAL" || stack.state === "IP START" || stack.state === "PDP DEACT";
		return finish =>
			void this.#modem.later(quick ? 0 : this.#modem.settings.socketShutTime, () => {
				stack.shut();
				this.#modem.say("SHUT OK");
				finish("NONE");
			});
	}

	// State

	#status(): Outcome {
		const stack = this.#stack;
		this.#modem.afterSent(() => {
			this.#modem.say(`STATE: ${stack.described}`);
			if (!stack.isMultiple) return;
			const server = stack.serverPort ? [`S: 0,0,"${stack.serverPort}","LISTENING"`] : [];
			this.#modem.say([...server, ...stack.slots.map(slot => `C: ${describe(slot, true)}`)].join("\r\n"));
		});
		return "OK";
	}

	#statusOf(call: Call): Outcome {
		const slot = this.#stack.isMultiple ? this.#slot(call) : undefined;
		return slot ? this.#print(`+CIPSTATUS: ${describe(slot, true)}`) : this.#bad;
	}

	/** The connection that a command is about: its first value, or the only one. */
	#slot(call: Call | undefined): Slot | undefined {
		const { slots, isMultiple } = this.#stack;
		if (!isMultiple) return slots[0];
		return call && slots[call.number(0, 0, slots.length - 1) ?? -1];
	}

	#counts(slot: Slot | undefined): Outcome {
		if (!slot) return this.#bad;
		const { sent, acknowledged } = slot;
		return this.#print(`+CIPACK: ${sent}, ${acknowledged}, ${sent - acknowledged}`);
	}

	// Opening and closing

	#start(call: Call): Outcome {
		const stack = this.#stack;
		const first = stack.isMultiple ? 1 : 0;
		const slot = this.#slot(call);
		const protocol = protocolOf(call, first);
		const host = call.text(first + 1, HOST_LIMIT);
		const port = call.number(first + 2, 0, LARGEST_PORT);
		if (!slot || !protocol || !host || port === undefined || call.values.length > first + 3) return this.#bad;
		if (slot.isOpen) {
			this.#modem.afterSent(() => this.#modem.say(stack.label(slot, "ALREADY CONNECT")));
			return "ERROR";
		}
		const fresh = stack.state === "IP INITIAL" && !stack.isMultiple;
		if (stack.state !== "IP STATUS" && !fresh) return NOT_ALLOWED;
		const request = {
			protocol,
			host,
			port,
			localPort: stack.localPort[protocol],
			secure: stack.options.CIPSSL === 1 && protocol === "TCP",
		};
		this.#modem.afterSent(() => {
			if (!fresh) return stack.connect(slot, request);
			// One command instead of CSTT, CIICR and CIFSR.
			stack.activate(up => {
				if (!up) return this.#modem.unsolicited("STATE: PDP DEACT");
				stack.state = "IP STATUS";
				stack.connect(slot, request);
			});
		});
		return "OK";
	}

	#closeBy(call: Call): Outcome {
		const multiple = this.#stack.isMultiple;
		const quick = multiple && call.values.length === 1 ? 0 : call.number(multiple ? 1 : 0, 0, 1);
		const slot = this.#slot(call);
		return slot && quick !== undefined ? this.#close(slot, quick === 1) : this.#bad;
	}

	#close(slot: Slot | undefined, quick: boolean): Outcome {
		if (!slot?.isOpen) return NOT_ALLOWED;
		slot.close(quick);
		this.#modem.say(this.#stack.label(slot, "CLOSE OK"));
		return "NONE";
	}

	/** ATO */
	#back(): Outcome {
		const slot = this.#stack.slots[0]!;
		if (this.#stack.options.CIPMODE === 0 || slot.state !== "CONNECTED")
			return this.#modem.calls.isResumable ? this.#modem.calls.resume() : "NO CARRIER";
		this.#modem.afterSent(() => this.#stack.goOnline(slot));
		return "CONNECT";
	}

	#serve(call: Call): Outcome {
		const stack = this.#stack;
		const mode = call.number(0, 0, 1);
		const port = call.values.length > 1 ? call.number(1, 1, LARGEST_PORT) : undefined;
		if (mode === undefined || (mode === 1 && port === undefined)) return this.#bad;
		if (mode === 1 && (stack.serverPort !== undefined || stack.state !== "IP STATUS")) return NOT_ALLOWED;
		if (mode === 0 && stack.serverPort === undefined) return NOT_ALLOWED;
		this.#modem.afterSent(() => {
			if (mode === 1) return stack.listen(port!);
			stack.stopListening();
			this.#modem.unsolicited("SERVER CLOSE");
		});
		return "OK";
	}

	#resolve(call: Call): Outcome {
		const name = call.text(0, HOST_LIMIT);
		if (!name || call.values.length > 1) return this.#bad;
		if (!this.#stack.isUp) return NOT_ALLOWED;
		this.#modem.afterSent(() =>
			this.#modem.later(this.#modem.settings.networkLatency, () =>
				this.#modem.network.resolve(name, this.#modem.clock, addresses => this.#modem.later(0, () => this.#resolved(name, addresses))),
			),
		);
		return "OK";
	}

	#resolved(name: string, addresses: readonly string[]): void {
		const found = addresses.slice(0, 2).map(each => `,"${each}"`);
		this.#modem.unsolicited(found.length ? `+CDNSGIP: 1,"${name}"${found.join("")}` : `+CDNSGIP: 0,${this.#modem.personality.dnsFailure}`);
	}

	// Sending

	#room(): Outcome {
		const size = (slot: Slot): number =>
			slot.state === "CONNECTED" ? Math.max(0, this.#modem.settings.socketSendMaximum - (slot.sent - slot.acknowledged)) : 0;
		const { slots, isMultiple } = this.#stack;
		return this.#print(...(isMultiple ? slots.map(slot => `+CIPSEND: ${slot.index},${size(slot)}`) : [`+CIPSEND: ${size(slots[0]!)}`]));
	}

	#send(call: Call): Outcome {
		const { isMultiple } = this.#stack;
		const slot = this.#slot(call);
		const position = isMultiple ? 1 : 0;
		if (!slot || call.values.length > position + 1) return this.#bad;
		if (call.values.length === position) return this.#sendText(slot);
		const size = call.number(position, 1, this.#modem.settings.socketSendMaximum);
		if (size === undefined) return this.#bad;
		if (slot.state !== "CONNECTED") return NOT_ALLOWED;
		return finish => this.#modem.collect({ prompt: this.#prompt, size }, bytes => this.#sent(slot, bytes, finish));
	}

	/** Until 1A; 1B gives it up. */
	#sendText(slot: Slot | undefined): Outcome {
		if (!slot) return this.#bad;
		if (slot.state !== "CONNECTED") return NOT_ALLOWED;
		return finish =>
			this.#modem.collectText(this.#prompt, TEXT_LIMIT, bytes => {
				if (!bytes || bytes.length > TEXT_LIMIT) return finish(bytes ? "ERROR" : "OK");
				this.#sent(slot, bytes, finish);
			});
	}

	#sent(slot: Slot, bytes: Uint8Array, finish: Parameters<Extract<Outcome, (...values: never[]) => unknown>>[0]): void {
		const outcome = this.#stack.send(slot, Uint8Array.from(bytes), this.#portion());
		if (typeof outcome === "function") outcome(finish);
		else finish(outcome);
	}

	get #prompt(): string {
		if (this.#stack.options.CIPSPRT !== 1) return "";
		return this.#modem.settings.socketPromptBlank ? "> " : ">";
	}

	// Receiving

	/** 0 push and 1 pull are set; 2 and 3 read, as bytes or as hex, 4 asks how much waits. */
	#get(call: Call): Outcome {
		const mode = call.number(0, 0, 4);
		if (mode === undefined) return this.#bad;
		if (mode < 2) {
			if (call.values.length > 1) return this.#bad;
			return this.#stack.state === "IP INITIAL" ? this.#set("CIPRXGET", mode) : NOT_ALLOWED;
		}
		return this.#pull(mode, call);
	}

	#pull(mode: number, call: Call): Outcome {
		const { slots, isMultiple, options } = this.#stack;
		const slot = isMultiple ? slots[call.number(1, 0, slots.length - 1) ?? -1] : slots[0];
		const first = isMultiple ? 2 : 1;
		if (!slot) return this.#bad;
		if (options.CIPRXGET !== 1 || (slot.state !== "CONNECTED" && slot.waiting === 0)) return NOT_ALLOWED;
		const number = isMultiple ? `,${slot.index}` : "";
		if (mode === 4) return this.#print(`+CIPRXGET: 4${number},${slot.waiting}`);
		const count = call.number(first, 1, mode === 2 ? READ_LIMIT : HEX_LIMIT);
		if (count === undefined || call.values.length > first + 1) return this.#bad;
		const bytes = slot.read(count);
		const shown = mode === 2 ? bytes : Buffer.from(Buffer.from(bytes).toString("hex").toUpperCase(), "latin1");
		this.#modem.payload(`+CIPRXGET:${this.#modem.personality.space}${mode}${number},${bytes.length},${slot.waiting}`, shown);
		return "OK";
	}
}

/** `0,0,"TCP","1.2.3.4","80","CONNECTED"` */
function describe({ index, state, request, address, isServer }: Slot, withBearer: boolean): string {
	if (state === "INITIAL" || !request) return `${index},,"","","","INITIAL"`;
	return `${index},${withBearer ? (isServer ? 1 : 0) : ""},"${request.protocol}","${address}","${request.port}","${state}"`;
}

function protocolOf(call: Call, index: number): "TCP" | "UDP" | undefined {
	const text = call.text(index)?.toUpperCase();
	return text === "TCP" || text === "UDP" ? text : undefined;
}

const isAddress = (text: string | undefined): text is string => text !== undefined && /^\d{1,3}(\.\d{1,3}){3}$/.test(text);

/** AT+CSTT to AT+CIPSERVER */
export function socketCommands(modem: Modem): CommandTable {
	return new SocketService(modem).commands;
}
