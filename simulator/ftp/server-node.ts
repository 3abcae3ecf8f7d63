import net from "node:net";
import type { Clock } from "../clock.ts";
import type { FtpAnswer, FtpFailure, FtpOutcome, FtpRequest, FtpTransfer } from "./server.ts";

const EMPTY = new Uint8Array(0);
const NO_DATA_CONNECTION = 425;

class FtpError extends Error {
	readonly failure: FtpFailure;

	constructor(failure: FtpFailure, words = "") {
		super(`${failure} ${words}`);
		this.failure = failure;
	}
}

interface Reply {
	readonly code: number;
	readonly text: string;
}

/** The control connection: lines out, replies in. */
class Control {
	readonly socket: net.Socket;
	#text = "";
	#replies: Reply[] = [];
	#closed = false;
	#wake: () => void = () => {};

	constructor(socket: net.Socket) {
		this.socket = socket;
		socket.setEncoding("latin1");
		socket.on("data", (text: string) => this.#receive(text));
		socket.on("error", () => {});
		socket.on("close", () => {
			this.#closed = true;
			this.#wake();
		});
	}

	send(line: string): void {
		this.socket.write(`${line}\r\n`, "latin1");
	}

	/** The next reply. */
	async reply(): Promise<Reply> {
		for (;;) {
			const reply = this.#replies.shift();
			if (reply) return reply;
			if (this.#closed) throw new FtpError("net");
			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
		}
	}

	/** The server has complained without being asked. */
	get hasComplained(): boolean {
		return this.#closed || this.#replies.some(({ code }) => code >= 400);
	}

	/** A reply is a line "226 text", or several from "226-text" to "226 text". */
	#receive(text: string): void {
		this.#text += text;
		for (;;) {
			const match = /^(\d{3})(?: (.*)|-[^]*?\n\1 (.*))?\r?\n/.exec(this.#text) ?? /^(?!\d{3}-).*\n/.exec(this.#text);
			if (!match) return;
			this.#text = this.#text.slice(match[0].length);
			if (!match[1]) continue; // not FTP
			this.#replies.push({ code: Number(match[1]), text: (match[2] ?? match[3] ?? "").trim() });
			this.#wake();
		}
	}
}

/**
 * One FTP session over real sockets, as the modem's stack does it: log in, do one thing, leave. It reads only what
 * is asked for, so a modem that stops reading stops the server. The clock is held while an answer is outstanding,
 * for `patience` real ms at most: a server that is silent for longer is left to the modem's own timers.
 */
export class FtpClient {
	readonly #request: FtpRequest;
	readonly #clock: Clock;
	readonly #patience: number;
	#control: Control | undefined;
	#listener: net.Server | undefined;
	#data: net.Socket | undefined;
	#chunks: AsyncIterator<Buffer> | undefined;
	#rest: Uint8Array = EMPTY;
	#aborted = false;

	constructor(request: FtpRequest, clock: Clock, patience: number) {
		this.#request = request;
		this.#clock = clock;
		this.#patience = patience;
	}

	/** Begins; see `Network.ftp`. */
	open(done: (outcome: FtpOutcome) => void): void {
		this.#settle(this.#open(), done);
	}

	/** Drops every connection. */
	abort(): void {
		this.#aborted = true;
		this.#control?.socket.destroy();
		this.#closeData();
	}

	#closeData(): void {
		this.#data?.destroy();
		this.#listener?.close();
	}

	#settle<T>(work: Promise<T>, done: (result: T | FtpFailure) => void): void {
		const release = this.#clock.hold();
		const patience = setTimeout(release, this.#patience);
		void work
			.catch((error: Error): FtpFailure => {
				if (!this.#aborted) this.#leave();
				return error instanceof FtpError ? error.failure : "net";
			})
			.then(result => {
				clearTimeout(patience);
				if (!this.#aborted) done(result);
			})
			.finally(release);
	}

	async #open(): Promise<FtpAnswer> {
		await this.#connect();
		await this.#login();
		const { type, directory, verb, name, offset, to } = this.#request;
		await this.#command("type", `TYPE ${type}`);
		if (directory) await this.#command("operate", `CWD ${directory}`);
		switch (verb) {
			case "RETR":
				return this.#transfer("download", `RETR ${name}`, offset);
			case "LIST":
				return this.#transfer("operate", name ? `LIST ${name}` : "LIST");
			case "STOR":
			case "APPE":
			case "STOU":
				return this.#transfer("upload", `${verb} ${name}`);
			case "RENAME":
				await this.#command("operate", `RNFR ${name}`);
				return this.#simple(`RNTO ${to}`);
			default:
				return this.#simple(`${verb} ${name}`);
		}
	}

	async #connect(): Promise<void> {
		const { host, port } = this.#request;
		const socket = net.connect({ host, port, family: 4 });
		this.#control = new Control(socket);
		await connected(socket);
		const { code } = await this.#control.reply();
		if (code !== 220) throw new FtpError("server");
	}

	async #login(): Promise<void> {
		const { user, password } = this.#request;
		const { code } = await this.#command("user", `USER ${user}`);
		if (code !== 230) await this.#command("password", `PASS ${password}`);
	}

	async #command(failure: FtpFailure, line: string): Promise<Reply> {
		this.#control!.send(line);
		const reply = await this.#control!.reply();
		if (reply.code === NO_DATA_CONNECTION) throw new FtpError(this.#request.passive ? "passive" : "active", reply.text);
		if (reply.code >= 400) throw new FtpError(failure, reply.text);
		return reply;
	}

	async #simple(line: string): Promise<FtpAnswer> {
		const { text } = await this.#command("operate", line);
		this.#leave();
		return { text };
	}

	async #transfer(failure: FtpFailure, line: string, offset = 0): Promise<FtpAnswer> {
		const data = this.#request.passive ? await this.#connectData() : await this.#awaitData();
		if (offset) await this.#command("rest", `REST ${offset}`);
		const { text } = await this.#command(failure, line);
		this.#data = await data();
		this.#data.on("error", () => {}); // whoever reads or writes next hears of it
		this.#chunks = this.#data[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
		return { text, transfer: this.#connection };
	}

	/** Passive: the address in the reply is ignored, as it is wrong behind many a router. */
	async #connectData(): Promise<() => Promise<net.Socket>> {
		const { text } = await this.#command("passive", "PASV");
		const match = /\d+,\d+,\d+,\d+,(\d+),(\d+)/.exec(text);
		if (!match) throw new FtpError("passive", text);
		const port = Number(match[1]) * 256 + Number(match[2]);
		const socket = net.connect({ host: this.#control!.socket.remoteAddress!, port });
		this.#data = socket;
		await connected(socket).catch(() => {
			throw new FtpError("passive");
		});
		return () => Promise.resolve(socket);
	}

	/** Active: the server connects when it has been told what to do. */
	async #awaitData(): Promise<() => Promise<net.Socket>> {
		const listener = net.createServer();
		this.#listener = listener;
		const socket = new Promise<net.Socket>((resolve, reject) => {
			listener.once("connection", resolve);
			listener.once("close", () => reject(new FtpError("active")));
		});
		socket.catch(() => {}); // if the server refuses first
		const address = this.#control!.socket.localAddress!;
		await new Promise<void>(resolve => listener.listen(0, address, 1, resolve));
		const { port } = listener.address() as net.AddressInfo;
		await this.#command("active", `PORT ${[...address.split("."), port >> 8, port & 0xff].join(",")}`);
		return () => socket;
	}

	get #connection(): FtpTransfer {
		return {
			read: (length, done) => this.#settle(this.#read(length), done),
			write: (bytes, done) => this.#settle<FtpFailure | undefined>(this.#write(bytes), done),
			finish: done => this.#settle<FtpFailure | undefined>(this.#finish(), done),
		};
	}

	async #read(length: number): Promise<Uint8Array> {
		if (this.#rest.length === 0) {
			const { value, done } = await this.#chunks!.next();
			if (done) {
				await this.#complete("download");
				return EMPTY;
			}
			this.#rest = value;
		}
		const bytes = this.#rest.subarray(0, length);
		this.#rest = this.#rest.subarray(bytes.length);
		return bytes;
	}

	async #write(bytes: Uint8Array): Promise<undefined> {
		await new Promise<void>((resolve, reject) => {
			if (this.#control!.hasComplained) reject(new FtpError("upload"));
			else this.#data!.write(bytes, error => (error ? reject(error) : resolve()));
		});
	}

	async #finish(): Promise<undefined> {
		this.#data!.end();
		await this.#complete("upload");
	}

	async #complete(failure: FtpFailure): Promise<void> {
		const { code, text } = await this.#control!.reply();
		if (code >= 300) throw new FtpError(failure, text);
		this.#leave();
	}

	#leave(): void {
		this.#control?.socket.end("QUIT\r\n");
		this.#control?.socket.unref();
		this.#closeData();
	}
}

function connected(socket: net.Socket): Promise<void> {
	return new Promise((resolve, reject) => {
		socket.once("connect", resolve);
		socket.on("error", ({ code }: NodeJS.ErrnoException) =>
			reject(new FtpError(code === "ENOTFOUND" || code === "EAI_AGAIN" ? "dns" : "connect")),
		);
		socket.once("close", () => reject(new FtpError("net")));
	});
}
