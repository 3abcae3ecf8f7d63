import type { ModemError } from "../at/error.js";
import { SIM900Error } from "./error.js";

declare class TextDecoder {
	decode(bytes: Uint8Array): string;
}

/** Payload of the driver, as far as it is used. */
export interface Source {
	readonly readable: number;
	readonly checkpoint: number;
	read(buffer: Uint8Array): number;
	close(): void;
}

/** Verified bytes, in pieces of at most the modem's `burst`. */
export type Chunks = AsyncIterableIterator<Uint8Array>;

/**
 * What comes from a server. Iterate over it (`for await`), or take all of it with `bytes()`, `text()` or `json()`; once. What is not read waits in the modem, and
 * nothing else runs there meanwhile: `close()` what is not wanted.
 */
export class DownloadStream implements AsyncIterable<Uint8Array> {
	private readonly source: Source;
	private readonly server: string;
	private wake: (() => void) | undefined;
	private isOver = false;
	private failure: unknown;
	private isAbandoned = false;
	private isTaken = false;

	constructor(source: Source, server: string) {
		this.source = source;
		this.server = server;
	}

	/** Where the download can be continued: its `offset`, bytes. */
	get checkpoint(): number {
		return this.source.checkpoint;
	}

	/** All of it. */
	async bytes(): Promise<Uint8Array> {
		const pieces: Uint8Array[] = [];
		let length = 0;
		for await (const piece of this) {
			pieces.push(piece);
			length += piece.length;
		}
		const all = new Uint8Array(length);
		let at = 0;
		for (const piece of pieces) {
			all.set(piece, at);
			at += piece.length;
		}
		return all;
	}

	/** All of it, from UTF-8. Needs the global `TextDecoder`. */
	async text(): Promise<string> {
		return new TextDecoder().decode(await this.bytes());
	}

	/** All of it, from JSON. */
	async json(): Promise<unknown> {
		return JSON.parse(await this.text());
	}

	/** What has not been read is not wanted. */
	close(): void {
		this.isAbandoned = true;
		this.source.close();
	}

	async *[Symbol.asyncIterator](): Chunks {
		if (this.isTaken) throw new TypeError("the body has been read already");
		this.isTaken = true;
		try {
			for (;;) {
				const count = this.source.readable;
				if (count > 0) {
					const piece = new Uint8Array(count);
					this.source.read(piece);
					yield piece;
				} else if (this.isOver) break;
				else await new Promise<void>(resolve => (this.wake = resolve));
			}
		} finally {
			if (!this.isOver) this.close();
		}
		if (this.failure !== undefined) throw this.failure;
	}

	/** For what made it: there is more to read. */
	notify(): void {
		const { wake } = this;
		this.wake = undefined;
		wake?.();
	}

	/** For what made it: nothing more will come. */
	end(failure: unknown): void {
		this.isOver = true;
		if (!this.isAbandoned) this.failure = failure;
		this.notify();
	}

	/** For what made it: the failure that this error is, with the place where the download can go on. */
	describe(error: ModemError): SIM900Error {
		const failure = new SIM900Error(error, this.server);
		failure.checkpoint = this.checkpoint;
		return failure;
	}
}
