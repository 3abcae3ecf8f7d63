#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError, Option } from "commander";
import { connect, type GlobalOptions, listPorts } from "./connect.ts";
import { diagnose } from "./diagnose.ts";
import { VISITS } from "./ftp.ts";
import { get, type GetOptions, post } from "./http.ts";
import { info } from "./info.ts";
import type { Job, Transfer } from "./job.ts";
import { Output } from "./output.ts";
import { beginRecording, endRecording } from "./recording.ts";
import { endSimulations } from "./simulated.ts";
import { monitor, talk } from "./talk.ts";
import { parseFTP } from "./urls.ts";
import { EXIT, exitStatus, UsageError } from "./usage.ts";

const { version } = createRequire(import.meta.url)("sim900/package.json") as { version: string };

const AFTER = `
Exit status: 0 done; 1 anything else; 2 wrong command line; 3 serial port; 4 modem, SIM, network
or bearer; 5 server; 130 interrupted; 141 nobody reads the output. Results go to the standard
output, all else to the other one; so is what --json says of a download without -o.
NO_COLOR switches colours off.

Examples:
  sim900 diagnose --port /dev/ttyUSB0 --apn internet
  sim900 get http://example.com/data.bin -o data.bin --resume --port /dev/ttyUSB0
  sim900 get http://example.com/ --simulate`;

const program = new Command("sim900")
	.description("HTTP and FTP over a SIM900 GSM modem, from the command line")
	.version(version)
	.option("--port <path>", "serial port of the modem; the default is the only one there is")
	.option("--tcp <host:port>", "modem behind a socket, for example ser2net or sim900-simulator")
	.option("--simulate", "a simulated modem; its HTTP and FTP are this computer's")
	.option("--baud <rate>", "bits per second; a modem at another rate is found", "57600")
	.option("--apn <name>", "access point of the operator", "internet")
	.option("--apn-user <name>", "user of the access point")
	.addOption(new Option("--apn-password <text>", "password of the access point").env("SIM900_APN_PASSWORD"))
	.addOption(new Option("--pin <digits>", "PIN of the SIM").env("SIM900_PIN"))
	.option("--timeline <file>", "at the end: a picture of the dialogue (.svg), or a page to zoom into (.html)")
	.option("--vcd <file>", "at the end: waveforms for PulseView and GTKWave; every byte is in them, secrets too")
	.option("--trace", "print the dialogue with the modem; secrets are stars")
	.option("--json", "results and errors as JSON, one object a line")
	.option("--quiet", "only results and errors")
	.addHelpText("after", AFTER)
	.showHelpAfterError("(--help says more)")
	.exitOverride();

/** SIGINT and SIGTERM cancel what runs, and the modem is left as it should be. */
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.once(name, () => {
		interrupted.abort(new Error("interrupted"));
		// A second one is not waited for.
		process.once(name, () => process.exit(EXIT.interrupted));
	});
}

/** Nobody reads what is printed any more (`| head`): what runs is cancelled, as if interrupted, without a word. */
for (const stream of [process.stdout, process.stderr]) {
	stream.on("error", ({ code }: NodeJS.ErrnoException) => {
		process.exitCode = code === "EPIPE" ? EXIT.unread : EXIT.failed;
		interrupted.abort(new Error("nobody reads the output"));
	});
}

type Action<T> = (options: GlobalOptions & T, words: readonly string[], transfer: Transfer) => Promise<void>;

/** What commander calls: positional words first, then the command's own options and itself. */
function action<T>(run: Action<T>): (...given: unknown[]) => Promise<void> {
	return async (...given) => {
		const command = given.at(-1) as Command;
		const options = command.optsWithGlobals() as GlobalOptions & T;
		const output = new Output(options);
		try {
			beginRecording(options);
			await run(options, given.slice(0, -2) as string[], { output, signal: interrupted.signal });
		} catch (error) {
			const { reported } = error as { reported?: boolean };
			const isHeard = process.exitCode === undefined;
			if (!reported && isHeard) output.fail(error as Error);
			process.exitCode ??= interrupted.signal.aborted ? EXIT.interrupted : exitStatus(error);
		} finally {
			endSimulations();
			endRecording(options, command.name(), output);
		}
	};
}

/** What is wrong with the command line is said first; then with a modem, which is closed at the end. */
function withModem<T>(prepare: (options: GlobalOptions & T, words: readonly string[]) => Job): Action<T> {
	return async (options, words, transfer) => {
		const job = prepare(options, words);
		const modem = await connect(options);
		try {
			await job(modem, transfer);
		} finally {
			modem.close();
		}
	};
}

function command(parent: Command, usage: string, description: string, example: string): Command {
	return parent.command(usage).description(description).addHelpText("after", `\nExample:\n  ${example}`);
}

const collect = (value: string, values: string[]): string[] => [...values, value];

command(program, "info", "what the modem, its SIM and its network are", "sim900 info --port /dev/ttyUSB0").action(
	action(withModem(() => info)),
);
command(program, "ports", "the serial ports of this computer", "sim900 ports").action(
	action(async (_options, _words, { output }) => {
		const ports = await listPorts();
		output.result(ports.map(({ path, manufacturer }) => `${path}  ${manufacturer ?? ""}`.trimEnd()).join("\n") || "no serial port", {
			ports,
		});
	}),
);
command(
	program,
	"diagnose",
	"one step after another from the port to a request: what it saw, what to do",
	"sim900 diagnose --port /dev/ttyUSB0 --apn internet",
)
	.option("--url <url>", "what is asked for at the end", "http://example.com/")
	.action(action<{ url: string }>((options, _words, { output, signal }) => diagnose(options, output, signal)));
command(program, "get <url>", "downloads over HTTP", "sim900 get http://example.com/data.bin -o data.bin --resume --port /dev/ttyUSB0")
	.option("-o, --output <file>", "file to write; the default is the standard output")
	.option("--resume", "go on after what the file has")
	.option("--redirect", "follow redirections")
	.option("--timeout <seconds>", "for the whole exchange, 30 to 1000 s")
	.option("-H, --header <name: value>", "header line; repeatable", collect, [])
	.action(action(withModem<GetOptions>((options, [url]) => get(url!, options))));
command(
	program,
	"post <url>",
	"sends a body over HTTP, and prints the answer",
	`sim900 post http://example.com/log --data '{"t":21.5}' --type application/json --port /dev/ttyUSB0`,
)
	.option("--data <text>", "body")
	.option("--file <file>", "file that is the body")
	.option("--type <type>", "Content-Type")
	.option("-o, --output <file>", "file for the answer; the default is the standard output")
	.option("--redirect", "follow redirections")
	.option("--timeout <seconds>", "for the whole exchange, 30 to 1000 s")
	.option("-H, --header <name: value>", "header line; repeatable", collect, [])
	.action(action(withModem<Parameters<typeof post>[1]>((options, [url]) => post(url!, options))));

const ftp = command(program, "ftp", "files on an FTP server", "sim900 ftp ls ftp://me:secret@ftp.example.com/log/ --port /dev/ttyUSB0");

/** A command below `ftp`; its words are a file or a name, and the URL. */
function ftpCommand(name: keyof typeof VISITS, words: string, description: string, example: string, urlAt = 0): Command {
	return command(ftp, `${name} ${words}`, description, `sim900 ftp ${name} ${example}`)
		.option("--no-passive", "let the server open the data connection")
		.action(
			action(
				withModem<{ passive: boolean }>((options, given) => {
					const server = { ...parseFTP(given[urlAt]!), ...(!options.passive && { passive: false }) };
					return VISITS[name](
						server,
						given.filter((_, index) => index !== urlAt),
						options,
					);
				}),
			),
		);
}

ftpCommand("get", "<url>", "downloads a file", "ftp://ftp.example.com/data.bin -o data.bin --resume")
	.option("-o, --output <file>", "file to write; the default is the standard output")
	.option("--resume", "go on after what the file has");
ftpCommand("put", "<file> <url>", "uploads a file", "log.txt ftp://me:secret@ftp.example.com/log.txt --append", 1)
	.option("--append", "go on at the end of the file that is there")
	.option("--resume", "go on after what has arrived")
	.option("--extended", "by way of the modem's own store (at most 300000 bytes)");
ftpCommand("ls", "<url>", "lists a folder", "ftp://ftp.example.com/");
ftpCommand("size", "<url>", "length of a file in bytes", "ftp://ftp.example.com/data.bin");
ftpCommand("rm", "<url>", "deletes a file", "ftp://me:secret@ftp.example.com/old.txt");
ftpCommand("mkdir", "<url>", "makes a folder", "ftp://me:secret@ftp.example.com/new");
ftpCommand("rmdir", "<url>", "deletes a folder", "ftp://me:secret@ftp.example.com/new");
ftpCommand("mv", "<url> <name>", "gives a file another name in the same folder", "ftp://me:secret@ftp.example.com/a.txt b.txt");

command(
	program,
	"console",
	"a terminal for AT commands, with a history; lines of a file or a pipe wait for one another's result",
	"sim900 console --port /dev/ttyUSB0",
)
	.option("--wait <seconds>", "for the result of a line that comes from a file or a pipe", "180")
	.action(action<{ wait: string }>((options, _words, { output, signal }) => talk(options, output, signal)));
command(
	program,
	"monitor",
	"signal and registration again and again, and what the modem says by itself",
	"sim900 monitor --interval 10 --port /dev/ttyUSB0",
)
	.option("--interval <seconds>", "between two looks", "5")
	.option("--count <number>", "how many looks; the default is no end")
	.action(action<{ interval: string; count?: string }>((options, _words, { output, signal }) => monitor(options, output, signal)));

/** Commander has printed what is wrong, or the help that was asked for. */
function onParseError(error: unknown): void {
	if (error instanceof UsageError) new Output({}).fail(error);
	else if (!(error instanceof CommanderError)) throw error;
	process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? EXIT.done : EXIT.usage;
}

// `exitOverride` is not inherited by commands that were made before; every one of them throws instead of ending the process.
const all = (parent: Command): Command[] => [parent, ...parent.commands.flatMap(all)];
for (const each of all(program)) each.exitOverride().configureHelp({ showGlobalOptions: true });
await program.parseAsync().catch(onParseError);
