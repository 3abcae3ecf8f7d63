/* The driver, a simulated modem and FTP servers that others have written. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { endOf } from "../support/ftp-exchange.ts";
import { FTP_PROGRAMS, type FtpManners, type FtpSite } from "../../lab/peers/ftp-site.ts";
import { Workbench } from "../support/workbench.ts";

const FILE = nastyFile(20_000);

/** One row: what is done to a server, and how that ends. */
interface Row {
	name: string;
	play(visit: Visit): Promise<unknown>;
	/** What `play` comes to; where servers differ, a function of their manners. */
	expected: unknown;
}

/** What an operation came to. */
interface Outcome {
	end: string;
	body: Buffer;
	size: number;
}

/** The driver at one server, over passive or active data connections. */
class Visit {
	readonly site: FtpSite;
	readonly folder: string;
	private readonly bench: Workbench = new Workbench({ settings: { networkRate: 1e5, ftpPutEndDelay: 20 } });
	private readonly passive: boolean;

	constructor(site: FtpSite, folder: string, passive: boolean) {
		this.site = site;
		this.folder = folder;
		this.passive = passive;
	}

	local(name: string): string {
		return join(this.site.root, this.folder, name);
	}

	/** The file as the server has it. */
	async stored(name: string): Promise<Buffer> {
		return readFile(this.local(name));
	}

	/** Does `what` to the file or folder `name`; a name that begins with a slash is taken as it is. */
	async act(what: string, name: string, options: object = {}): Promise<Outcome> {
		const { site, bench, passive } = this;
		const { host, port, user, password } = site;
		const outcome: Partial<Outcome> & { chunks: Buffer[] } = { chunks: [] };
		const path = `${site.base}/${this.folder}/${name}`;
		const onDone = (error: Parameters<typeof endOf>[0], size: number): void => {
			Object.assign(outcome, { end: endOf(error), size });
		};
		const all = { host, port, user, password, passive, path, onDone, ...options };
		(bench.modem.ftp as any)[what]({ ...callbacksOf(what, outcome.chunks), ...all });
		await bench.run(() => outcome.end !== undefined);
		return { end: outcome.end!, size: outcome.size!, body: Buffer.concat(outcome.chunks) };
	}

	async end(what: string, name: string, options: object = {}): Promise<string> {
		return (await this.act(what, name, options)).end;
	}

	close(): void {
		this.bench.modem.close();
	}
}

/** Callbacks that keep what comes, and bring FILE. */
function callbacksOf(what: string, chunks: Buffer[]): object {
	const keep = (bytes: Uint8Array): void => void chunks.push(Buffer.from(bytes));
	if (what === "list")
		return { onEntry: (entry: any) => keep(Buffer.concat([entry.line.slice(entry.start, entry.end), Buffer.from("\n")])) };
	if (what === "get") {
		return {
			onReadable(this: any, count: number, start: number) {
				keep(this.memory.subarray(start, start + count));
				this.skip(count);
			},
		};
	}
	let at = -1;
	return {
		length: FILE.length,
		onWritable(this: any, count: number) {
			if (at < 0) at = Math.max(0, this.offset);
			const piece = FILE.subarray(at, at + count);
			at += piece.length;
			this.write(piece);
		},
	};
}

const whole = Buffer.from(FILE);
const short = { length: 500, extended: false };

const ROWS: Row[] = [
	{
		name: "get brings the whole file",
		play: async visit => (await visit.act("get", "file", { checkSize: true })).body.equals(whole),
		expected: true,
	},
	{
		name: "get brings the rest",
		play: async visit => (await visit.act("get", "file", { offset: 12_345, burst: 1000 })).body.equals(whole.subarray(12_345)),
		expected: true,
	},
	{
		name: "get of an empty file",
		play: async visit => {
			await writeFile(visit.local("empty"), "");
			const { end, body } = await visit.act("get", "empty");
			return [end, body.length];
		},
		expected: ["done", 0],
	},
	{
		name: "get from the end of the file, as behind a lost 1,0",
		play: async visit => {
			const { end, body } = await visit.act("get", "file", { offset: FILE.length });
			return [end, body.length];
		},
		expected: ["done", 0],
	},
	{ name: "get of a missing file", play: visit => visit.end("get", "missing"), expected: "download 79 ftp" },
	{ name: "get from a missing folder", play: visit => visit.end("get", "missing/file"), expected: "operate 77 ftp" },
	{
		name: "put, create: the file is replaced",
		play: async visit => {
			await writeFile(visit.local("new"), "what was there before");
			const end = await visit.end("put", "new", { extended: false });
			return [end, (await visit.stored("new")).equals(whole)];
		},
		expected: ["done", true],
	},
	{
		name: "put, append",
		play: async visit => {
			await writeFile(visit.local("log"), "before ");
			const end = await visit.end("put", "log", { ...short, mode: "append" });
			return [end, (await visit.stored("log")).equals(Buffer.concat([Buffer.from("before "), whole.subarray(0, 500)]))];
		},
		expected: ["done", true],
	},
	{
		name: "put, unique: stored beside",
		play: async visit => {
			await mkdir(visit.local("unique"));
			await writeFile(visit.local("unique/one"), "1");
			const end = await visit.end("put", "unique/one", { ...short, mode: "unique" });
			const names = await readdir(visit.local("unique"));
			return [end, String(await visit.stored("unique/one")), names.length];
		},
		expected: ["done", "1", 2],
	},
	{
		name: "put, resume: what is missing is appended",
		play: async visit => {
			await writeFile(visit.local("part"), whole.subarray(0, 7000));
			const end = await visit.end("put", "part", { resume: true });
			return [end, (await visit.stored("part")).equals(whole)];
		},
		expected: ["done", true],
	},
	{
		name: "putExtended",
		play: async visit => {
			const end = await visit.end("putExtended", "extended");
			return [end, (await visit.stored("extended")).equals(whole)];
		},
		expected: ["done", true],
	},
	{ name: "put into a missing folder", play: visit => visit.end("put", "missing/file", short), expected: "operate 77 ftp" },
	{
		name: "size",
		play: async visit => {
			const { end, size } = await visit.act("size", "file");
			return [end, size];
		},
		expected: ["done", FILE.length],
	},
	{ name: "size of a missing file", play: visit => visit.end("size", "missing"), expected: "operate 77 ftp" },
	{
		name: "list names files and folders",
		play: async visit => {
			await mkdir(visit.local("folder/sub folder"), { recursive: true });
			await writeFile(visit.local("folder/a file.txt"), "1");
			return String((await visit.act("list", "folder")).body)
				.trim()
				.split("\n")
				.toSorted();
		},
		expected: ["a file.txt", "sub folder"],
	},
	{
		name: "list of a missing folder",
		play: visit => visit.end("list", "missing"),
		expected: ({ missingFolder }: FtpManners) => (missingFolder === "done" ? "done" : `${missingFolder} ftp`),
	},
	{
		name: "makeDirectory and removeDirectory, each twice",
		play: async visit => {
			const ends: string[] = [];
			for (const what of ["makeDirectory", "makeDirectory", "removeDirectory", "removeDirectory"]) ends.push(await visit.end(what, "made"));
			return ends;
		},
		expected: ({ folderTwice }: FtpManners) => ["done", folderTwice === "done" ? "done" : `${folderTwice} ftp`, "done", "operate 77 ftp"],
	},
	{
		name: "rename, then remove, twice",
		play: async visit => {
			await writeFile(visit.local("old"), "old");
			const ends = [await visit.end("rename", "old", { name: "renamed" }), String(await visit.stored("renamed"))];
			return [...ends, await visit.end("remove", "renamed"), await visit.end("remove", "renamed")];
		},
		expected: ["done", "old", "done", "operate 77 ftp"],
	},
	{
		name: "an unknown user",
		play: visit => visit.end("get", "file", { user: "nobody" }),
		expected: ({ unknownUser }: FtpManners) => `${unknownUser} ftp`,
	},
	{ name: "a wrong password", play: visit => visit.end("get", "file", { password: "wrong" }), expected: "password 72 ftp" },
	{ name: "a port that nobody listens on", play: visit => visit.end("get", "file", { port: 9 }), expected: "connect 63 ftp" },
];

for (const { isThere, name, open, manners } of FTP_PROGRAMS) {
	const testServer = isThere() ? test : test.skip;
	let site: FtpSite;
	testServer(`${name} starts`, async () => {
		site = await open();
	});
	for (const passive of [true, false]) {
		const way = passive ? "passive" : "active";
		for (const row of ROWS) {
			testServer(`${name}, ${way}: ${row.name}`, async () => {
				const visit = new Visit(site, way, passive);
				await mkdir(visit.local(""), { recursive: true });
				await writeFile(visit.local("file"), FILE);
				const expected = typeof row.expected === "function" ? row.expected(manners) : row.expected;
				assert.equal(await row.play(visit), expected);
				visit.close();
			});
		}
	}
	testServer(`${name} stops`, () => site.close());
}

test.run();
