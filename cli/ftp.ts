import type { FTPVisitOptions, SIM900 } from "sim900/promises";
import { readSource } from "./files.ts";
import { offsetOf, save } from "./http.ts";
import type { Job } from "./job.ts";
import { bytesText } from "./output.ts";
import { UsageError } from "./usage.ts";

interface Options {
	readonly output?: string;
	readonly resume?: boolean;
	readonly append?: boolean;
	readonly extended?: boolean;
	readonly passive?: boolean;
}

/** One command on a server: checks its words and options. */
type Visit = (server: FTPVisitOptions, words: readonly string[], options: Options) => Job;

const get: Visit = (server, _, options) => {
	const offset = offsetOf(options);
	const file = options.output;
	return async (modem, { output, signal }) => {
		// Not every server tells, and not every firmware asks.
		const total = output.isWatched ? await modem.ftp.size({ ...server, signal }).catch(() => -1) : -1;
		const download = await modem.ftp.get({ ...server, signal, ...(offset > 0 && { offset }) });
		const count = await save(download, file, offset, done => output.progress(offset + done, total));
		const facts = { path: server.path, offset, bytes: count };
		if (file === undefined) output.remark(`${bytesText(count)} received`, facts);
		else output.result(`${file}: ${bytesText(offset + count)}`, { ...facts, file });
	};
};

const put: Visit = (server, [file], { append, resume, extended }) => {
	if (append && resume) throw new UsageError("--append and --resume exclude one another");
	const body = readSource(file!);
	return async (modem, { output, signal }) => {
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
};

const ls: Visit =
	server =>
	async (modem, { output, signal }) => {
		const files = await modem.ftp.list({ ...server, signal });
		const lines = files.map(({ name, size, isDirectory }) => `${isDirectory ? "dir".padStart(12) : String(size).padStart(12)}  ${name}`);
		output.result(lines.join("\n"), { path: server.path, files });
	};

const size: Visit =
	server =>
	async (modem, { output, signal }) => {
		const bytes = await modem.ftp.size({ ...server, signal });
		output.result(String(bytes), { path: server.path, bytes });
	};

const change =
	(act: (modem: SIM900, server: FTPVisitOptions, words: readonly string[]) => Promise<void>, what: string): Visit =>
	(server, words) =>
	async (modem, { output, signal }) => {
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
