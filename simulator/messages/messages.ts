import { NOT_ALLOWED } from "../errors.ts";
import type { Result } from "../line/results.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";
import { localTime } from "../network/time.ts";
import { septetsOf } from "./alphabet.ts";
import { deliver, LENGTHS, type Message, readSubmit, split, statusReport, typeOf } from "./pdu.ts";

/** `+CMS ERROR` numbers (V1.03). */
const CMS = {
	notAllowed: 302,
	noSim: 310,
	pin: 311,
	puk: 316,
	index: 321,
	full: 322,
	parameter: 323,
	noCentre: 330,
	noNetwork: 331,
	pdu: 304,
	notReady: 512,
} as const;
/** Longest hex of a PDU, characters. */
const PDU_LIMIT = 400;
/** AT+CSMP's default. */
const PARAMETERS: readonly number[] = [17, 167, 0, 0];
const CHARACTER_SETS = ["IRA", "GSM", "UCS2", "HEX", "PCCP", "PCDN", "8859-1"];
const STATES = ["REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"] as const;
const ALL = "ALL";
/** AT+CMGDA in text mode, in the order of its PDU mode numbers: which states go. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
	"DEL READ": ["REC READ"],
	"DEL UNREAD": ["REC UNREAD"],
	"DEL SENT": ["STO SENT"],
	"DEL UNSENT": ["STO UNSENT"],
	"DEL INBOX": ["REC READ", "REC UNREAD"],
	"DEL ALL": STATES,
};
/** AT+CMGD's second value: which states go besides. */
const SWEEPS: readonly (readonly string[])[] = [[], ["REC READ"], ["REC READ", "STO SENT"], ["REC READ", "STO SENT", "STO UNSENT"], STATES];

type State = (typeof STATES)[number];

/** A message on the SIM card. */
interface Stored extends Message {
	state: State;
	readonly time: string;
}

/** A message that the modem has sent, for tests. */
export interface SentMessage extends Message {
	readonly reference: number;
}

/** The message services of one boot; the card survives it. */
export class MessageService {
	/** What has been sent since the start of the simulator. */
	readonly sent: SentMessage[];
	readonly #modem: Modem;
	readonly #card: (Stored | undefined)[];
	readonly #values = { format: 0, set: "IRA", header: 0, parameters: [...PARAMETERS], service: 0 };
	/** What AT+CSAS has saved. */
	readonly #profiles: Map<number, { readonly centre: string; readonly parameters: readonly number[] }>;
	#notify = [2, 1, 0, 0, 0];
	#references = 0;
	/** Reference of the next long message that comes in parts. */
	#parts = 0;

	constructor(modem: Modem) {
		this.#modem = modem;
		this.#card = kept(modem, "messages", () => new Array<Stored | undefined>(modem.settings.messagePlaces).fill(undefined));
		this.#profiles = kept(modem, "message profiles", () => new Map());
		this.sent = kept(modem, "sent messages", () => []);
		if (!modem.nvram.has("message centre")) modem.nvram.set("message centre", modem.settings.messageCentre);
	}

	/** A message arrives; a long one in parts. Says it as AT+CNMI wants. False when the card is full. */
	receive(message: Message): boolean {
		return split(message, this.#parts++).every(part => this.#arrive(part));
	}

	#arrive(message: Message): boolean {
		const [mode, delivery] = this.#notify;
		const stored: Stored = { ...message, state: "REC UNREAD", time: localTime(this.#modem) };
		if (mode !== 0 && delivery === 2) {
			this.#modem.unsolicited(this.#render("+CMT: ", stored));
			return true;
		}
		const index = this.#store(stored);
		if (index && mode !== 0 && delivery !== 0) this.#modem.unsolicited(`+CMTI: "SM",${index}`);
		return index > 0;
	}

	/** A place on the card, from 1; 0 if there is none. */
	#store(message: Stored): number {
		const index = this.#card.indexOf(undefined);
		if (index >= 0) this.#card[index] = message;
		return index + 1;
	}

	get commands(): CommandTable {
		const values = this.#values;
		return {
			"+CMGF": this.#number(
				"CMGF",
				1,
				() => values.format,
				value => (values.format = value),
			),
			"+CSDH": this.#number(
				"CSDH",
				1,
				() => values.header,
				value => (values.header = value),
			),
			"+CSMS": {
				...this.#number(
					"CSMS",
					1,
					() => values.service,
					value => {
						values.service = value;
						this.#print("+CSMS: 1,1,1");
					},
				),
				read: () => this.#print(`+CSMS: ${values.service},1,1,1`),
			},
			"+CSAS": this.#profile("CSAS", profile => this.#profiles.set(profile, { centre: this.#service, parameters: [...values.parameters] })),
			"+CRES": this.#profile("CRES", profile => this.#restore(profile)),
			"+CSCS": this.#characterSet(),
			"+CSMP": this.#parameters(),
			"+CNMI": this.#notifications(),
			"+CSCA": this.#centre(),
			"+CPMS": this.#memory(),
			"+CMGS": this.#ready({ write: call => this.#compose(call, (message, finish) => this.#send(message, finish)) }),
			"+CMGW": this.#ready({ write: call => this.#compose(call, (message, finish) => this.#write(message, finish)) }),
			"+CMSS": this.#ready({ write: call => this.#sendStored(call) }),
			"+CMGR": this.#ready({ write: call => this.#read(call) }),
			"+CMGL": this.#ready({
				test: () => this.#print(`+CMGL: ("${[...STATES, ALL].join('","')}")`),
				write: call => this.#list(call),
				execute: () => this.#listOf([STATES[0]], false),
			}),
			"+CMGD": this.#ready({ test: () => this.#print(`+CMGD: (1-${this.#card.length}),(0-4)`), write: call => this.#remove(call) }),
			"+CMGDA": this.#ready({ write: call => this.#sweep(call) }),
		};
	}

	#print(...lines: string[]): Outcome {
		this.#modem.information(...lines);
		return "OK";
	}

	/** Messages need a card that is ready. */
	#ready({ test, ...forms }: Command): Command {
		const guarded = Object.entries(forms).map(([form, handler]) => [form, (call: Call) => this.#trouble() ?? handler(call)]);
		return { ...(test && { test }), ...Object.fromEntries(guarded) };
	}

	#trouble(): Result | undefined {
		switch (this.#modem.radio.simState) {
			case "READY":
				return undefined;
			case "NOT INSERTED":
				return { cms: CMS.noSim };
			case "SIM PUK":
				return { cms: CMS.puk };
			case "NOT READY":
				return { cms: CMS.notReady };
			default:
				return { cms: CMS.pin };
		}
	}

	// Settings

	#number(name: string, maximum: 1, get: () => number, set: (value: number) => void): Command {
		const test = (): Outcome => this.#print(`+${name}: (0,${maximum})`);
		return this.#ready({
			test,
			read: () => this.#print(`+${name}: ${get()}`),
			write: call => {
				if (call.values.length > 1) return this.#modem.settings.invalidParameter;
				const value = call.number(0, 0, maximum);
				if (value === undefined) return { cms: CMS.parameter };
				set(value);
				return "OK";
			},
		});
	}

	#characterSet(): Command {
		return {
			test: () => this.#print(`+CSCS: (${CHARACTER_SETS.map(each => `"${each}"`).join(",")})`),
			read: () => this.#print(`+CSCS: "${this.#values.set}"`),
			write: call => {
				const set = call.text(0)?.toUpperCase();
				if (!set || !CHARACTER_SETS.includes(set)) return NOT_ALLOWED;
				this.#values.set = set;
				return "OK";
			},
		};
	}

	#parameters(): Command {
		return this.#ready({
			read: () => this.#print(`+CSMP: ${this.#values.parameters.join(",")}`),
			write: call => {
				const given = call.values.map((_, index) => call.number(index, 0, 255));
				if (given.length > 4 || given.includes(undefined)) return { cms: CMS.parameter };
				this.#values.parameters.splice(0, given.length, ...(given as number[]));
				return "OK";
			},
		});
	}

	/** Only what is then done: reports are said (1), not stored (2). */
	#notifications(): Command {
		const ranges = [3, 3, 3, 1, 1];
		return this.#ready({
			test: () => this.#print("+CNMI: (0-3),(0-3),(0,2,3),(0,1),(0,1)"),
			read: () => this.#print(`+CNMI: ${this.#notify.join(",")}`),
			write: call => {
				const given = call.values.map((_, index) => call.number(index, 0, ranges[index] ?? -1));
				if (given.length > ranges.length || given.includes(undefined) || given[2] === 1) return { cms: CMS.parameter };
				this.#notify = [...(given as number[]), ...this.#notify.slice(given.length)];
				return "OK";
			},
		});
	}

	/** AT+CSAS and AT+CRES: profiles 0 to 3 of what AT+CSCA and AT+CSMP have set (V1.03). */
	#profile(name: string, use: (profile: number) => void): Command {
		return this.#ready({
			test: () => this.#print(`+${name}: (0-3)`),
			write: call => {
				const profile = call.number(0, 0, 3);
				if (profile === undefined || call.values.length > 1) return { cms: CMS.parameter };
				use(profile);
				return "OK";
			},
			execute: () => {
				use(0);
				return "OK";
			},
		});
	}

	#restore(profile: number): void {
		const { centre, parameters } = this.#profiles.get(profile) ?? { centre: this.#modem.settings.messageCentre, parameters: PARAMETERS };
		this.#modem.nvram.set("message centre", centre);
		this.#values.parameters.splice(0, PARAMETERS.length, ...parameters);
	}

	#centre(): Command {
		return this.#ready({
			read: () => {
				const number = this.#service;
				return this.#print(`+CSCA: "${number}",${typeOf(number)}`);
			},
			write: call => {
				const number = call.text(0, 20);
				if (number === undefined || !/^\+?\d*$/.test(number)) return { cms: CMS.parameter };
				this.#modem.nvram.set("message centre", number);
				return "OK";
			},
		});
	}

	get #service(): string {
		return this.#modem.nvram.get("message centre") as string;
	}

	/** The card is the only memory (V1.03). */
	#memory(): Command {
		const use = (): string => `${this.#card.filter(Boolean).length},${this.#card.length}`;
		return this.#ready({
			test: () => this.#print('+CPMS: ("SM"),("SM"),("SM")'),
			read: () => this.#print(`+CPMS: ${Array.from({ length: 3 }, () => `"SM",${use()}`).join(",")}`),
			write: call => {
				const known = call.values.length <= 3 && call.values.every(({ text }) => text.toUpperCase() === "SM");
				if (!known) return { cms: CMS.notAllowed };
				return this.#print(`+CPMS: ${use()},${use()},${use()}`);
			},
		});
	}

	// Sending

	/** Text or PDU, until 1A. */
	#compose(call: Call, use: (message: Message, finish: (result: Result) => void) => void): Outcome {
		const isText = this.#values.format === 1;
		const number = isText ? this.#number7(call.text(0, 80)) : "";
		const length = isText ? 0 : call.number(0, 7, 164);
		if (number === undefined || length === undefined) return { cms: isText ? CMS.parameter : CMS.pdu };
		const limit = isText ? 4 * this.#modem.settings.messageLongest : PDU_LIMIT;
		return finish =>
			this.#modem.collectText("> ", limit, bytes => {
				if (!bytes) return finish(this.#modem.settings.messageEscapeSaysOk ? "OK" : "NONE");
				const text = Buffer.from(bytes).toString("latin1");
				const message = isText ? this.#textMessage(number, text) : readSubmit(text.trim(), length);
				if (message) use(message, finish);
				else finish({ cms: isText ? CMS.parameter : CMS.pdu });
			});
	}

	/** A number as the character set writes it; undefined if it is none. */
	#number7(text: string | undefined): string | undefined {
		const number = this.#values.set === "UCS2" && text ? wideText(text) : text;
		return number && /^\+?\d{1,20}$/.test(number) ? number : undefined;
	}

	#textMessage(number: string, text: string): Message | undefined {
		const { set, parameters } = this.#values;
		const wide = (parameters[3]! & 0x0c) === 8;
		const clear =
			set === "UCS2" || (set === "HEX" && wide)
				? wideText(text)
				: set === "HEX"
					? Buffer.from(text, "hex").toString("latin1")
					: text.replaceAll("\r", "\n");
		if (clear === undefined) return undefined;
		const longest = wide ? LENGTHS.wide.whole : this.#modem.settings.messageLongest;
		const size = wide ? clear.length : (septetsOf(clear)?.length ?? clear.length);
		return size > longest ? undefined : { number, text: clear, wide, report: (parameters[0]! & 0x20) !== 0 };
	}

	#send(message: Message, finish: (result: Result) => void, name = "CMGS"): void {
		const { radio, settings } = this.#modem;
		this.#modem.later(settings.messageSendTime, () => {
			if (!radio.isRegistered) return finish({ cms: CMS.noNetwork });
			if (!this.#service) return finish({ cms: CMS.noCentre });
			const reference = this.#references++ & 0xff;
			this.sent.push({ ...message, reference });
			this.#modem.transcript.add("note", `message sent to ${message.number}: ${message.text}`);
			this.#modem.information(`+${name}: ${reference}`);
			finish("OK");
			if (message.report && this.#notify[3] === 1)
				this.#modem.later(settings.messageReportTime, () => this.#report(reference, message.number));
		});
	}

	#report(reference: number, number: string): void {
		const time = localTime(this.#modem);
		if (this.#values.format === 1)
			return this.#modem.unsolicited(`+CDS: 6,${reference},"${number}",${typeOf(number)},"${time}","${time}",0`);
		const { pdu, length } = statusReport(reference, number, time, this.#service);
		this.#modem.unsolicited(`+CDS: ${length}\r\n${pdu}`);
	}

	#write(message: Message, finish: (result: Result) => void): void {
		const index = this.#store({ ...message, state: "STO UNSENT", time: "" });
		if (!index) return finish({ cms: CMS.full });
		this.#modem.information(`+CMGW: ${index}`);
		finish("OK");
	}

	#sendStored(call: Call): Outcome {
		const stored = this.#at(call);
		if (!stored) return { cms: CMS.index };
		return finish =>
			this.#send(
				stored,
				result => {
					if (result === "OK") stored.state = "STO SENT";
					finish(result);
				},
				"CMSS",
			);
	}

	// Reading

	#at(call: Call): Stored | undefined {
		return this.#card[(call.number(0, 1, this.#card.length) ?? 0) - 1];
	}

	#read(call: Call): Outcome {
		const index = call.number(0, 1, this.#card.length);
		const mode = call.values.length > 1 ? call.number(1, 0, 1) : 0;
		if (mode === undefined) return { cms: CMS.parameter };
		if (index === undefined) return { cms: CMS.index };
		const message = this.#card[index - 1];
		if (!message) return "OK";
		this.#modem.information(this.#render("+CMGR: ", message, true));
		if (message.state === "REC UNREAD" && mode === 0) message.state = "REC READ";
		return "OK";
	}

	#list(call: Call): Outcome {
		const isText = this.#values.format === 1;
		const word = call.text(0) ?? "";
		const number = isText ? undefined : call.number(0, 0, 4);
		// Upper case only.
		const states =
			word === ALL || number === 4 ? STATES : isText ? STATES.filter(state => state === word) : STATES.slice(number, number! + 1);
		if (states.length === 0 || (!isText && number === undefined)) return { cms: isText ? 305 : CMS.pdu };
		return this.#listOf(states, call.number(1, 0, 1) === 1);
	}

	#listOf(states: readonly State[], keep: boolean): Outcome {
		this.#card.forEach((message, index) => {
			if (!message || !states.includes(message.state)) return;
			this.#modem.information(this.#render(`+CMGL: ${index + 1},`, message, true));
			if (message.state === "REC UNREAD" && !keep) message.state = "REC READ";
		});
		return "OK";
	}

	/** The lines of a message. With its state when it is read from the card. */
	#render(prefix: string, message: Stored, withState = false): string {
		if (this.#values.format === 0) return this.#renderPdu(prefix, message, withState);
		const { set, header } = this.#values;
		const { number, text, time, state, wide } = message;
		const shown = set === "UCS2" ? wideHex(number) : number;
		const body = wide || set === "UCS2" ? wideHex(text) : set === "HEX" ? Buffer.from(text, "latin1").toString("hex").toUpperCase() : text;
		const stamp = state.startsWith("REC") ? `,"${time}"` : "";
		const size = wide ? text.length : text.length;
		const details = header ? `,${typeOf(number)},4,0,${wide ? 8 : 0},"${this.#service}",${typeOf(this.#service)},${size}` : "";
		return `${prefix}${withState ? `"${state}",` : ""}"${shown}",""${stamp}${details}\r\n${body}`;
	}

	#renderPdu(prefix: string, message: Stored, withState: boolean): string {
		const { pdu, length } = deliver(message, message.time || localTime(this.#modem), this.#service);
		return `${prefix}${withState ? `${STATES.indexOf(message.state)},` : ""}"",${length}\r\n${pdu}`;
	}

	// Deleting

	#remove(call: Call): Outcome {
		const index = call.number(0, 0, this.#card.length);
		const sweep = call.values.length > 1 ? call.number(1, 0, 4) : 0;
		if (index === undefined || sweep === undefined || (sweep === 0 && index === 0)) return { cms: CMS.index };
		if (sweep === 0) this.#card[index - 1] = undefined;
		this.#clear(SWEEPS[sweep]!);
		return "OK";
	}

	#sweep(call: Call): Outcome {
		const kinds = Object.values(KINDS);
		const kind = this.#values.format === 1 ? KINDS[call.text(0)?.toUpperCase() ?? ""] : kinds[(call.number(0, 1, kinds.length) ?? 0) - 1];
		if (!kind) return { cms: CMS.parameter };
		this.#clear(kind);
		return "OK";
	}

	#clear(states: readonly string[]): void {
		this.#card.forEach((message, index) => {
			if (message && states.includes(message.state)) this.#card[index] = undefined;
		});
	}
}

/** Something that outlives a restart. */
function kept<Value>(modem: Modem, key: string, make: () => Value): Value {
	if (!modem.nvram.has(key)) modem.nvram.set(key, make());
	return modem.nvram.get(key) as Value;
}

const wideHex = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase();

function wideText(hex: string): string | undefined {
	return /^([0-9A-F]{4})*$/i.test(hex) ? Buffer.from(hex, "hex").swap16().toString("utf16le") : undefined;
}

/** AT+CMGF to AT+CMGDA */
export function messageCommands(modem: Modem): CommandTable {
	const service = new MessageService(modem);
	modem.messages = service;
	return service.commands;
}
