import { NOT_ALLOWED } from "../errors.ts";
import { type ActionPlan, DNS_ERROR, HttpAction, METHODS, parseUrl, STACK_BUSY } from "./action.ts";
import type { Call, Command, CommandTable, Handler, Modem, Outcome } from "../modem.ts";
import type { Personality } from "../personality.ts";
import { BEARERS } from "../network/bearer.ts";
import { OK_PATIENCE } from "../line/settings.ts";

const NO_PROXY = "0.0.0.0";
const URL_LIMIT = 500;
const AGENT_LIMIT = 200;
const OTHER_LIMIT = 256;
/** ms, AT+HTTPDATA */
const DATA_TIME = [1000, 120_000] as const;
/** s, HTTPPARA TIMEOUT */
const TIMEOUT = [30, 1000] as const;
const LARGEST_OFFSET = 0x7fffffff;

const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
	CID: [1, BEARERS],
	PROPORT: [0, 65_535],
	REDIR: [0, 1],
	BREAK: [0, LARGEST_OFFSET],
	BREAKEND: [0, LARGEST_OFFSET],
	TIMEOUT,
};

type Parameters = Record<string, string>;

/** The HTTP service of one boot. */
class HttpService {
	readonly #modem: Modem;
	#initialised = false;
	#parameters: Parameters = {};
	#saved = false;
	#secure = false;
	#stored = new Uint8Array(0);
	#upload = new Uint8Array(0);
	#method = 0;
	#action: HttpAction | undefined;

	constructor(modem: Modem) {
		this.#modem = modem;
		modem.onReset(() => this.#cancel());
		modem.bearers.onClosed(cid => {
			if (this.#action?.plan.cid === cid) this.#action.fail();
		});
	}

	get commands(): CommandTable {
		const only = (command: Command): Command => this.#afterInit(command);
		return {
			"+HTTPINIT": { execute: () => this.#init() },
			"+HTTPTERM": only({ execute: () => this.#term() }),
			"+HTTPPARA": only({
				test: this.#print('+HTTPPARA: "HTTPParamTag","HTTPParamValue"'),
				read: () => this.#printParameters(),
				write: call => this.#setParameter(call),
			}),
			"+HTTPDATA": only({
				test: this.#print(`+HTTPDATA: (1-${this.#modem.personality.httpMaximum}),(${DATA_TIME.join("-")})`),
				write: call => this.#data(call),
			}),
			"+HTTPACTION": only({ test: this.#print("+HTTPACTION: (0-2)"), write: call => this.#act(call) }),
			"+HTTPREAD": only({ execute: () => this.#read(0, Infinity), write: call => this.#readRange(call) }),
			"+HTTPSTATUS": only({ read: () => this.#status() }),
			"+HTTPSSL": this.#tls(),
			"+HTTPSCONT": only({ read: () => this.#printSaved(), execute: () => this.#save() }),
		};
	}

	/** "HTTPINIT should first be executed": before it only test forms answer. */
	#afterInit({ test, ...forms }: Command): Command {
		const guard =
			(handler: Handler): Handler =>
			call =>
				this.#initialised ? handler(call) : NOT_ALLOWED;
		const guarded = Object.entries(forms).map(([form, handler]) => [form, guard(handler)]);
		return { ...(test && { test }), ...Object.fromEntries(guarded) };
	}

	#print(line: string): Handler {
		return () => {
			this.#modem.information(line);
			return "OK";
		};
	}

	/** SIM800: https URLs are for TLS. */
	#tls(): Command {
		return {
			test: this.#print("+HTTPSSL: (0-1)"),
			read: call => this.#print(`+HTTPSSL: ${Number(this.#secure)}`)(call),
			write: call => {
				const value = call.values.length === 1 ? call.number(0, 0, 1) : undefined;
				if (value === undefined) return this.#modem.settings.invalidParameter;
				this.#secure = value === 1;
				return "OK";
			},
		};
	}

	#init(): Outcome {
		if (this.#initialised || this.#modem.jams.has("http")) return NOT_ALLOWED;
		const { nvram, settings } = this.#modem;
		const saved = nvram.get("http") as Parameters | undefined;
		this.#initialised = true;
		this.#saved = saved !== undefined;
		this.#parameters = {
			CID: String(settings.httpDefaultCid),
			URL: "",
			UA: "SIMCOM_MODULE",
			PROIP: NO_PROXY,
			PROPORT: "0",
			REDIR: "0",
			BREAK: "0",
			BREAKEND: "0",
			TIMEOUT: "120",
			CONTENT: "",
			USERDATA: "",
			...saved,
		};
		return "OK";
	}

	#term(): Outcome {
		if (this.#modem.jams.has("http")) return NOT_ALLOWED;
		if (!this.#modem.settings.httpReportAfterTerm) this.#cancel();
		this.#initialised = false;
		this.#stored = this.#upload = new Uint8Array(0);
		return "OK";
	}

	#cancel(): void {
		this.#action?.cancel();
		this.#action = undefined;
	}

	#lines(tags: readonly string[]): string[] {
		return tags.map(tag => `${tag}: ${this.#parameters[tag]}`);
	}

	#printParameters(): Outcome {
		this.#modem.information("+HTTPPARA: ", ...this.#lines(this.#modem.personality.httpTags));
		return "OK";
	}

	#setParameter(call: Call): Outcome {
		const tag = call.text(0)?.toUpperCase() ?? "";
		const { personality, settings } = this.#modem;
		const value = personality.httpTags.includes(tag) ? parameterValue(tag, call, personality) : undefined;
		if (value === undefined) return settings.invalidParameter;
		if (tag === "URL" && settings.httpBlankInUrl === "error" && value.includes(" ")) return settings.invalidParameter;
		this.#parameters[tag] = value;
		this.#saved = false;
		return "OK";
	}

	#printSaved(): Outcome {
		const tags = this.#modem.personality.httpTags.filter(tag => tag !== "TIMEOUT" && tag !== "CONTENT" && tag !== "USERDATA");
		this.#modem.information(`+HTTPSCONT: ${this.#saved ? 0 : 1}`, ...this.#lines(tags));
		return "OK";
	}

	#save(): Outcome {
		this.#modem.nvram.set("http", { ...this.#parameters });
		this.#saved = true;
		return "OK";
	}

	#data(call: Call): Outcome {
		const { personality, settings } = this.#modem;
		const size = call.number(0, 0, personality.httpMaximum);
		const time = size === 0 && call.values.length === 1 ? DATA_TIME[0] : call.number(1, ...DATA_TIME);
		if (size === undefined || time === undefined || call.values.length > 2) return settings.invalidParameter;
		if (this.#action) return NOT_ALLOWED;
		if (size === 0) {
			this.#stored = this.#upload = new Uint8Array(0);
			return "OK";
		}
		return finish =>
			this.#modem.collect({ prompt: "DOWNLOAD", size, limit: time, carrier: true }, bytes => {
				this.#stored = this.#upload = Uint8Array.from(bytes);
				finish(bytes.length < size && settings.httpDataExpiry === "error" ? "ERROR" : "OK");
			});
	}

	#act(call: Call): Outcome {
		const method = call.number(0, 0, METHODS.length - 1);
		const { settings } = this.#modem;
		if (method === undefined || call.values.length > 1) return settings.invalidParameter;
		if (this.#action) return this.#refuse(method);
		if (!this.#parameters["URL"]) return NOT_ALLOWED;
		this.#method = method;
		this.#stored = new Uint8Array(0);
		if (settings.reportsBeforeOk) {
			return finish => {
				this.#modem.later(OK_PATIENCE, () => finish("OK"));
				this.#start(method, () => finish("OK"));
			};
		}
		this.#modem.afterSent(() => this.#start(method));
		return "OK";
	}

	#refuse(method: number): Outcome {
		if (this.#modem.settings.httpBusy === "error") return NOT_ALLOWED;
		this.#modem.afterSent(() => this.#report(method, STACK_BUSY, 0));
		return "OK";
	}

	#start(method: number, reported: () => void = () => {}): void {
		const action = new HttpAction(this.#modem, this.#plan(method), (status, body) => {
			this.#action = undefined;
			if (this.#initialised) this.#stored = Uint8Array.from(body);
			this.#report(method, status, body.length);
			if (status === DNS_ERROR) this.#stick();
			reported();
		});
		this.#action = action;
		action.start(this.#hopeless());
	}

	/** A status that is certain before anything is sent. */
	#hopeless(): number | undefined {
		const { jams, settings } = this.#modem;
		if (jams.has("stack")) return STACK_BUSY;
		if (jams.has("dns")) return DNS_ERROR;
		const scheme = /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(this.#parameters["URL"]!)?.[1]?.toLowerCase() ?? "http";
		if (scheme === "https") return this.#secure ? undefined : settings.httpsStatus;
		return scheme === "http" ? undefined : settings.httpSchemeStatus;
	}

	/** What a 603 may leave behind. */
	#stick(): void {
		const { httpSticky } = this.#modem.settings;
		if (httpSticky !== "no") this.#modem.jams.add(httpSticky === "603" ? "dns" : "stack");
	}

	#report(method: number, status: number, length: number): void {
		this.#modem.unsolicited(`+HTTPACTION:${this.#modem.personality.space}${method},${status},${length}`);
	}

	#plan(method: number): ActionPlan {
		const { CID, URL, PROIP, PROPORT, REDIR, TIMEOUT: timeout } = this.#parameters as Record<string, string>;
		const proxied = PROIP !== NO_PROXY && PROIP !== "";
		return {
			method,
			target: parseUrl(this.#modem.settings.httpFragment === "dropped" ? URL!.replace(/#.*/s, "") : URL!),
			headers: this.#headers(method),
			...(method === 1 && { body: this.#upload }),
			...(proxied && { proxy: { host: PROIP!, port: Number(PROPORT) || 80 } }),
			follow: REDIR === "1",
			timeout: Number(timeout) * 1000,
			cid: Number(CID),
		};
	}

	#headers(method: number): [string, string][] {
		const { UA, BREAK, BREAKEND, CONTENT, USERDATA } = this.#parameters as Record<string, string>;
		const headers: [string, string][] = [["User-Agent", UA!]];
		const [first, last] = [Number(BREAK), Number(BREAKEND)];
		// An end before the start means: to the end of the file.
		if (method === 0 && (first || last)) headers.push(["Range", `bytes=${first}-${last > first ? last : ""}`]);
		if (method === 1 && CONTENT) headers.push(["Content-Type", CONTENT]);
		for (const line of USERDATA!.split("\r\n")) {
			const match = /^([!#$%&'*+.^_`|~\w-]+): *(.*)$/.exec(line);
			if (match) headers.push([match[1]!, match[2]!]);
		}
		return headers;
	}

	#readRange(call: Call): Outcome {
		const start = call.number(0, 0, this.#modem.personality.httpMaximum);
		const length = call.number(1, 1, LARGEST_OFFSET);
		if (start === undefined || length === undefined || call.values.length > 2) return this.#modem.settings.invalidParameter;
		return this.#read(start, length);
	}

	#read(start: number, length: number): Outcome {
		const bytes = this.#stored.subarray(start, start + Math.min(length, this.#modem.settings.httpReadMaximum));
		const pastEnd = bytes.length === 0 && this.#modem.settings.httpReadPastEnd === "ok";
		if (this.#stored.length && !pastEnd) this.#modem.payload(`+HTTPREAD:${this.#modem.personality.space}${bytes.length}`, bytes);
		return "OK";
	}

	#status(): Outcome {
		const { state, done, left } = this.#action?.progress ?? { state: 0, done: 0, left: 0 };
		this.#modem.information(`+HTTPSTATUS: ${METHODS[this.#method]},${state},${done},${left}`);
		return "OK";
	}
}

function parameterValue(tag: string, call: Call, { userdata }: Personality): string | undefined {
	const range = NUMBERS[tag];
	if (range) return call.number(1, ...range)?.toString();
	const limit = tag === "URL" ? URL_LIMIT : tag === "UA" ? AGENT_LIMIT : OTHER_LIMIT;
	if (tag === "USERDATA" && userdata === "delimiter" && call.values.length === 3 && call.values[1]!.quoted)
		return call.text(1, limit)?.replaceAll(call.text(2) || "\r\n", "\r\n");
	// A value without quotes reaches to the end of the command, commas included.
	const whole = call.raw.slice(call.raw.indexOf(",") + 1).trim();
	if (call.values[1] && !call.values[1].quoted) return whole.length <= limit ? whole : undefined;
	const text = call.values.length === 2 ? call.text(1, limit) : undefined;
	return tag === "USERDATA" && userdata === "backslash" ? text?.replaceAll(String.raw`\r\n`, "\r\n") : text;
}

/** AT+HTTPINIT to AT+HTTPSCONT */
export function httpCommands(modem: Modem): CommandTable {
	return new HttpService(modem).commands;
}
