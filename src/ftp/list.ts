import { CR, LF } from "../uart/ascii.js";
import type { ModemError } from "../at/error.js";
import { FTP_BURST, FTP_LINE_LENGTH } from "../at/limits.js";
import type { Parameter } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import type { Operation } from "../modem/operation.js";
import { CHUNK_START } from "../uart/memory.js";
import { AGAIN_FROM, LIST, LIST_LAST, LIST_READ, LIST_REPORT } from "./commands.js";
import { Download, type DownloadClient } from "./download.js";
import { FTPEntry } from "./entry.js";
import type { FTPPath } from "./options.js";

/** Options of a listing. The callbacks are called with the listing as `this`. */
export interface FTPListOptions extends FTPPath {
	/** A file or folder, as Unix and DOS servers list them. The same entry object is used for every call. */
	onEntry?(this: FTPList, entry: FTPEntry): void;
	/** Any other line: the bytes from 0 up to `length` (exclusive) of `line`, which is reused for the next one. */
	onLine?(this: FTPList, line: Uint8Array, length: number): void;
	/** The end, exactly once: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPList, error: ModemError | null): void;
}

/** One listing, from `ftp.list()` to `onDone`. */
export interface FTPList {
	/** Cancels the listing: it ends with `cancelled` as soon as the modem is free. */
	close(): void;
}

/** From one line to the next, ms: a callback that throws keeps no other line from being told. */
const LINE_PAUSE = 1;

/** The {@link FTPList} as the driver sees it. */
export class List implements FTPList, DownloadClient {
	readonly operation: Operation;
	private readonly download: Download;
	private readonly entry: FTPEntry;
	private readonly memory: Uint8Array;
	/** What of the chunk has not been looked at: from `next` up to `end` (exclusive) of the memory. */
	private next: number = CHUNK_START;
	private end: number = CHUNK_START;
	/** Bytes of the line that has no end yet. */
	private filled = 0;
	/** Bytes that have come. */
	private verified = 0;
	/** Bytes to be left out: they have been told before the session had to be opened again. */
	private skipping = 0;
	/** The last line has no end. */
	private isLast = false;
	private readonly options: FTPListOptions;

	constructor(modem: ModemCore, slots: Parameter[], options: FTPListOptions) {
		const burst = Math.min(FTP_BURST, modem.memory.chunkSize);
		this.download = new Download(modem, slots, burst, LIST_READ, LIST_LAST, this, options.onDone);
		this.operation = this.download.session.operation;
		this.entry = new FTPEntry(new Uint8Array(FTP_LINE_LENGTH));
		this.memory = modem.memory.bytes;
		this.options = options;
	}

	close(): void {
		this.operation.cancel("cancelled");
	}

	start(): void {
		this.download.session.open(LIST, LIST_REPORT);
	}

	onAnswer(status: number): void {
		this.download.begin(status);
	}

	/** There is no REST for listings. */
	reopen(): void {
		this.skipping = this.verified;
		this.download.session.open(LIST + AGAIN_FROM, LIST_REPORT);
	}

	deliver(count: number): void {
		const known = this.skipping < count ? this.skipping : count;
		this.skipping -= known;
		this.verified += count - known;
		this.next = CHUNK_START + known;
		this.end = CHUNK_START + count;
		this.offer();
	}

	complete(): void {
		if (this.filled === 0) return this.download.session.stop(null, 0);
		this.isLast = true;
		this.tellLine();
	}

	/** Goes on to the next line of the chunk, or to the next chunk. */
	offer(): void {
		if (this.isLast) this.download.session.stop(null, 0);
		else if (this.takeLine()) this.tellLine();
		else this.download.advance();
	}

	/** Copies up to the next line end; true if there is one. A listing is text that has to be looked at, once, here. */
	private takeLine(): boolean {
		const bytes = this.memory;
		const line = this.entry.line;
		const end = this.end;
		let at = this.next;
		let filled = this.filled;
		while (at < end && bytes[at] !== LF) {
			if (filled < FTP_LINE_LENGTH) {
				line[filled] = bytes[at]!;
				filled++;
			}
			at++;
		}
		this.filled = filled;
		// After the line feed.
		this.next = at + 1;
		return at < end;
	}

	private tellLine(): void {
		const options = this.options;
		const line = this.entry.line;
		let length = this.filled;
		this.filled = 0;
		while (length > 0 && line[length - 1] === CR) length--;
		this.download.pause(LINE_PAUSE);
		if (length === 0) return;
		if (this.entry.parse(length)) {
			if (options.onEntry) options.onEntry.call(this, this.entry);
		} else if (options.onLine) options.onLine.call(this, line, length);
	}
}
