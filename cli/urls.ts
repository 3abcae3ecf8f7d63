/* What the command line takes for an address. */
import type { FTPVisitOptions } from "sim900/promises";
import { UsageError } from "./usage.ts";

/** Checks what the modem could not be asked for, however it was started. The driver checks the rest. */
export function checkHTTP(text: string): void {
	if (/^ftp:/i.test(text)) throw new UsageError(`"${text}" is a file on an FTP server: sim900 ftp get ${text}`);
	if (!/^https?:\/\//i.test(text)) throw new UsageError(`"${text}" is not a URL: write http://${text.replace(/^\/+/, "")}`);
	parsePlace(text, "check its host and its port");
}

/** A URL whose host the modem can be asked for; `advice` is for what is none. */
function parsePlace(text: string, advice: string): URL {
	if (!URL.canParse(text)) throw new UsageError(`"${text}" is not a URL: ${advice}`);
	const url = new URL(text);
	if (url.hostname.startsWith("[")) throw new UsageError(`"${text}" has an IPv6 address: the modem knows IPv4 only`);
	return url;
}

/** A part of a URL without its escapes. */
function decode(part: string, text: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw new UsageError(`"${text}" has a % that no two hex digits follow: write %25`);
	}
}

/** `ftp://user:password@host:port/path`; what is missing is the modem's default. */
export function parseFTP(text: string): FTPVisitOptions {
	const { hostname, port, username, password, pathname, protocol } = parsePlace(text, "it looks like ftp://user:password@host/path");
	if (protocol !== "ftp:") throw new UsageError(`ftp needs an ftp:// URL, not ${protocol}//`);
	return {
		host: hostname,
		path: decode(pathname, text),
		...(port !== "" && { port: Number(port) }),
		...(username !== "" && { user: decode(username, text) }),
		...(password !== "" && { password: decode(password, text) }),
	};
}
