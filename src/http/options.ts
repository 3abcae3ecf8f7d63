import { badArgument, ModemError } from "../at/error.js";
import {
	BODY_LIMIT,
	BODY_TIME_LIMIT,
	CONTENT_LENGTH,
	HEADERS_LENGTH,
	OFFSET_LIMIT,
	PROXY_LENGTH,
	SESSION_TIME,
	SESSION_TIME_LEAST,
	SESSION_TIME_MARGIN,
	SESSION_TIME_MOST,
	URL_LENGTH,
	USER_AGENT_LENGTH,
} from "../at/limits.js";
import { type Parameter, REPORT_TIME, UPLOAD_SIZE } from "../at/script.js";
import { checkFlag, checkNumber, checkObject, checkOptions, encodeText, given, lower } from "../at/check.js";
import { loadTime, tooSlow } from "../at/upload.js";
import type { Runtime } from "../runtime/runtime.js";
import {
	BODY_TIME,
	BREAK,
	BREAK_END,
	CID,
	CONTENT_TYPE,
	DELIMITER,
	HEADER,
	HEADERS,
	LENGTH,
	METHOD,
	PROXY_HOST,
	PROXY_PORT,
	REDIRECT,
	SESSION,
	START,
	URL,
	USER_AGENT,
} from "./commands.js";

/** Text options of a request. All of them are printable ASCII without quotes. */
export interface HTTPParameters {
	/** Default `GET`. */
	method?: "GET" | "POST" | "HEAD";
	/** `http://host[:port]/path`, at most 500 characters (V1.09, HTTPPARA). */
	url: string;
	/** Instead of the modem's own `SIMCOM_MODULE`; at most 200 characters. */
	userAgent?: string;
	/** Content-Type of a POST, at most 200 characters. Requires a firmware of V1.05 or later. */
	contentType?: string;
	/**
	 * Further header lines, name and value; 450 characters in all (USERDATA). More than one requires a firmware of V1.11, which has a delimiter.
	 */
	headers?: readonly (readonly [name: string, value: string])[];
	/** s that the modem may take for the whole exchange, 30 to 1000; default 120. Requires a firmware of V1.05 or later. */
	timeout?: number;
	/** The modem follows 30x answers; by default they are reported as they are. */
	redirect?: boolean;
	/** An HTTP proxy. */
	proxy?: { host: string; port: number };
	/** GET: first byte that is wanted. A server that ignores it ends the request with `rangeIgnored`. */
	offset?: number;
	/** GET: how many bytes are wanted. POST, which requires it: how many bytes will be written, 0 to 318976 and no more than 90 s of this baud rate carry. */
	length?: number;
	/**
	 * GET with `offset`: length of the whole file in bytes, if it is known: the length of the answer is checked by it, and a 200 of the right length passes
	 * for a 206.
	 */
	total?: number;
	/**
	 * Reads every chunk of the response twice and compares: finds damage that keeps the length, which nothing else can see. Costs twice the time
	 * and half the `burst`; for firmware images a digest is better.
	 */
	verify?: boolean;
	/**
	 * ms that the application may leave bytes unread, default 60000; 0: for ever. They are offered again each second; then the request ends with `stalled`, and
	 * the next one begins. (A body that is not written ends with `underrun`, after 10 s.)
	 */
	stallTimeout?: number;
}

const METHODS: readonly string[] = Object.freeze(["GET", "POST", "HEAD"]);
/** Their numbers in HTTPACTION. */
export const GET = 0;
const POST = 1;
export const HEAD = 2;

const OPTIONS = Object.freeze([
	"method",
	"url",
	"userAgent",
	"contentType",
	"headers",
	"timeout",
	"redirect",
	"proxy",
	"offset",
	"length",
	"total",
	"verify",
	"stallTimeout",
	"onWritable",
	"onHeaders",
	"onReadable",
	"onProgress",
	"onDone",
]);
const PROXY_OPTIONS = Object.freeze(["host", "port"]);
const DELIMITERS = "|~^`\\";

/** Checks the options and encodes them into the slots of the scripts. Throws `argument` or `unsupported`; nothing has been sent then. */
export function encodeRequest(runtime: Runtime, cid: number, baud: number, options: HTTPParameters): Parameter[] {
	checkObject("http", "the options", options);
	if ("body" in options) throw badArgument("http", "body is written in onWritable: give its length in bytes as length");
	checkOptions("http", "the options", options, OPTIONS);
	const method = METHODS.indexOf(given(options.method, "GET"));
	if (method < 0) throw badArgument("http", 'method must be "GET", "POST" or "HEAD"');
	const slots: Parameter[] = [undefined];
	for (let i = 1; i <= HEADER; i++) slots.push(undefined);
	slots[CID] = cid;
	slots[METHOD] = method;
	slots[START] = 0;
	slots[LENGTH] = 0;
	slots[URL] = encodeURL(runtime, options.url);
	if (options.userAgent !== undefined)
		slots[USER_AGENT] = encodeText(runtime, "http", "userAgent", options.userAgent, 1, USER_AGENT_LENGTH);
	checkFlag("http", "verify", options.verify, false);
	const redirects = checkFlag("http", "redirect", options.redirect, false);
	if (options.redirect !== undefined) slots[REDIRECT] = redirects ? 1 : 0;
	const timeout = checkNumber("http", "timeout", given(options.timeout, SESSION_TIME / 1000), SESSION_TIME_LEAST, SESSION_TIME_MOST);
	if (options.timeout !== undefined) slots[SESSION] = timeout;
	slots[REPORT_TIME] = timeout * 1000 + SESSION_TIME_MARGIN;
	const proxy = options.proxy;
	if (proxy !== undefined) {
		checkOptions("http", "proxy", proxy, PROXY_OPTIONS);
		slots[PROXY_HOST] = encodeText(runtime, "http", "proxy.host", proxy.host, 1, PROXY_LENGTH);
		slots[PROXY_PORT] = checkNumber("http", "proxy.port", proxy.port, 1, 65535);
	}
	if (method === POST) encodeBody(runtime, slots, baud, options);
	else if (options.contentType !== undefined) throw badArgument("http", "contentType requires method POST");
	if (options.headers !== undefined) encodeHeaders(runtime, slots, options.headers);
	if (method === GET) encodeRange(slots, options);
	else if (options.offset !== undefined || options.total !== undefined) throw badArgument("http", "offset and total require method GET");
	return slots;
}

/** Refuses what the modem would misunderstand, and says what to write instead. */
function encodeURL(runtime: Runtime, url: unknown): Uint8Array {
	const encoded = encodeText(runtime, "http", "url", url, 1, URL_LENGTH);
	const text = url as string;
	const space = text.indexOf(" ");
	if (space >= 0) throw badArgument("http", "url has a space at index " + space + ": write %20");
	const end = text.indexOf("://");
	const scheme = end < 0 ? "" : lower(text.slice(0, end));
	if (scheme === "https") throw new ModemError("unsupported", "a SIM900 has no TLS: use an http: URL");
	if (scheme === "ftp") throw badArgument("http", "url: ftp: is a service of its own: modem.ftp.get({ host, path })");
	if (scheme !== "" && scheme !== "http") throw badArgument("http", "url must begin with http://");
	const host = text[end < 0 ? 0 : end + 3];
	if (host === undefined || host === "/" || host === ":" || host === "?" || host === "#") {
		throw badArgument("http", "url has no host: http://host[:port]/path");
	}
	return encoded;
}

/** The body of a POST. */
function encodeBody(runtime: Runtime, slots: Parameter[], baud: number, options: HTTPParameters): void {
	if (options.length === undefined) throw badArgument("http", "a POST requires length: how many bytes onWritable will write, 0 for none");
	const length = checkNumber("http", "length", options.length, 0, BODY_LIMIT);
	const time = loadTime(length, baud, BODY_TIME_LIMIT);
	if (time === 0) throw tooSlow("http", baud);
	if (options.contentType !== undefined)
		slots[CONTENT_TYPE] = encodeText(runtime, "http", "contentType", options.contentType, 1, CONTENT_LENGTH);
	if (length === 0) return;
	slots[UPLOAD_SIZE] = length;
	slots[BODY_TIME] = time;
}

/** Joins the header lines by a character that none of them has: the modem puts CR LF in its place. */
function encodeHeaders(runtime: Runtime, slots: Parameter[], headers: readonly (readonly [string, string])[]): void {
	if (!Array.isArray(headers)) throw badArgument("http", "headers must be an array of [name, value]");
	if (headers.length === 0) return;
	const given: readonly (readonly [string, string])[] = headers;
	let all = "";
	for (let i = 0; i < given.length; i++) {
		const header = given[i]!;
		if (!Array.isArray(header)) throw badArgument("http", "headers must be an array of [name, value]");
		encodeText(runtime, "http", "header name", header[0], 1, HEADERS_LENGTH);
		encodeText(runtime, "http", "header value", header[1], 0, HEADERS_LENGTH);
		if (header[0].indexOf(":") >= 0 || header[0].indexOf(" ") >= 0)
			throw badArgument("http", "a header name must not contain a colon or a space");
		all += header[0] + header[1];
	}
	let delimiter = 0;
	while (delimiter < DELIMITERS.length && all.indexOf(DELIMITERS[delimiter]!) >= 0) delimiter++;
	if (delimiter === DELIMITERS.length) throw badArgument("http", "headers must not contain all of " + DELIMITERS);
	let text = "";
	for (let i = 0; i < given.length; i++) text += (i > 0 ? DELIMITERS[delimiter]! : "") + given[i]![0] + ": " + given[i]![1];
	const encoded = encodeText(runtime, "http", "headers", text, 1, HEADERS_LENGTH);
	// One header needs no delimiter, and so no V1.11.
	if (given.length === 1) {
		slots[HEADER] = encoded;
		return;
	}
	slots[HEADERS] = encoded;
	slots[DELIMITER] = encodeText(runtime, "http", "headers", DELIMITERS[delimiter], 1, 1);
}

/** BREAK and BREAKEND; an end that is not past the start means the end of the file (V1.11, HTTPPARA). */
function encodeRange(slots: Parameter[], options: HTTPParameters): void {
	const offset = checkNumber("http", "offset", given(options.offset, 0), 0, OFFSET_LIMIT);
	const length = checkNumber("http", "length", given(options.length, OFFSET_LIMIT), 1, OFFSET_LIMIT);
	checkNumber("http", "total", given(options.total, offset), offset, OFFSET_LIMIT);
	if (offset > 0) slots[BREAK] = offset;
	if (options.length === undefined || length === 1) return;
	slots[BREAK] = offset;
	slots[BREAK_END] = Math.min(OFFSET_LIMIT, offset + length - 1);
}
