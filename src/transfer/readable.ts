import { checkBuffer, checkNumber, given } from "../at/check.js";
import { OFFSET_LIMIT, REST_TIME, STALL_TIME } from "../at/limits.js";
import type { Task } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import type { EndCallback, Operation, Owner } from "../modem/operation.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE, LEFT_OUT, type Memory } from "../uart/memory.js";
import { Patience } from "./patience.js";

/** Base interface of all downloads: payload that an application reads. */
export interface Payload {
	/** Where the download can be continued: the `offset` of one that brings the rest. A plain number, bytes, to be kept over a restart. */
	readonly checkpoint: number;
	/** Verified bytes that have not been read. */
	readonly readable: number;
	/** The receive memory, for reading without a copy: valid during `onReadable`, from its `start`, until the bytes are read or skipped. */
	readonly memory: Uint8Array;
	/** Copies unread bytes to the start of `buffer` and returns how many. When the last one is read, the next chunk is requested. Throws `argument`. */
	read(buffer: Uint8Array): number;
	/** Skips `count` unread bytes, or all if there are fewer: they were used in `memory`, or are not wanted. Throws `argument`. */
	skip(count: number): void;
}

/** Callbacks of a download. */
interface ReadableOptions<Download> {
	readonly onReadable?: (this: Download, count: number, start: number) => void;
	readonly onProgress?: (this: Download, done: number, total: number, phase: "reading") => void;
	readonly onDone?: EndCallback;
	readonly stallTimeout?: number;
}

/** Verified payload on its way to the application, in the one chunk of the receive memory. Downloads of every service extend it. */
export abstract class Readable implements Payload, Owner {
	readable = 0;
	checkpoint: number;
	/** Length of the file or body in bytes; -1 if it is not known. */
	length = -1;
	readonly memory: Uint8Array;
	abstract readonly operation: Operation;
	/** What is told when an offer has to be repeated. */
	protected abstract readonly task: Task;
	/** Where the unread bytes begin in `memory`. */
	private next: number = CHUNK_START;
	private readonly pieces: Memory["pieces"];
	/** With an application that does not read. */
	private readonly patience: Patience;
	protected readonly origin: number;
	protected readonly options: ReadableOptions<any>;

	/**
	 * `offset` is the position in the file of the first byte that will come, `origin` the one from which progress counts. Throws `argument` for a bad
	 * `stallTimeout`.
	 */
	constructor(modem: ModemCore, offset: number, origin: number, options: ReadableOptions<any>) {
		this.checkpoint = offset;
		this.origin = origin;
		this.memory = modem.memory.bytes;
		this.pieces = modem.memory.pieces;
		this.patience = new Patience(checkNumber("open", "stallTimeout", given(options.stallTimeout, STALL_TIME), 0, OFFSET_LIMIT));
		this.options = options;
	}

	/** The last byte of the chunk has been read or skipped. */
	abstract onEmptied(): void;

	close(): void {
		this.operation.cancel("cancelled");
	}

	/** Hands over `count` bytes of the chunk, after `known` others. */
	deliver(count: number, known: number): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const download = this;
		const options = download.options;
		const operation = download.operation;
		const machine = operation.modem.machine;
		const done = download.checkpoint;
		download.next = CHUNK_START + known;
		download.readable = count;
		if (!options.onReadable) {
			download.checkpoint = done + count;
			download.readable = 0;
			download.onEmptied();
		} else if (operation.modem.runtime.defers) machine.wait(0, download.task);
		else {
			// Most applications read at once: their patience is asked for only if they do not.
			machine.hold(download.task);
			options.onReadable.call(download, count, download.next);
			if (download.readable > 0 && operation.healthy) {
				const delay = download.patience.wait(done);
				machine.wait(download.readable < count ? REST_TIME : delay, download.task);
			}
		}
		if (options.onProgress && operation.healthy)
			options.onProgress.call(download, done - download.origin + count, download.length, "reading");
	}

	/** Offers what is unread; again and again until it is read, or the application has had its time. The wait begins first: the callback may throw. */
	offer(): void {
		const operation = this.operation;
		const machine = operation.modem.machine;
		const count = this.readable;
		const delay = this.patience.wait(this.checkpoint);
		if (delay === 0) return operation.work.stop!("stalled", 0);
		machine.wait(delay, this.task);
		this.options.onReadable!.call(this, count, this.next);
		if (this.readable > 0 && this.readable < count && operation.healthy) machine.wait(REST_TIME, this.task);
	}

	/** What has not been read is lost: the checkpoint stands before it. */
	onEnd(): void {
		this.readable = 0;
	}

	/** By way of the landing area, in powers of two: a view of any other place or length would have to be made. */
	read(buffer: Uint8Array): number {
		checkBuffer("read", buffer);
		const count = this.readable < buffer.length ? this.readable : buffer.length;
		const memory = this.memory;
		const pieces = this.pieces;
		const start = this.next;
		let bit = LARGEST_PIECE;
		let at = 0;
		while (at < count) {
			const size = 1 << bit;
			const end = at + size;
			if (end > count || (size & LEFT_OUT) !== 0) bit--;
			else {
				// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
				memory.copyWithin(LANDING_START, start + at, start + end);
				buffer.set(pieces[bit]!, at);
				at = end;
			}
		}
		this.next = start + count;
		this.checkpoint += count;
		this.readable -= count;
		if (count > 0 && this.readable === 0) this.onEmptied();
		return count;
	}

	skip(count: number): number {
		const readable = this.readable;
		if (count !== readable) {
			checkNumber("skip", "count", count, 0, OFFSET_LIMIT);
			if (count > readable) count = readable;
			this.next += count;
		}
		this.checkpoint += count;
		this.readable = readable - count;
		if (count > 0 && count === readable) this.onEmptied();
		return count;
	}
}
