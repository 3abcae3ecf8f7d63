import type { ModemError } from "../at/error.js";
import { FTP_BURST, FTP_READ_LIMIT, OFFSET_LIMIT } from "../at/limits.js";
import type { Parameter, Script } from "../at/script.js";
import { checkFlag, checkNumber, given } from "../at/check.js";
import type { ModemCore } from "../modem/core.js";
import type { Operation } from "../modem/operation.js";
import { type Payload, Readable } from "../transfer/readable.js";
import { AGAIN_FROM, GET, GET_FROM, GET_LAST, GET_READ, GET_REPORT, OFFSET, RESET_OFFSET, SIZE, SIZE_REPORT } from "./commands.js";
import { Download, type DownloadClient } from "./download.js";
import type { FTPPath } from "./options.js";
import { COMPLETE } from "./session.js";

/** Options of a download. The callbacks are called with the download as `this`. */
export interface FTPGetOptions extends FTPPath {
	/** The first byte to download: the `checkpoint` of an earlier download. */
	offset?: number;
	/**
	 * Bytes asked of the modem at once, 64 to 1460 and at most the modem's own `burst`; default 96. The modem forgets what it has
	 * sent: if the receive path loses a byte, the session has to be opened again.
	 */
	burst?: number;
	/**
	 * Asks for the length first, for `onProgress`, and compares in the end (`incomplete`): true or false. Costs a session of its own, and another one if
	 * the length leaves nothing to read or differs from what has come.
	 */
	checkSize?: boolean;
	/** How long the application may leave bytes unread, in ms; default 60000, 0 is for ever. They are offered again each second; then the download ends with `stalled`. */
	stallTimeout?: number;
	/**
	 * `count` verified bytes can be read: with `read(buffer)`, or in place, at `memory[start]`. The modem is asked for more only after that.
	 *
	 * The application may take `stallTimeout`. Nothing but a read keeps the modem's session alive, and a read needs room: after a while (64; no manual says
	 * how long) the modem ends it. When the application has read on, a new session is opened after the bytes that are verified. That costs a login,
	 * counted in `statistics.healed`, and requires a server that can begin in the middle: at any other the download ends with `rest` and its checkpoint.
	 */
	onReadable?(this: FTPGet, count: number, start: number): void;
	/** `done` bytes of the file have come, including those before `offset`; `total` is its length, -1 if it was not asked for. */
	onProgress?(this: FTPGet, done: number, total: number): void;
	/** The end, exactly once: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPGet, error: ModemError | null): void;
}

/** One download, from `ftp.get()` to `onDone`. */
export interface FTPGet extends Payload {
	/** Length of the file in bytes; -1 if it was not asked for. */
	readonly length: number;
	/** Cancels the download: it ends with `cancelled` as soon as the modem is free. */
	close(): void;
}

// How often the length has been asked for.
/** It is not asked for, or known. */
const SETTLED = 0;
const ONCE = 1;
/** It left nothing to read, or was no number. */
const TWICE = 2;
/** It differs from what has come. */
const AT_END = 3;

/** The {@link FTPGet} as the driver sees it. */
export class Get extends Readable implements FTPGet, DownloadClient {
	readonly operation: Operation;
	protected readonly task: Download;
	cleaner: Script | null = null;
	/** The session asks for the length, if this is not SETTLED. */
	private asking: number;
	/** The first command of the script that the modem still needs: it knows the server and the file after its first session. */
	private first = 0;

	constructor(modem: ModemCore, slots: Parameter[], options: FTPGetOptions) {
		const most = Math.min(FTP_READ_LIMIT, modem.memory.chunkSize);
		const burst = checkNumber("ftp", "burst", given(options.burst, Math.min(FTP_BURST, most)), 64, most);
		super(modem, checkNumber("ftp", "offset", given(options.offset, 0), 0, OFFSET_LIMIT), 0, options);
		this.asking = checkFlag("ftp", "checkSize", options.checkSize, false) ? ONCE : SETTLED;
		this.task = new Download(modem, slots, burst, GET_READ, GET_LAST, this, options.onDone);
		this.operation = this.task.session.operation;
	}

	onEmptied(): void {
		this.task.advance();
	}

	start(): void {
		if (this.asking === SETTLED) this.reopen();
		else this.task.session.open(SIZE + this.first, SIZE_REPORT);
	}

	onAnswer(status: number, detail: number): void {
		const asking = this.asking;
		const session = this.task.session;
		this.first = AGAIN_FROM;
		if (asking === SETTLED) return this.task.begin(status);
		if (status !== COMPLETE) return session.stopByStatus(status);
		this.length = detail;
		if (detail <= this.checkpoint || asking === AT_END) {
			// One number alone ends no download, and does not keep it from being compared.
			if (asking !== ONCE) return session.stop(detail === this.checkpoint ? null : detail < 0 ? "protocol" : "incomplete", 0);
			this.asking = TWICE;
			return this.start();
		}
		this.asking = SETTLED;
		this.reopen();
	}

	/** Opens the session of the download, after what is verified. */
	reopen(): void {
		const session = this.task.session;
		const offset = this.checkpoint;
		session.slots[OFFSET] = offset;
		// The offset would be that of the next download, whoever starts it.
		if (offset > 0) this.cleaner = RESET_OFFSET;
		session.open((offset > 0 ? GET_FROM : GET) + this.first, GET_REPORT);
	}

	complete(): void {
		if (this.length < 0 || this.checkpoint === this.length) return this.task.session.stop(null, 0);
		this.asking = AT_END;
		this.start();
	}
}
