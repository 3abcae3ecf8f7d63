import { badArgument, ModemError } from "../at/error.js";
import { checkNumber, lower } from "../at/check.js";
import type { HTTPParameters } from "../http/options.js";
import type { HTTPClientOptions } from "./client.js";
import type { HTTPClientRequestOptions, HTTPClientRequestHeaders } from "./request.js";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const DIGITS = "0123456789";
const HOST = DIGITS + "abcdefghijklmnopqrstuvwxyz_.-";
/** Headers that the modem sends by itself: those of the connection (RFC 9110, 7.6.1), and the host, which is in the URL. */
const CONNECTION = Object.freeze(["connection", "host", "keep-alive", "proxy-connection", "te", "upgrade"]);

/** Translates the options of a client and of a request into those of `http.request()`. Throws `argument` or `unsupported`. */
export function parametersOf(client: HTTPClientOptions, request: HTTPClientRequestOptions): HTTPParameters {
	const { redirect = true, timeout, proxy, stallTimeout } = client;
	const parameters: HTTPParameters = { method: methodOf(request.method), url: urlOf(client, request.path || "/"), redirect };
	if (timeout !== undefined) parameters.timeout = timeout;
	if (proxy !== undefined) parameters.proxy = proxy;
	if (stallTimeout !== undefined) parameters.stallTimeout = stallTimeout;
	if (request.headers) addHeaders(parameters, request.headers);
	if (parameters.method === "POST" && parameters.length === undefined) {
		if (request.onWritable) throw badArgument("http", "a body requires the header content-length");
		parameters.length = 0;
	}
	return parameters;
}

/** `text` has `characters` only, and at least one. Regular expressions bring 20 kB of the engine into an image of XS. */
function isMadeOf(text: string, characters: string): boolean {
	for (let i = 0; i < text.length; i++) if (characters.indexOf(text[i]!) < 0) return false;
	return text.length > 0;
}

function methodOf(method: string = "GET"): "GET" | "POST" | "HEAD" {
	if (method === "GET" || method === "POST" || method === "HEAD") return method;
	throw new ModemError("unsupported", `the modem supports GET, POST and HEAD, not ${method}`);
}

function urlOf({ host, port = HTTP_PORT, protocol }: HTTPClientOptions, path: string): string {
	if (typeof host !== "string" || !isMadeOf(lower(host), HOST)) throw badArgument("http", "host must be a name or an IPv4 address");
	// A URL's port is text.
	const number = checkNumber("http", "port", typeof port === "string" ? Number(port) : port, 1, 65535);
	// An https URL must not be sent in the clear.
	const scheme = protocol ?? (number === HTTPS_PORT ? "https" : "http");
	if (scheme !== "http") throw new ModemError("unsupported", "a SIM900 has no TLS: use an http: URL");
	if (typeof path !== "string" || !path.startsWith("/") || path.includes(" ")) {
		throw badArgument("http", "path must begin with a slash and must not contain spaces");
	}
	return `http://${host}${number === HTTP_PORT ? "" : `:${number}`}${path}`;
}

function addHeaders(parameters: HTTPParameters, given: HTTPClientRequestHeaders): void {
	if (typeof given !== "object" || Array.isArray(given)) throw badArgument("http", "headers must be a Map");
	const rest: [string, string][] = [];
	// fetch() passes a Map if there is a body, and otherwise the caller's own object.
	const lines = typeof given.entries === "function" ? (given as ReadonlyMap<string, unknown>).entries() : Object.entries(given);
	for (const [name, value] of lines) {
		if (!addKnown(parameters, lower(String(name)), String(value))) rest.push([String(name), String(value)]);
	}
	if (rest.length > 0) parameters.headers = rest;
}

/** Headers that the modem sends from a parameter of its own, or not at all; false for all others. */
function addKnown(parameters: HTTPParameters, name: string, value: string): boolean {
	const posts = parameters.method === "POST";
	if (name === "user-agent") parameters.userAgent = value;
	else if (name === "content-type" && posts) parameters.contentType = value;
	else if (name === "content-length") addLength(parameters, value, posts);
	else if (name === "transfer-encoding") {
		throw new ModemError("unsupported", "the modem requires the length of a body in advance: use content-length, not transfer-encoding");
	} else return CONNECTION.includes(name);
	return true;
}

function addLength(parameters: HTTPParameters, value: string, posts: boolean): void {
	if (!isMadeOf(value, DIGITS)) throw badArgument("http", "content-length must be a whole number");
	if (posts) parameters.length = Number(value);
	else if (Number(value) > 0) throw badArgument("http", "only a POST has a body");
}
