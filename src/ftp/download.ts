import type { ErrorCode } from "../at/error.js";
import { FTPSTATE } from "../at/feature.js";
import { FTP_POLL_TIME, FTP_POLLS, READ_TRIES } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script, Task } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import type { EndCallback } from "../modem/operation.js";
import { FTP_COMMANDS, LENGTH } from "./commands.js";
import { COMPLETE, READY, RESUME, Session, type SessionClient, TIMED_OUT, type Transfer } from "./session.js";

/** What the data of a download are for. */
export interface DownloadClient extends SessionClient {
	/** `count` bytes are verified and in the chunk, after `known` others. */
	deliver(count: number, known: number): void;
	/** All data have come, or the modem says so. */
	complete(): void;
	/** Opens the session again, after what is verified. */
	reopen(): void;
	/** The pause is over, or the application has not read: offers what is left. */
	offer(): void;
}

// What the download is doing.
const READING = 0;
/** Bytes wait for the application. */
const UNREAD = 1;
/** The modem has nothing now. */
const STARVED = 2;
/** The client has asked for a pause. */
const PAUSED = 3;

// How the modem's session has ended, otherwise the status of its error.
const OPEN = -1;
/** The modem has waited for a read for too long: no byte is lost with the session, for those that nobody has read are here. */
const LAPSED = -2;

/** The chunk was damaged, or did not come. */
const NOTHING = -1;

/**
 * The data of FTPGET and FTPLIST. The modem forgets what it has sent: a chunk that the wire damages costs a new session, in which the part that is
 * verified is left out.
 */
export class Download implements Task, Transfer {
	readonly slots: Parameter[];
	readonly session: Session;
	private state = READING;
	private got = NOTHING;
	private tries = 0;
	private polls = 0;
	/** The modem has said that there are more data. */
	private announced = false;
	private outcome = OPEN;
	/** Lines that meant nothing, before the read: payload without its header may look so. */
	private strays = 0;
	private readonly modem: ModemCore;
	private readonly client: DownloadClient;
	private readonly reader: Script;
	private readonly lastReader: Script;

	constructor(
		modem: ModemCore,
		slots: Parameter[],
		burst: number,
		reader: Script,
		lastReader: Script,
		client: DownloadClient,
		onDone: EndCallback | undefined,
	) {
		this.modem = modem;
		this.slots = slots;
		this.session = new Session(modem, slots, client, this, onDone);
		this.client = client;
		this.reader = reader;
		this.lastReader = lastReader;
		slots[LENGTH] = burst;
	}

	/** The first report of the session has come. */
	begin(status: number): void {
		if (status === READY) this.readChunk();
		else if (status === COMPLETE) this.session.confirmEnd();
		else this.session.stopByStatus(status);
	}

	/** All has come, or the report of the end was none. */
	onEndConfirmed(isOpen: boolean, error: ErrorCode | null): void {
		if (error !== null) return this.onDamage(error);
		if (!isOpen) {
			if (this.outcome === COMPLETE || !this.modem.firmware.hasRefused(FTPSTATE)) return this.client.complete();
			// Nothing has been read, and a firmware that cannot tell whether its session is over can be read once.
			this.outcome = COMPLETE;
			return this.readChunk();
		}
		this.modem.statistics.healed++;
		this.outcome = OPEN;
		this.readChunk();
	}

	/** Pauses for `delay` ms, whatever the session does meanwhile. */
	pause(delay: number): void {
		this.state = PAUSED;
		this.modem.machine.wait(delay, this);
	}

	onLine(scanner: Scanner): boolean {
		const count = scanner.count === 2 && scanner.values[0] === 2 ? scanner.values[1]! : NOTHING;
		if (count < 0 || count > (this.slots[LENGTH] as number)) return false;
		this.got = count;
		return true;
	}

	onStatus(status: number, _scanner: Scanner): void {
		const machine = this.modem.machine;
		if (status === READY) this.announced = true;
		// While the modem has nothing, it is the network that is slow.
		else this.outcome = status === TIMED_OUT && this.state !== STARVED ? LAPSED : status;
		// An application that has not read is not kept from its time by what it cannot see.
		if (!machine.idle && (this.state !== UNREAD || this.outcome > COMPLETE)) machine.wake();
		else if (this.outcome > COMPLETE) this.session.stopByStatus(this.outcome);
	}

	/** The client has read the chunk: requests the next one, or ends what cannot bring one. */
	advance(): void {
		if (this.state === READING || !this.session.operation.healthy) return;
		if (this.outcome > COMPLETE) this.session.stopByStatus(this.outcome);
		else if (this.outcome === LAPSED) this.onDamage("timeout");
		else this.readChunk();
	}

	resume(): void {
		this.outcome = OPEN;
		this.client.reopen();
	}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.session.operation;
		if (operation.isLost(error)) return;
		if (operation.error !== null) return this.session.stop(operation.error, 0);
		if (this.state === READING) this.onRead(error);
		else if (this.state === PAUSED) this.client.offer();
		else if (this.outcome > COMPLETE) this.session.stopByStatus(this.outcome);
		else if (this.state === UNREAD) this.client.offer();
		// The last read has shown that nothing is left.
		else if (this.outcome === COMPLETE) this.session.confirmEnd();
		else this.readChunk();
	}

	private readChunk(): void {
		this.state = READING;
		this.got = NOTHING;
		this.announced = false;
		this.strays = this.modem.statistics.unsolicited;
		this.modem.machine.run(FTP_COMMANDS, this.outcome === COMPLETE ? this.lastReader : this.reader, this);
	}

	private onRead(error: ErrorCode | null): void {
		const count = this.got;
		const outcome = this.outcome;
		const hasStrays = this.modem.statistics.unsolicited !== this.strays;
		if (error !== null || count < 0) {
			// After the end the modem refuses: everything has been read.
			if (error === null && outcome === COMPLETE && !hasStrays) return this.client.complete();
			return this.onDamage(error === null ? "protocol" : error);
		}
		if (count > 0) {
			this.tries = 0;
			this.polls = 0;
			this.state = UNREAD;
			return this.client.deliver(count, 0);
		}
		if (hasStrays || outcome === LAPSED) return this.onDamage("protocol");
		if (outcome === COMPLETE) return this.session.confirmEnd();
		if (outcome > COMPLETE) return this.session.stopByStatus(outcome);
		this.polls++;
		if (this.polls > FTP_POLLS) return this.session.stop("timeout", 0);
		if (this.announced) return this.readChunk();
		this.state = STARVED;
		this.modem.machine.wait(FTP_POLL_TIME, this);
	}

	private onDamage(error: ErrorCode): void {
		const session = this.session;
		const hasLapsed = this.outcome === LAPSED;
		this.tries++;
		if (this.outcome > COMPLETE) return session.stopByStatus(this.outcome);
		if (this.tries >= READ_TRIES) return hasLapsed ? session.stopByStatus(TIMED_OUT) : session.stop(error, 0);
		this.modem.statistics.healed++;
		if (hasLapsed) this.resume();
		else session.clear(RESUME);
	}
}
