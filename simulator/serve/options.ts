import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseAnswer } from "../answers/answers.ts";
import { Recording } from "../answers/recording.ts";
import { FAULT_GRAMMAR, parseFault } from "../faults/script.ts";
import type { Fault } from "../faults/faults.ts";
import type { SimCard } from "../modem.ts";
import type { Cell } from "../network/radio.ts";
import type { UssdAnswers } from "../services/services.ts";
import { CELL, SIM } from "../sim900.ts";
import { checkTimelineFile, type RecordingFiles } from "../timeline/files.ts";
import { DEFAULT_PERSONALITY, PERSONALITIES, type PersonalityName } from "../personality.ts";
import { completeSettings, DEFAULT_SETTINGS, type Settings } from "../settings.ts";

/** ms: drivers that purge what they have received after they have sent would miss a quicker answer. */
const DEFAULT_LATENCY = 20;
const DEFAULT_BAUD = 115200;

/** Where a client finds the modem. */
export type Place = { readonly tcp: { readonly host: string; readonly port: number } } | { readonly pty: string };

/** What the command line says. */
export interface ServeOptions {
	readonly place: Place;
	readonly personality: PersonalityName;
	/** AT+IPR, bit/s; 0 is autobaud. */
	readonly baud: number;
	readonly apn: string | undefined;
	readonly pin: string;
	readonly boot: "cold" | "running";
	/** File of the transcript; "-" is the standard error output. */
	readonly trace: string | undefined;
	/** The trace shows every byte. */
	readonly raw: boolean;
	/** What is recorded is written to these files at the end. */
	readonly files: RecordingFiles;
	/** Commands of one's own and their replies. */
	readonly answers: readonly (readonly [command: string, reply: string])[];
	/** A recorded transcript, its text. */
	readonly replay: string | undefined;
	readonly seed: number;
	readonly faults: readonly Fault[];
	/** What the operator answers to USSD codes. */
	readonly ussd: UssdAnswers;
	readonly sim: Partial<SimCard>;
	readonly cell: Partial<Cell>;
	readonly settings: Partial<Settings>;
	/** One module for all clients, instead of a new one for each. */
	readonly keep: boolean;
}

/** What `--help` prints. */
export const HELP = `\
sim900-simulator: a SIM900 GSM modem to test a driver against

  sim900-simulator --tcp 127.0.0.1:7000
  sim900-simulator --pty /tmp/modem
  sim900-simulator run [options] -- COMMAND   runs a command with a modem for as long as it lasts; the
                      command finds its tty in SIM900_TTY, or with --tcp its address in SIM900_ADDRESS,
                      and its exit status is that of the whole

Where it listens (one of them)
  --tcp HOST:PORT     raw bytes over TCP; port 0 takes a free one; [::1]:PORT is understood
  --pty [LINK]        a tty that any program can open; LINK is a symbolic link to it
                      (default ${join(tmpdir(), "sim900")}); needs socat or python3
  --remote            let --tcp listen at an address that other computers reach
  --keep              one modem for all TCP clients; otherwise each gets a fresh one. A tty
                      always has one modem.

The modem
  --personality NAME  ${Object.keys(PERSONALITIES).join(", ")}
                      (default ${DEFAULT_PERSONALITY})
  --baud RATE         AT+IPR: bytes take their time at this rate (default ${DEFAULT_BAUD}); 0 is autobaud.
                      TCP and the tty have no rate of their own: the host follows the modem.
  --apn NAME          the only APN that the operator accepts (default: any)
  --pin DIGITS        PIN that the SIM asks for (default: none)
  --sim JSON          the SIM card: {"present":false}, {"blocked":true,"puk":"12345678"}, {"locked":true}
  --cell JSON         the network: {"registration":2,"gprs":1,"signal":[9,0],"operator":"…"}
  --ussd CODE=TEXT    what the operator answers to AT+CUSD=1,"CODE"; repeatable, the same code again
                      for the next answer of a conversation
  --boot running|cold running: on and registered (default). cold: off; PWRKEY is pressed when a
                      client connects (tty: at once), the start-up codes follow
  --latency MS        from a command to its answer (default ${DEFAULT_LATENCY})
  --setting NAME=JSON anything else that is a choice and not a fact, see settings.ts; repeatable,
                      for example --setting httpDataExpiry='"error"' --setting bearerOpenTime=5000

  --answer COMMAND:REPLY  anybody's own command, repeatable: 'AT+X=…:+X: 1' answers whatever follows the
                      equals sign with a line and OK; \\n begins another line, a result code among the
                      lines stands for OK, - is no answer, '@500 +X: 2' comes 500 ms later
  --replay FILE       a transcript of --trace (better with --raw): commands in it are answered as
                      they were then, others as usual

What goes wrong
  --fault FAULT       repeatable; counted from the start of the modem
  --seed N            of what is random in faults (default 1)

${FAULT_GRAMMAR}

Seeing it
  --trace FILE        what was said, with ms since the start and since the line before; passwords
                      and PINs are stars, payload is a count; - is the standard error output
  --raw               the trace shows every byte, both ways, secrets included
  --timeline FILE     at the end: a picture of the dialogue (.svg), or a page to zoom into (.html)
  --vcd FILE          at the end: the waveforms of all lines, for PulseView and GTKWave; secrets included
  --version           version of the package
  --help              this text

Signals: SIGUSR1 presses PWRKEY for 1.2 s (on, off). SIGINT and SIGTERM end it, and so does the end of the npx or npm
that has started it.`;

const NAMES = {
	tcp: { type: "string" },
	pty: { type: "string" },
	remote: { type: "boolean", default: false },
	keep: { type: "boolean", default: false },
	personality: { type: "string", default: DEFAULT_PERSONALITY },
	baud: { type: "string", default: String(DEFAULT_BAUD) },
	apn: { type: "string" },
	pin: { type: "string", default: "" },
	sim: { type: "string", default: "{}" },
	cell: { type: "string", default: "{}" },
	ussd: { type: "string", multiple: true, default: [] as string[] },
	boot: { type: "string", default: "running" },
	latency: { type: "string", default: String(DEFAULT_LATENCY) },
	setting: { type: "string", multiple: true, default: [] as string[] },
	fault: { type: "string", multiple: true, default: [] as string[] },
	seed: { type: "string", default: "1" },
	trace: { type: "string" },
	raw: { type: "boolean", default: false },
	timeline: { type: "string" },
	vcd: { type: "string" },
	answer: { type: "string", multiple: true, default: [] as string[] },
	replay: { type: "string" },
	version: { type: "boolean", default: false },
	help: { type: "boolean", default: false },
} as const;

/** `--pty` alone has a default: parseArgs knows no optional values. */
function withLink(words: readonly string[]): string[] {
	return words.map((word, index) => {
		const next = words[index + 1];
		return word === "--pty" && (next === undefined || next.startsWith("-")) ? `--pty=${join(tmpdir(), "sim900")}` : word;
	});
}

/** Reads a command line: options, or "help" or "version". Throws an Error that says what is wrong. */
export function parseOptions(words: readonly string[]): ServeOptions | "help" | "version" {
	const { values } = parseArgs({ args: withLink(words), options: NAMES, strict: true });
	if (values.help) return "help";
	if (values.version) return "version";
	if (values.raw && values.trace === undefined) throw new Error("--raw belongs to --trace");
	checkTimelineFile(values.timeline);
	const baud = whole(values.baud, "--baud");
	const personality = oneOf(values.personality, Object.keys(PERSONALITIES), "--personality") as PersonalityName;
	const rates: readonly number[] = PERSONALITIES[personality].baudRates;
	if (baud !== 0 && !rates.includes(baud)) throw new Error(`--baud: ${personality} knows 0, ${rates.join(", ")}`);
	if (!/^(\d{4,8})?$/.test(values.pin)) throw new Error("--pin needs four to eight digits");
	return {
		place: place(values.tcp, values.pty, values.remote),
		personality,
		baud,
		apn: values.apn,
		pin: values.pin,
		boot: oneOf(values.boot, ["running", "cold"], "--boot") as "running" | "cold",
		trace: values.trace,
		raw: values.raw,
		files: { timeline: values.timeline, vcd: values.vcd },
		answers: values.answer.map(parseAnswer),
		replay: values.replay === undefined ? undefined : recording(values.replay),
		seed: whole(values.seed, "--seed"),
		faults: values.fault.map(parseFault),
		ussd: ussd(values.ussd),
		sim: world(values.sim, "--sim", SIM),
		cell: world(values.cell, "--cell", { ...CELL, gprs: 1 }),
		settings: { latency: whole(values.latency, "--latency"), ...Object.assign({}, ...values.setting.map(setting)) },
		keep: values.keep,
	};
}

function whole(text: string, name: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} needs a whole number, not "${text}"`);
	return Number(text);
}

function oneOf(text: string, known: readonly string[], name: string): string {
	if (!known.includes(text)) throw new Error(`${name} is one of ${known.join(", ")}, not "${text}"`);
	return text;
}

function place(tcp: string | undefined, pty: string | undefined, remote: boolean): Place {
	if ((tcp === undefined) === (pty === undefined)) throw new Error("either --tcp or --pty says where to listen");
	if (pty !== undefined) return { pty };
	const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(tcp!);
	const [host, port] = [match?.[1] ?? match?.[2], Number(match?.[3])];
	if (!host || port > 65_535) throw new Error(`--tcp needs HOST:PORT, not "${tcp}"`);
	const local = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
	if (!local && !remote) throw new Error(`--tcp ${host} can be reached from other computers: say --remote if that is wanted`);
	return { tcp: { host, port } };
}

/** Text of a recording that can be used. */
function recording(file: string): string {
	const text = readFileSync(file, "utf8");
	Recording.check(text);
	return text;
}

function ussd(texts: readonly string[]): UssdAnswers {
	const answers: Record<string, string[]> = {};
	for (const text of texts) {
		const [, code, answer] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
		if (!code || answer === undefined) throw new Error(`--ussd needs CODE=TEXT, not "${text}"`);
		(answers[code] ??= []).push(answer.replaceAll(String.raw`\n`, "\n"));
	}
	return answers;
}

/** Part of the world, member by member like `known`. */
function world<Part extends object>(text: string, name: string, known: Part): Partial<Part> {
	const given = json(text, name) as Record<string, unknown>;
	for (const [key, value] of Object.entries(given)) {
		const expected = (known as Record<string, unknown>)[key];
		if (typeof value !== typeof expected || Array.isArray(value) !== Array.isArray(expected))
			throw new Error(`${name}: there is no ${key} like ${JSON.stringify(value)}`);
	}
	return given as Partial<Part>;
}

function setting(text: string): Partial<Settings> {
	const equals = text.indexOf("=");
	const name = text.slice(0, equals);
	if (!Object.hasOwn(DEFAULT_SETTINGS, name)) throw new Error(`--setting: there is no "${equals < 0 ? text : name}"`);
	const given = { [name]: json(text.slice(equals + 1), `--setting: ${name}`) } as Partial<Settings>;
	try {
		completeSettings(given);
	} catch (error) {
		throw new Error(`--setting: ${(error as Error).message}`, { cause: error });
	}
	return given;
}

function json(text: string, name: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Error(`${name} needs JSON, not "${text}"`);
	}
}
