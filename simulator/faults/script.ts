import { NETWORK_CHOICES } from "../network/settings.ts";
import type { ByteFault, Fault, Trigger } from "./faults.ts";

/** The grammar of `--fault`, for people. */
export const FAULT_GRAMMAR = `\
  FAULT is WHAT[:VALUE][@KEY=VALUE,...], for example
      code:RDY@on=HTTPREAD,nth=3,after=10     RDY 10 ms after the third line with HTTPREAD
      flip@rate=0.001,line=rxd                one bit in a thousand bytes to the modem
      code:RING@every=5000                    RING about every five seconds
  WHAT
      code:TEXT          an unsolicited line, or lines with \\r\\n between them
      message:NUMBER TEXT   a message arrives; \\n in it is a line break
      ring:NUMBER        somebody calls, until it is answered or has rung for long enough
      hang-up            the other side of the call hangs up
      silence:MS         nothing is sent for so long
      late:MS            the next command is answered so much later
      unanswered         the next command is not answered at all
      dip                power dip: the module starts again
      bearer[:CID]       the network releases a bearer, or all
      dead[:CID]         a bearer, or all, looks open and carries nothing until it is closed
      pdp                the network takes the context of AT+CSTT away: +PDP: DEACT
      close[:N]          the other end drops connection N, or all
      send-fail[:N]      the next bytes sent over connection N (default 0) are lost: SEND FAIL
      jam:WHAT           stuck until a bearer closes or AT+CFUN changes: dns (603), stack (604), http (HTTPINIT and
                         HTTPTERM fail), ftp (FTPSTATE 1, sessions end with 66)
      under, over        UNDER-VOLTAGE WARNNING, OVER-VOLTAGE WARNNING
      under-down, over-down   ... POWER DOWN, and the module is off
      drop, flip, duplicate, nul   a byte is lost, has a wrong bit, comes twice, has a NUL before it
      fragment:MS        every byte comes by itself, so far from the one before
      dns, refuse, stall, no-range   the next request: name unknown, connection refused, no answer,
                         range ignored
      truncate:BYTES     the next request: the body ends early
      status:NUMBER      the next request: it ends with this status and no body, for example 605
  WHEN (default: at=0)
      at=MS              after the start
      within=MS          at a random time until then
      every=MS           again and again, at random, so far apart on average
      on=TEXT            when a line of the transcript contains TEXT, or matches /TEXT/
      nth=N, after=MS    at the nth such line, and so long after it
  BYTES
      line=txd|rxd       from or to the modem (default txd)
      count=N, rate=P    N bytes (default 1), each with probability P; a rate alone has no end`;

type What = (value: string) => object;

const NUMBER = /^\d+(\.\d+)?$/;

function number(value: string, name: string): number {
	if (!NUMBER.test(value)) throw new Error(`${name} needs a number, not "${value}"`);
	return Number(value);
}

const unescape = (text: string): string => text.replaceAll(String.raw`\r`, "\r").replaceAll(String.raw`\n`, "\n");

function message(value: string): { from: string; text: string } {
	const [, from, text] = /^(\+?\d+) (.*)$/s.exec(value) ?? [];
	if (!from || text === undefined) throw new Error(`message needs a number and a text, not "${value}"`);
	return { from, text: unescape(text) };
}

function oneOf(words: readonly string[], value: string, name: string): string {
	if (!words.includes(value)) throw new Error(`${name} is one of ${words.join(", ")}, not "${value}"`);
	return value;
}

const bytes =
	(kind: ByteFault): What =>
	() => ({ bytes: kind });

const KINDS: Readonly<Record<string, What>> = {
	code: value => ({ code: unescape(value) }),
	message: value => ({ message: message(value) }),
	ring: value => ({ ring: value }),
	"hang-up": () => ({ hangUp: true }),
	silence: value => ({ silence: number(value, "silence") }),
	late: value => ({ late: number(value, "late") }),
	unanswered: () => ({ unanswered: true }),
	dip: () => ({ powerDip: true }),
	bearer: value => ({ loseBearer: value === "" ? true : number(value, "bearer") }),
	dead: value => ({ killBearer: value === "" ? true : number(value, "dead") }),
	pdp: () => ({ loseContext: true }),
	close: value => ({ dropConnection: value === "" ? true : number(value, "close") }),
	"send-fail": value => ({ sendFail: value === "" ? 0 : number(value, "send-fail") }),
	jam: value => ({ jam: oneOf(NETWORK_CHOICES.jammed, value, "jam") }),
	under: () => ({ voltage: "under" }),
	over: () => ({ voltage: "over" }),
	"under-down": () => ({ voltage: "under", down: true }),
	"over-down": () => ({ voltage: "over", down: true }),
	drop: bytes("drop"),
	flip: bytes("flip"),
	duplicate: bytes("duplicate"),
	nul: bytes("nul"),
	fragment: value => ({ fragment: number(value, "fragment") }),
	dns: () => ({ server: "dns" }),
	refuse: () => ({ server: "refuse" }),
	stall: () => ({ server: "stall" }),
	"no-range": () => ({ server: "no-range" }),
	status: value => ({ server: { status: number(value, "status") } }),
	truncate: value => ({ server: { truncate: number(value, "truncate") } }),
};

const NUMBERS = ["at", "within", "every", "nth", "after"];
const BYTE_NUMBERS = ["rate", "count"];

/** Reads one `--fault`; throws an Error that says what is wrong with it. */
export function parseFault(text: string): Fault {
	const [, what = "", value = "", rest = ""] = /^([a-z-]+)(?::(.*?))?(?:@((?:[a-z]+=.*)?))?$/s.exec(text) ?? [];
	const kind = Object.hasOwn(KINDS, what) ? KINDS[what]! : undefined;
	if (!kind) throw new Error(`unknown fault "${text}"`);
	const fault = kind(value);
	const options = rest === "" ? [] : rest.split(/,(?=[a-z]+=)/);
	return Object.assign(fault, ...options.map(each => option(each, "bytes" in fault))) as Fault;
}

function option(text: string, ofBytes: boolean): Trigger | object {
	const equals = text.indexOf("=");
	const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
	if (key === "on") return { on: pattern(value) };
	if (NUMBERS.includes(key) || (ofBytes && BYTE_NUMBERS.includes(key))) return { [key]: number(value, key) };
	if (ofBytes && key === "line" && (value === "txd" || value === "rxd")) return { line: value };
	throw new Error(`a fault does not understand "${text}"`);
}

function pattern(value: string): RegExp {
	const expression = /^\/(.+)\/$/s.exec(value)?.[1];
	return new RegExp(expression ?? value.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), "i");
}
