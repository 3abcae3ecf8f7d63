import type { Clock } from "../clock.ts";
import type { FtpFailure, FtpOutcome, FtpRequest, FtpTransfer, FtpVerb } from "./server.ts";

const EMPTY = new Uint8Array(0);

/** What a server in memory holds and how it misbehaves. */
export interface MemoryFtpOptions {
	/** Passwords by user; anybody may come if left out. */
	users?: Readonly<Record<string, string>>;
	/** Files by absolute path; their directories exist. */
	files?: Readonly<Record<string, Uint8Array | string>>;
	/** Further directories. */
	directories?: readonly string[];
	/** ms of simulated time until a session is answered. */
	delay?: number;
	/** Sessions that fail although nothing is wrong with them. */
	refuse?: Partial<Record<FtpVerb, FtpFailure>>;
	/** Data connections end after so many bytes: with a failure, or in silence. */
	interruption?: { readonly after: number; readonly failure: FtpFailure | "silence" };
}

/** An FTP server in memory: a tree of files, no sockets. */
export class MemoryFtpServer {
	/** Contents by absolute path. An upload grows here while it runs. */
	readonly files: Map<string, Uint8Array>;
	/** Absolute paths; "/" is always there. */
	readonly directories: Set<string>;
	/** May be changed at any time. */
	readonly options: MemoryFtpOptions;

	constructor(options: MemoryFtpOptions = {}) {
		this.options = options;
		this.files = new Map(Object.entries(options.files ?? {}).map(([path, content]) => [resolve("/", path), bytesOf(content)]));
		this.directories = new Set(["/", ...(options.directories ?? [])]);
		for (const path of this.files.keys()) this.#addParents(path);
	}

	/** One session, as `Network` wants it. */
	serve(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void {
		const connection: Connection = { clock, open: true, interruption: this.options.interruption };
		clock.schedule(this.options.delay ?? 0, () => {
			if (connection.open) done(this.#answer(request, connection));
		});
		return () => {
			connection.open = false;
		};
	}

	#answer(request: FtpRequest, connection: Connection): FtpOutcome {
		const { users, refuse } = this.options;
		const { user, password, verb, type } = request;
		if (users && !Object.hasOwn(users, user)) return "user";
		if (users && users[user] !== password) return "password";
		const directory = resolve("/", request.directory);
		if (!this.directories.has(directory)) return "operate";
		if (refuse?.[verb]) return refuse[verb];
		const path = resolve(directory, request.name);
		switch (verb) {
			case "RETR":
				return this.#retrieve(this.files.get(path), request.offset ?? 0, connection);
			case "LIST":
				return this.#list(path, connection);
			case "STOR":
			case "APPE":
			case "STOU":
				return this.#store(path, verb, connection);
			case "SIZE":
				// Servers do not count what they would have to convert first.
				return type === "A" ? "operate" : this.#text(this.files.get(path)?.length);
			case "MDTM":
				return this.files.has(path) ? { text: "20121011145800" } : "operate";
			case "RENAME":
				return this.#rename(path, resolve(directory, request.to!));
			case "DELE":
				return this.files.delete(path) ? { text: "gone" } : "operate";
			case "MKD":
				return this.#makeDirectory(path);
			case "RMD":
				return this.#removeDirectory(path);
		}
	}

	#text(value: number | undefined): FtpOutcome {
		return value === undefined ? "operate" : { text: String(value) };
	}

	#retrieve(content: Uint8Array | undefined, offset: number, connection: Connection): FtpOutcome {
		if (!content) return "download";
		return { text: "sending", transfer: source(content.subarray(offset), connection) };
	}

	#list(path: string, connection: Connection): FtpOutcome {
		const file = this.files.get(path);
		if (!file && !this.directories.has(path)) return "operate";
		const lines = file ? [describe(path, file.length)] : ["total 0", describe("."), describe(".."), ...this.#children(path)];
		return { text: "listing", transfer: source(bytesOf(lines.map(line => `${line}\r\n`).join("")), connection) };
	}

	#children(directory: string): string[] {
		const isChild = (path: string): boolean => path !== "/" && parent(path) === directory;
		return [
			...[...this.directories].filter(isChild).map(path => describe(path)),
			...[...this.files].filter(([path]) => isChild(path)).map(([path, { length }]) => describe(path, length)),
		];
	}

	#store(path: string, verb: FtpVerb, connection: Connection): FtpOutcome {
		const target = verb === "STOU" ? this.#unused(path) : path;
		if (!this.directories.has(parent(path)) || this.directories.has(path)) return "upload";
		if (verb !== "APPE" || !this.files.has(target)) this.files.set(target, EMPTY);
		const append = (bytes: Uint8Array): void => void this.files.set(target, Buffer.concat([this.files.get(target) ?? EMPTY, bytes]));
		return { text: target, transfer: sink(append, connection) };
	}

	#unused(path: string): string {
		let name = path;
		for (let index = 1; this.files.has(name); index++) name = `${path}.${index}`;
		return name;
	}

	#rename(from: string, to: string): FtpOutcome {
		const content = this.files.get(from);
		if (!content || this.directories.has(to)) return "operate";
		this.files.delete(from);
		this.files.set(to, content);
		return { text: "renamed" };
	}

	#makeDirectory(path: string): FtpOutcome {
		if (this.directories.has(path) || this.files.has(path) || !this.directories.has(parent(path))) return "operate";
		this.directories.add(path);
		return { text: path };
	}

	#removeDirectory(path: string): FtpOutcome {
		const occupied = this.#children(path).length > 0;
		return path !== "/" && !occupied && this.directories.delete(path) ? { text: "gone" } : "operate";
	}

	#addParents(path: string): void {
		for (let each = parent(path); each !== "/"; each = parent(each)) this.directories.add(each);
	}
}

interface Connection {
	readonly clock: Clock;
	open: boolean;
	readonly interruption: MemoryFtpOptions["interruption"];
}

const bytesOf = (content: Uint8Array | string): Uint8Array => (typeof content === "string" ? Buffer.from(content, "latin1") : content);
const parent = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

function resolve(directory: string, path: string): string {
	const parts: string[] = [];
	for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
		if (part === "..") parts.pop();
		else if (part !== "" && part !== ".") parts.push(part);
	}
	return `/${parts.join("/")}`;
}

/** A line of a listing, in the form and with the date of the application note; directories have no size. */
function describe(path: string, size?: number): string {
	const mode = size === undefined ? "drw-rw-rw-" : "-rw-rw-rw-";
	const name = path.slice(path.lastIndexOf("/") + 1);
	return `${mode}   1 user     group ${String(size ?? 0).padStart(11)} Oct 12 14:58 ${name}`;
}

const refuse = (): never => {
	throw new Error("this connection leads the other way");
};

/** Calls back soon, unless the connection is gone or has fallen silent. */
function soon<T>(connection: Connection, done: (result: T) => void, result: T | "silence"): void {
	if (result === "silence") return;
	connection.clock.schedule(0, () => {
		if (connection.open) done(result);
	});
}

function source(content: Uint8Array, connection: Connection): FtpTransfer {
	const { after = Infinity, failure } = connection.interruption ?? {};
	let position = 0;
	return {
		read(length, done) {
			const bytes = content.subarray(position, Math.min(position + length, after));
			const interrupted = position >= after && position < content.length;
			position += bytes.length;
			soon(connection, done, interrupted ? failure! : bytes);
		},
		write: refuse,
		finish: refuse,
	};
}

function sink(append: (bytes: Uint8Array) => void, connection: Connection): FtpTransfer {
	const { after = Infinity, failure } = connection.interruption ?? {};
	let position = 0;
	return {
		read: refuse,
		write(bytes, done) {
			const taken = bytes.subarray(0, Math.max(0, after - position));
			append(taken);
			position += bytes.length;
			soon<FtpFailure | undefined>(connection, done, taken.length < bytes.length ? failure! : undefined);
		},
		finish: done => soon<FtpFailure | undefined>(connection, done, undefined),
	};
}
