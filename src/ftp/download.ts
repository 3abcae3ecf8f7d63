import type { ErrorCode } from "../at/error.js";
import { FTP_POLL_TIME, FTP_POLLS, READ_TRIES } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script } from "../at/script.js";
import { Chunk } from "../modem/chunk.js";
import type { Modem } from "../modem/modem.js";
import { LENGTH } from "./commands.js";
import { COMPLETE, FTPSession, READY, TIMED_OUT } from "./session.js";

const READING = 10;
/** Bytes wait for the application. */
const UNREAD = 11;
/** The modem has nothing now. */
const STARVED = 12;

/** Where the chunk was damaged, or did not come. */
const NOTHING = -1;

/**
 * The data of FTPGET and FTPLIST. The modem forgets what it has sent: a chunk that the wire damages costs a new session, in which the part that is
 * verified is left out.
 */
export abstract class Download extends FTPSession {
	/** @internal Payload that the application has not read. */
	protected readonly chunk: Chunk;
	/** @internal Bytes that are verified. */
	protected verified = 0;
	private got = NOTHING;
	private tries = 0;
	private polls = 0;
	/** Reports that have come: more data; the end; an error. */
	private announced = false;
	private ended = false;
	private failure = 0;
	/** The modem has waited for a read for too long, and its session is over: no byte is lost with it, for those that nobody has read are here. */
	private lapsed = false;
	/** A line has come that nobody knows: payload without its header may look so. */
	private strange = false;
	private readonly reader: Script;
	private readonly lastReader: Script;

	constructor(modem: Modem, slots: Parameter[], burst: number, reader: Script, lastReader: Script) {
		super(modem, slots);
		this.chunk = new Chunk(modem.memory, modem.runtime);
		this.reader = reader;
		this.lastReader = lastReader;
		slots[LENGTH] = burst;
	}

	/** @internal */
	protected override onTransferLine(scanner: Scanner): boolean {
		if (this.state !== READING) return true;
		const count = scanner.count === 2 && scanner.values[0] === 2 ? scanner.values[1]! : NOTHING;
		if (count < 0 || count > (this.slots[LENGTH] as number)) return false;
		this.got = count;
		return true;
	}

	/** @internal */
	protected override onStrange(): void {
		this.strange = true;
	}

	/** @internal */
	protected override onCode(code: number, _scanner: Scanner): void {
		if (code === READY) this.announced = true;
		else {
			this.inSession = false;
			if (code === COMPLETE) this.ended = true;
			// While the modem has nothing, it is the network that is slow.
			else if (code === TIMED_OUT && this.state !== STARVED) this.lapsed = true;
			else this.failure = code;
		}
		if (!this.modem.machine.idle) this.modem.machine.wake();
		else if (this.failure !== 0) this.stopByCode(this.failure);
	}

	/** @internal */
	protected override onAnswer(code: number, _detail: number): void {
		if (code === READY) this.readChunk();
		else if (code === COMPLETE) this.complete();
		else this.stopByCode(code);
	}

	/** @internal */
	protected override onTransfer(error: ErrorCode | null): void {
		if (this.error !== null) return this.stop(this.error, 0);
		if (this.state === READING) this.onRead(error);
		else if (this.state === STARVED) this.onStarved();
	}

	/** @internal All that was asked for has come, or the modem says so. */
	protected complete(): void {
		this.stop(null, 0);
	}

	/** @internal `count` bytes are verified and in the chunk. */
	protected abstract deliver(count: number): void;

	/** @internal Reopens the session behind what is verified. */
	protected abstract reopen(): void;

	/** @internal The chunk has been read. */
	protected advance(): void {
		if (this.failure !== 0) this.stopByCode(this.failure);
		else if (this.lapsed) this.onDamage("timeout");
		else this.readChunk();
	}

	/** @internal */
	protected override resume(): void {
		this.ended = false;
		this.failure = 0;
		this.lapsed = false;
		this.reopen();
	}

	/** @internal */
	protected get isUnread(): boolean {
		return this.state === UNREAD;
	}

	/** @internal What has not been read will not be: it is not behind the checkpoint. */
	protected override onEnding(): void {
		this.verified -= this.chunk.unread;
		this.chunk.hold(0);
	}

	private readChunk(): void {
		this.state = READING;
		this.got = NOTHING;
		this.announced = false;
		this.strange = false;
		this.run(this.ended ? this.lastReader : this.reader, 0);
	}

	private onRead(error: ErrorCode | null): void {
		if (error !== null || this.got < 0) {
			// Behind the end the modem refuses: everything has been read.
			if (error === null && this.ended && !this.strange) return this.complete();
			return this.onDamage(error ?? "protocol");
		}
		if (this.got > 0) return this.onChunk();
		if (this.strange || this.lapsed) return this.onDamage("protocol");
		if (this.ended) return this.complete();
		if (this.failure !== 0) return this.stopByCode(this.failure);
		this.starve();
	}

	private onChunk(): void {
		const count = this.got;
		this.tries = 0;
		this.polls = 0;
		this.state = UNREAD;
		this.chunk.hold(count);
		this.deliver(count);
	}

	private onDamage(error: ErrorCode): void {
		this.tries++;
		if (this.failure !== 0) return this.stopByCode(this.failure);
		if (this.tries >= READ_TRIES) return this.lapsed ? this.stopByCode(TIMED_OUT) : this.stop(error, 0);
		this.modem.statistics.healed++;
		if (this.lapsed) this.resume();
		else this.restart();
	}

	private starve(): void {
		this.polls++;
		if (this.polls > FTP_POLLS) return this.stop("timeout", 0);
		this.state = STARVED;
		if (this.announced) this.readChunk();
		else this.modem.machine.wait(FTP_POLL_TIME, this);
	}

	private onStarved(): void {
		if (this.failure !== 0) this.stopByCode(this.failure);
		// The last read has shown that nothing is left.
		else if (this.ended) this.complete();
		else this.readChunk();
	}
}
