import { NOT_ALLOWED } from "../errors.ts";
import { FtpDownload } from "./download.ts";
import { FtpSession, type SessionPlan } from "./session.ts";
import { FtpExtendedUpload, FtpUpload } from "./upload.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";
import type { FtpRequest, FtpVerb } from "./server.ts";
import type { FtpReason } from "./settings.ts";
import { BEARERS } from "../network/bearer.ts";
import { OK_PATIENCE } from "../line/settings.ts";

const LOGIN_LIMIT = 49;
const NAME_LIMIT = 99;
/** Most bytes of FTPGET=2. */
const READ_LIMIT = 1460;
const LARGEST_OFFSET = 0x7fffffff;
/** ms, AT+FTPEXTPUT=2 */
const LOAD_TIME = [1000, 1_000_000] as const;

/** What a parameter may be: a text up to a length, a number in a range, one of some words. */
type Rule = number | readonly [number, number] | readonly string[] | "path";

/** In the order of FTPSCONT's list. */
const PARAMETERS = {
	FTPSERV: LOGIN_LIMIT,
	FTPPORT: [1, 65_535],
	FTPUN: LOGIN_LIMIT,
	FTPPW: LOGIN_LIMIT,
	FTPCID: [1, BEARERS],
	FTPMODE: [0, 1],
	FTPTYPE: ["A", "I"],
	FTPPUTOPT: ["APPE", "STOU", "STOR"],
	FTPREST: [0, LARGEST_OFFSET],
	FTPGETNAME: NAME_LIMIT,
	FTPGETPATH: "path",
	FTPPUTNAME: NAME_LIMIT,
	FTPPUTPATH: "path",
	FTPTIMEOUT: [1, 1000],
} as const satisfies Record<string, Rule>;

type Name = keyof typeof PARAMETERS;

const NAMES = Object.keys(PARAMETERS) as Name[];
const INITIAL = {
	FTPSERV: "",
	FTPPORT: "21",
	FTPUN: "",
	FTPPW: "",
	FTPREST: "0",
	FTPGETNAME: "",
	FTPGETPATH: "",
	FTPPUTNAME: "",
	FTPPUTPATH: "",
};

/** What a session command asks of the server, and which parameters say where and what. */
interface Session {
	readonly verb: FtpVerb;
	readonly directory?: Name;
	readonly name: Name;
	readonly to?: Name;
	/** The name may be empty. */
	readonly optional?: boolean;
}

const GET = { directory: "FTPGETPATH", name: "FTPGETNAME" } as const;
const SESSIONS = {
	"+FTPGET": { verb: "RETR", ...GET },
	"+FTPLIST": { verb: "LIST", name: "FTPGETPATH", optional: true },
	"+FTPPUT": { verb: "STOR", directory: "FTPPUTPATH", name: "FTPPUTNAME" },
	"+FTPSIZE": { verb: "SIZE", ...GET },
	"+FTPDELE": { verb: "DELE", ...GET },
	"+FTPMDTM": { verb: "MDTM", ...GET },
	"+FTPRENAME": { verb: "RENAME", ...GET, to: "FTPPUTNAME" },
	"+FTPMKD": { verb: "MKD", name: "FTPGETPATH" },
	"+FTPRMD": { verb: "RMD", name: "FTPGETPATH" },
} as const satisfies Record<string, Session>;

type SessionName = keyof typeof SESSIONS;

/** The FTP service of one boot. */
class FtpService {
	readonly #modem: Modem;
	readonly #parameters: Record<Name, string>;
	#saved: boolean;
	#session: FtpSession | undefined;
	/** What FTPEXTPUT holds; undefined in normal mode. */
	#extended: { bytes: Uint8Array; length: number } | undefined;

	constructor(modem: Modem) {
		this.#modem = modem;
		const saved = modem.nvram.get("ftp") as Record<Name, string> | undefined;
		this.#saved = saved !== undefined;
		this.#parameters = { ...INITIAL, ...modem.settings.ftpDefaults, ...saved };
		modem.onReset(() => this.#session?.cancel());
		modem.bearers.onClosed(cid => {
			if (this.#session?.plan.cid === cid) this.#session.fail("bearer");
		});
	}

	get commands(): CommandTable {
		const simple = (name: SessionName): Command => ({ execute: () => this.#start(name) });
		const either = (name: SessionName): Command => ({ ...simple(name), write: call => this.#startByNumber(name, call) });
		return {
			...Object.fromEntries(NAMES.map(name => [`+${name}`, this.#parameter(name)])),
			"+FTPGET": { write: call => this.#download("+FTPGET", call) },
			"+FTPLIST": { write: call => this.#download("+FTPLIST", call) },
			"+FTPPUT": { write: call => this.#put(call) },
			"+FTPEXTPUT": { write: call => this.#extend(call) },
			"+FTPSIZE": either("+FTPSIZE"),
			"+FTPDELE": either("+FTPDELE"),
			"+FTPMDTM": simple("+FTPMDTM"),
			"+FTPRENAME": simple("+FTPRENAME"),
			"+FTPMKD": simple("+FTPMKD"),
			"+FTPRMD": simple("+FTPRMD"),
			"+FTPSTATE": { execute: () => this.#print(`+FTPSTATE: ${this.#session || this.#modem.jams.has("ftp") ? 1 : 0}`) },
			"+FTPQUIT": { execute: () => this.#quit() },
			"+FTPSCONT": { read: () => this.#printSaved(), execute: () => this.#save() },
		};
	}

	#print(...lines: string[]): Outcome {
		this.#modem.information(...lines);
		return "OK";
	}

	// Parameters

	#parameter(name: Name): Command {
		return {
			read: () => this.#print(`+${name}: ${this.#parameters[name]}`),
			write: call => {
				const value = this.#value(PARAMETERS[name], call);
				if (value === undefined) return this.#modem.settings.invalidParameter;
				this.#parameters[name] = value;
				this.#saved = false;
				return "OK";
			},
		};
	}

	#value(rule: Rule, call: Call): string | undefined {
		// A value without quotes reaches to the end of the command, commas included.
		const whole = call.values[0]?.quoted ? call.text(0)! : call.raw;
		if (call.values[0]?.quoted && call.values.length > 1) return undefined;
		if (rule === "path" || typeof rule === "number") {
			return whole.length <= (rule === "path" ? this.#modem.personality.ftpPathLimit : rule) ? whole : undefined;
		}
		if (call.values.length !== 1) return undefined;
		const [first, last] = rule;
		if (typeof first === "number") return call.number(0, first, last as number)?.toString();
		const word = whole.toUpperCase();
		return (rule as readonly string[]).includes(word) ? word : undefined;
	}

	#printSaved(): Outcome {
		return this.#print(`+FTPSCONT: ${this.#saved ? 0 : 1}`, ...NAMES.map(name => `+${name}: ${this.#parameters[name]}`));
	}

	#save(): Outcome {
		this.#modem.nvram.set("ftp", { ...this.#parameters });
		this.#saved = true;
		return "OK";
	}

	// Sessions

	#startByNumber(name: SessionName, call: Call): Outcome {
		return call.values.length === 1 && call.number(0, 1, 1) ? this.#start(name) : this.#modem.settings.invalidParameter;
	}

	/** OK first, whatever comes then. */
	#start(name: SessionName): Outcome {
		const plan = this.#plan(name);
		const refusal = this.#refusal(name);
		const session = refusal ? new FtpSession(this.#modem, plan, () => {}) : this.#create(name, plan);
		if (!refusal) this.#session = session;
		const begin = (): void => (refusal ? session.fail(refusal) : session.start());
		if (this.#modem.settings.reportsBeforeOk) {
			return finish => {
				session.onReport = () => finish("OK");
				this.#modem.later(OK_PATIENCE, () => finish("OK"));
				begin();
			};
		}
		this.#modem.afterSent(begin);
		return "OK";
	}

	#refusal(name: SessionName): FtpReason | undefined {
		if (this.#modem.jams.has("ftp")) return "busy";
		if (this.#session) {
			if (this.#modem.settings.ftpSecondSession === "ends both") this.#end();
			return "busy";
		}
		const { name: first, to, optional }: Session = SESSIONS[name];
		const needed = ["FTPSERV" as const, ...(optional ? [] : [first]), ...(to ? [to] : [])];
		return needed.some(each => this.#parameters[each] === "") ? "parameter" : undefined;
	}

	#create(name: SessionName, plan: SessionPlan): FtpSession {
		const over = (): void => {
			this.#session = undefined;
		};
		if (name === "+FTPGET" || name === "+FTPLIST") return new FtpDownload(this.#modem, plan, over);
		if (name !== "+FTPPUT") return new FtpSession(this.#modem, plan, over);
		if (!this.#extended) return new FtpUpload(this.#modem, plan, over);
		const { bytes, length } = this.#extended;
		return new FtpExtendedUpload(this.#modem, plan, over, bytes.slice(0, length));
	}

	#plan(name: SessionName): SessionPlan {
		const sizeFails = name === "+FTPSIZE" && this.#modem.personality.ftpSizeFailure === "zero";
		return {
			prefix: name,
			request: this.#request(name),
			cid: Number(this.#parameters.FTPCID),
			timeout: Number(this.#parameters.FTPTIMEOUT) * 1000,
			...((sizeFails || name === "+FTPRENAME") && { failureSuffix: ",0" }),
			...((name === "+FTPSIZE" || name === "+FTPMDTM") && { successSuffix: (text: string) => `,${text}` }),
		};
	}

	#request(session: SessionName): FtpRequest {
		const { verb, directory, name, to }: Session = SESSIONS[session];
		const values = this.#parameters;
		return {
			host: values.FTPSERV,
			port: Number(values.FTPPORT),
			user: values.FTPUN,
			password: values.FTPPW,
			passive: values.FTPMODE === "1",
			type: values.FTPTYPE as "A" | "I",
			directory: directory ? values[directory] : "",
			verb: verb === "STOR" ? (values.FTPPUTOPT as FtpVerb) : verb,
			name: values[name],
			...(verb === "RETR" && { offset: Number(values.FTPREST) }),
			...(to && { to: values[to] }),
		};
	}

	#end(): void {
		this.#session?.cancel();
		this.#session = undefined;
	}

	#quit(): Outcome {
		const session = this.#session;
		if (!session) return NOT_ALLOWED;
		this.#end();
		this.#modem.afterSent(() => this.#modem.unsolicited(`${session.plan.prefix}:${this.#modem.personality.ftpQuit}`));
		return "OK";
	}

	// Data

	/** FTPGET and FTPLIST: =1 opens, =2,n reads. */
	#download(name: "+FTPGET" | "+FTPLIST", call: Call): Outcome {
		const { settings, personality } = this.#modem;
		const step = call.number(0, 1, 2);
		if (step === 1) return this.#startByNumber(name, call);
		const length = call.number(1, 1, settings.ftpReadOver === "cut" ? LARGEST_OFFSET : READ_LIMIT);
		if (step === undefined || length === undefined || call.values.length > 2) return settings.invalidParameter;
		const session = this.#session;
		if (!(session instanceof FtpDownload) || session.plan.prefix !== name || !session.isReadable) return NOT_ALLOWED;
		const bytes = session.read(Math.min(length, READ_LIMIT));
		this.#modem.payload(`${name}:${personality.space}2,${bytes.length}`, bytes);
		return "OK";
	}

	/** =1 opens, =2,n brings data, =2,0 ends. */
	#put(call: Call): Outcome {
		const { settings } = this.#modem;
		const step = call.number(0, 1, 2);
		if (step === 1) return this.#startByNumber("+FTPPUT", call);
		const length = call.number(1, 0, LARGEST_OFFSET);
		if (step === undefined || length === undefined || call.values.length > 2) return settings.invalidParameter;
		const session = this.#session;
		if (!(session instanceof FtpUpload) || !session.isOpen) return NOT_ALLOWED;
		if (length === 0) {
			this.#modem.afterSent(() => session.close());
			return "OK";
		}
		if (session.maximum === 0) return NOT_ALLOWED;
		if (length > session.maximum && settings.ftpPutOver === "error") return settings.invalidParameter;
		return this.#collect("+FTPPUT:{}2,", session.grant(length), settings.ftpPutInputTime, bytes => {
			// The session may have ended while the host was sending.
			if (this.#session === session) session.take(Uint8Array.from(bytes));
		});
	}

	#collect(prompt: string, size: number, limit: number, take: (bytes: Uint8Array) => void): Outcome {
		const { settings, personality } = this.#modem;
		const text = `${prompt.replace("{}", personality.space)}${size}`;
		return finish =>
			this.#modem.collect({ prompt: text, size, limit, carrier: true }, bytes => {
				finish(bytes.length < size && settings.ftpDataExpiry === "error" ? "ERROR" : "OK");
				this.#modem.afterSent(() => take(bytes));
			});
	}

	/** 0 normal mode, 1 extended mode with an empty store, 2 loads a piece of the store. */
	#extend(call: Call): Outcome {
		const { settings } = this.#modem;
		const mode = call.number(0, 0, 2);
		if (mode === undefined || (mode < 2 && call.values.length > 1)) return settings.invalidParameter;
		if (this.#session) return NOT_ALLOWED;
		if (mode === 2) return this.#load(call);
		this.#extended = mode ? { bytes: new Uint8Array(settings.ftpExtendedMaximum), length: 0 } : undefined;
		return "OK";
	}

	#load(call: Call): Outcome {
		const { settings } = this.#modem;
		const store = this.#extended;
		const position = call.number(1, 0, settings.ftpExtendedMaximum);
		const length = call.number(2, 1, settings.ftpExtendedMaximum - (position ?? 0));
		const time = call.number(3, ...LOAD_TIME);
		if (position === undefined || length === undefined || time === undefined || call.values.length > 4) return settings.invalidParameter;
		if (!store) return NOT_ALLOWED;
		return this.#collect(`+FTPEXTPUT:{}${position},`, length, time, bytes => {
			store.bytes.set(bytes, position);
			store.length = Math.max(store.length, position + bytes.length);
		});
	}
}

/** AT+FTPPORT to AT+FTPMDTM */
export function ftpCommands(modem: Modem): CommandTable {
	return new FtpService(modem).commands;
}
