import type { ModemError } from "../at/error.js";
import { FTP_BURST, FTP_LINE_LENGTH } from "../at/limits.js";
import type { ErrorCode } from "../at/error.js";
import type { Modem } from "../modem/modem.js";
import { AGAIN_FROM, LIST, LIST_LAST, LIST_READ, LIST_REPORT } from "./commands.js";
import { Download } from "./download.js";
import { FTPEntry } from "./entry.js";
import { encodeFolder, type FTPPath } from "./options.js";

/** What a listing is made of. The callbacks are called with the listing as `this`. */
export interface FTPListOptions extends FTPPath {
	/** A file or folder, in the form of a Unix or a DOS server. The one entry is used again for the next. */
	onEntry?(this: FTPList, entry: FTPEntry): void;
	/** Any other line: the bytes from 0 up to `length` (exclusive) of `line`, which is used again for the next. */
	onLine?(this: FTPList, line: Uint8Array, length: number): void;
	/** The end, once for every listing: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPList, error: ModemError | null): void;
}

/** Lines wait for the application. */
const LINES = 20;
const LF = 10;
const CR = 13;
/** From one line to the next, ms: a callback that throws keeps no other line from being told. */
const LINE_PAUSE = 1;

/** One listing, from `ftp.list()` to `onDone`. */
export class FTPList extends Download {
	private readonly entry: FTPEntry;
	private readonly line: Uint8Array;
	private filled = 0;
	/** Bytes to be left out: they have been told before the session had to be opened again. */
	private skipping = 0;
	private isLast = false;
	private readonly options: FTPListOptions;

	/** @internal See `ftp.list()`. */
	constructor(modem: Modem, cid: number, options: FTPListOptions) {
		super(modem, encodeFolder(modem.runtime, cid, options), Math.min(FTP_BURST, modem.memory.chunkSize), LIST_READ, LIST_LAST);
		this.line = new Uint8Array(FTP_LINE_LENGTH);
		this.entry = new FTPEntry(this.line);
		this.options = options;
	}

	/** @internal */
	protected override start(): void {
		this.open(LIST, 0, LIST_REPORT);
	}

	/** @internal There is no REST for listings. */
	protected override reopen(): void {
		this.skipping = this.verified;
		this.open(LIST, AGAIN_FROM, LIST_REPORT);
	}

	/** @internal */
	protected override deliver(count: number): void {
		const known = this.chunk.skip(this.skipping);
		this.skipping -= known;
		this.verified += count - known;
		this.nextLine();
	}

	/** @internal */
	protected override complete(): void {
		if (this.filled === 0) return super.complete();
		this.isLast = true;
		this.tellLine();
	}

	/** @internal */
	protected override onTransfer(error: ErrorCode | null): void {
		if (this.state !== LINES || this.error !== null) return super.onTransfer(error);
		if (this.isLast) super.complete();
		else this.nextLine();
	}

	/** @internal */
	protected override onEnd(error: ModemError | null): void {
		if (this.options.onDone) this.options.onDone.call(this, error);
	}

	private nextLine(): void {
		const chunk = this.chunk;
		if (this.takeLine(this.modem.memory.bytes, chunk.start, chunk.start + chunk.unread)) this.tellLine();
		else this.advance();
	}

	/** Copies up to the next line end. True where there is one. A listing is text that has to be looked at, once, here. */
	private takeLine(bytes: Uint8Array, start: number, end: number): boolean {
		let at = start;
		let filled = this.filled;
		while (at < end && bytes[at] !== LF) {
			if (filled < FTP_LINE_LENGTH) {
				this.line[filled] = bytes[at]!;
				filled++;
			}
			at++;
		}
		this.filled = filled;
		const found = at < end;
		this.chunk.skip(at - start + (found ? 1 : 0));
		return found;
	}

	private tellLine(): void {
		let length = this.filled;
		this.filled = 0;
		while (length > 0 && this.line[length - 1] === CR) length--;
		this.state = LINES;
		this.modem.machine.wait(LINE_PAUSE, this);
		if (length === 0) return;
		if (this.entry.parse(length)) {
			if (this.options.onEntry) this.options.onEntry.call(this, this.entry);
		} else if (this.options.onLine) this.options.onLine.call(this, this.line, length);
	}
}
