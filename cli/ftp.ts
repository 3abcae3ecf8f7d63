import { readFile } from "node:fs/promises";
import type { FTPVisitOptions, SIM900 } from "sim900/promises";
import { offsetOf, save, type Transfer } from "./http.ts";
import { bytesText } from "./output.ts";
import { UsageError } from "./usage.ts";

/** `ftp://user:password@host:port/path`; what is missing is the modem's default. */
export function parseFTP(text: string): FTPVisitOptions {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new UsageError(`"${text}" is not a URL: it looks like ftp://user:password@host/path`);
	}
	if (url.protocol !== "ftp:") throw new UsageError(`ftp needs an ftp:// URL, not ${url.protocol}//`);
	const { hostname, port, username, password, pathname } = url;
	return {
		host: hostname,
		path: decodeURIComponent(pathname),
		...(port !== "" && { port: Number(port) }),
		...(username !== "" && { user: decodeURIComponent(username) }),
		...(password !== "" && { password: decodeURIComponent(password) }),
	};
}

interface Options {
	readonly output?: string;
	readonly resume?: boolean;
	readonly append?: boolean;
	readonly extended?: boolean;
	readonly passive?: boolean;
}

/** One command on a server. */
type Visit = (modem: SIM900, server: FTPVisitOptions, words: readonly string[], options: Options, transfer: Transfer) => Promise<void>;

const get: Visit = async (modem, server, _, options, { output, signal }) => {
	const offset = offsetOf(options);
	const download = await modem.ftp.get({ ...server, signal, ...(offset > 0 && { offset }) });
	const count = await save(download, options.output, offset, done => output.progress(offset + done, -1));
	if (options.output === undefined) output.say(`${bytesText(count)} received`);
	else output.result(`${options.output}: ${bytesText(offset + count)}`, { path: server.path, file: options.output, offset, bytes: count });
};

const put: Visit = async (modem, server, [file], options, { output, signal }) => {
	const { append, resume, extended } = options;
	if (append && resume) throw new UsageError("--append and --resume exclude one another");
	const body = await readFile(file!);
	await modem.ftp.put(
		{
			...server,
			signal,
			...(append && { mode: "append" as const }),
			...(resume && { resume: true, offset: body.length }),
			...(extended && { extended: true }),
			onProgress: (done, total) => output.progress(done, total),
		},
		body,
	);
	output.result(`${server.path}: ${bytesText(body.length)} sent`, { path: server.path, bytes: body.length });
};

const ls: Visit = async (modem, server, _words, _options, { output, signal }) => {
	const files = await modem.ftp.list({ ...server, signal });
	const lines = files.map(({ name, size, isDirectory }) => `${isDirectory ? "dir".padStart(12) : String(size).padStart(12)}  ${name}`);
	output.result(lines.join("\n"), { path: server.path, files });
};

const size: Visit = async (modem, server, _words, _options, { output, signal }) => {
	const bytes = await modem.ftp.size({ ...server, signal });
	output.result(String(bytes), { path: server.path, bytes });
};

const change =
	(act: (modem: SIM900, server: FTPVisitOptions, words: readonly string[]) => Promise<void>, what: string): Visit =>
	async (modem, server, words, _, { output, signal }) => {
		await act(modem, { ...server, signal }, words);
		output.result(`${server.path}: ${what}`, { path: server.path, done: what });
	};

/** The commands below `ftp`, by name. */
export const VISITS: Readonly<Record<"get" | "put" | "ls" | "size" | "rm" | "mkdir" | "rmdir" | "mv", Visit>> = {
	get,
	put,
	ls,
	size,
	rm: change((modem, server) => modem.ftp.remove(server), "removed"),
	mkdir: change((modem, server) => modem.ftp.makeDirectory(server), "made"),
	rmdir: change((modem, server) => modem.ftp.removeDirectory(server), "removed"),
	mv: change((modem, server, [name]) => modem.ftp.rename({ ...server, name: name! }), "renamed"),
};
