import type { ModemError } from "../at/error.js";
import { FTP_BURST, FTP_READ_LIMIT, OFFSET_LIMIT } from "../at/limits.js";
import type { Script } from "../at/script.js";
import { checkFlag, checkNumber, given } from "../at/check.js";
import type { Payload } from "../modem/chunk.js";
import type { Modem } from "../modem/modem.js";
import { CHUNK_START } from "../uart/memory.js";
import { AGAIN_FROM, GET, GET_LAST, GET_READ, GET_REPORT, OFFSET, RESET_OFFSET, SIZE, SIZE_REPORT } from "./commands.js";
import { Download } from "./download.js";
import { encodeFile, type FTPPath } from "./options.js";
import { COMPLETE } from "./session.js";

/** What a download is made of. The callbacks are called with the download as `this`. */
export interface FTPGetOptions extends FTPPath {
	/** First byte that is wanted: the `checkpoint` of an earlier download. */
	offset?: number;
	/**
	 * Bytes asked of the modem at once, 64 to 1460 and no more than the modem's own `burst`: 96 where nothing is given. The modem forgets what it has
	 * sent: where the receive path loses a byte, the session has to be opened again.
	 */
	burst?: number;
	/** Asks for the length first, for `onProgress`, and compares in the end (`incomplete`): true or false. Costs a session of its own. */
	checkSize?: boolean;
	/**
	 * `count` verified bytes can be read: with `read(buffer)`, or where they are, at `memory[start]`. No more are asked of the modem before.
	 *
	 * The application may take any time. Nothing but a read keeps the modem's session alive, and a read needs room: after a while (64; no manual says
	 * how long) the modem ends it. When the application has read on, a new session is opened behind the bytes that are verified. That costs a login,
	 * counted in `statistics.healed`, and takes a server that can begin in the middle: at any other the download ends with `rest` and its checkpoint.
	 */
	onReadable?(this: FTPGet, count: number, start: number): void;
	/** `done` bytes of the file have come, those before `offset` included; `total` is its length, -1 where it was not asked for. */
	onProgress?(this: FTPGet, done: number, total: number): void;
	/** The end, once for every download: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPGet, error: ModemError | null): void;
}

/** One download, from `ftp.get()` to `onDone`. */
export class FTPGet extends Download implements Payload {
	/** Length of the file in bytes; -1 where it was not asked for. */
	length = -1;
	private asking: boolean;
	private readonly offset: number;
	private readonly options: FTPGetOptions;

	/** @internal See `ftp.get()`. */
	constructor(modem: Modem, cid: number, options: FTPGetOptions) {
		super(modem, encodeFile(modem.runtime, cid, options), burstOf(modem, options.burst), GET_READ, GET_LAST);
		this.offset = checkNumber("ftp", "offset", given(options.offset, 0), 0, OFFSET_LIMIT);
		this.asking = checkFlag("ftp", "checkSize", options.checkSize, false);
		this.slots[OFFSET] = this.offset;
		this.options = options;
	}

	get checkpoint(): number {
		return this.offset + this.verified - this.chunk.unread;
	}

	get memory(): Uint8Array {
		return this.modem.memory.bytes;
	}

	get readable(): number {
		return this.chunk.unread;
	}

	read(buffer: Uint8Array): number {
		const count = this.chunk.read(buffer);
		this.onConsumed(count);
		return count;
	}

	skip(count: number): void {
		this.onConsumed(this.chunk.skip(count));
	}

	/** @internal */
	protected override start(): void {
		if (this.asking) this.open(SIZE, 0, SIZE_REPORT);
		else this.open(GET, 0, GET_REPORT);
	}

	/** @internal */
	protected override onAnswer(code: number, detail: number): void {
		if (!this.asking || code !== COMPLETE) return super.onAnswer(code, detail);
		this.asking = false;
		this.length = detail;
		if (detail >= 0 && this.offset >= detail) return this.complete();
		this.open(GET, AGAIN_FROM, GET_REPORT);
	}

	/** @internal */
	protected override reopen(): void {
		this.slots[OFFSET] = this.offset + this.verified;
		this.open(GET, AGAIN_FROM, GET_REPORT);
	}

	/** @internal */
	protected override deliver(count: number): void {
		this.verified += count;
		const done = this.offset + this.verified;
		if (this.options.onReadable) this.options.onReadable.call(this, count, CHUNK_START);
		else this.skip(count);
		if (this.options.onProgress && this.error === null) this.options.onProgress.call(this, done, this.length);
	}

	/** @internal */
	protected override complete(): void {
		const differs = this.length >= 0 && this.offset + this.verified !== this.length;
		this.stop(differs ? "incomplete" : null, 0);
	}

	/** @internal The offset would be that of the next download, whoever starts it. */
	protected override cleaner(): Script | null {
		return this.slots[OFFSET] === 0 ? null : RESET_OFFSET;
	}

	/** @internal */
	protected override onEnd(error: ModemError | null): void {
		if (this.options.onDone) this.options.onDone.call(this, error);
	}

	private onConsumed(count: number): void {
		if (count > 0 && this.chunk.unread === 0 && this.isUnread) this.advance();
	}
}

function burstOf(modem: Modem, burst: number | undefined): number {
	const most = Math.min(FTP_READ_LIMIT, modem.memory.chunkSize);
	return checkNumber("ftp", "burst", given(burst, Math.min(FTP_BURST, most)), 64, most);
}
