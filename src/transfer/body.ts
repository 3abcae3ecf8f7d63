import { checkBuffer } from "../at/check.js";
import { badArgument } from "../at/error.js";
import type { Operation } from "../modem/operation.js";
import { CHUNK_START } from "../uart/memory.js";

/** Is told that the application has written, if the bytes do not go to the modem at once. */
export interface BodyListener {
	/** More bytes are in the chunk, or the body is complete. */
	onWritten(): void;
}

/*
	Two ways lead to the modem:
	- streamed: one data phase takes the whole body, and each write goes into it at once (HTTPDATA, FTPEXTPUT);
	- in portions: what is written waits in the chunk until a data phase is opened for bytes already held (FTPPUT).
*/

/** Nothing can be written. */
const CLOSED = 0;
const STREAMED = 1;
const IN_PORTIONS = 2;

/** Payload on its way from the application to the modem: at most one to an operation, on the one chunk of the receive memory. FTP's uploads extend it. */
export class Body {
	/** Bytes that the application has written. */
	written = 0;
	/** Bytes of them that stand in the chunk. */
	filled = 0;
	/** Bytes of them that the modem has taken. */
	taken = 0;
	/** The application will write no more. */
	isComplete = false;
	/** Bytes that the application will write; -1 if that is not known. */
	length = -1;
	private way = CLOSED;
	/** Set by the class that extends this one, if it is not given. */
	operation!: Operation;
	protected listener: BodyListener | null = null;

	constructor(operation?: Operation) {
		if (operation !== undefined) this.operation = operation;
	}

	/** The application will write `length` bytes; -1 if that is not known. */
	expect(length: number): void {
		this.length = length;
		this.isComplete = length === 0;
	}

	/** Bytes that are still to be written; -1 if that is not known. */
	get left(): number {
		return this.length < 0 ? -1 : this.length - this.written;
	}

	/** Bytes that can be written now. */
	get writable(): number {
		const operation = this.operation;
		if (this.way === CLOSED || this.isComplete || !operation.healthy) return 0;
		const modem = operation.modem;
		const room = modem.memory.chunkSize - this.filled;
		const most = this.way === STREAMED ? modem.machine.upload.wanted : this.left;
		return most < 0 || room < most ? room : most;
	}

	/** Takes the whole of `buffer`. Throws `argument` if that is no Uint8Array or has more bytes than can be written now. */
	write(buffer: Uint8Array): void {
		const name = this.operation.name;
		checkBuffer(name, buffer);
		const count = buffer.length;
		const writable = this.writable;
		if (count > writable) throw badArgument(name, "write: " + writable + " bytes can be written now, not " + count);
		const modem = this.operation.modem;
		const start = CHUNK_START + this.filled;
		modem.memory.bytes.set(buffer, start);
		this.filled += count;
		this.written += count;
		if (this.written === this.length) this.isComplete = true;
		if (this.way === STREAMED) modem.machine.upload.supply(start, start + count);
		else if (this.listener !== null) this.listener.onWritten();
	}

	/** There is no more to write. Throws `argument` if less than the declared length has been written. */
	finish(): void {
		const left = this.left;
		if (left > 0) throw badArgument(this.operation.name, "finish: " + left + " bytes of length have not been written");
		this.isComplete = true;
		if (this.listener !== null) this.listener.onWritten();
	}

	/** A data phase takes the whole body, or has taken what was written: the chunk is free. */
	stream(): void {
		this.way = STREAMED;
		this.taken += this.filled;
		this.filled = 0;
	}

	/** Portions can be written from here on: the modem has taken the first `count` bytes of the chunk. */
	take(count: number): void {
		const modem = this.operation.modem;
		this.way = IN_PORTIONS;
		modem.runtime.move(modem.memory.bytes, CHUNK_START, CHUNK_START + count, CHUNK_START + this.filled);
		this.filled -= count;
		this.taken += count;
	}
}
