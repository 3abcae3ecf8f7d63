import type { RuntimeTimer } from "../runtime/runtime.js";
import { wireTime } from "../uart/baud.js";
import type { DataCarrierDetect } from "../uart/dcd.js";
import type { TransmitPump } from "../uart/pump.js";
import { badArgument, type ModemError } from "./error.js";
import { DCD_PAUSE, DCD_TIME, LOAD_TIME_MARGIN, UPLOAD_TIME } from "./limits.js";

/**
 * The ms that the modem is given to take `count` bytes at `baud`, of the `limit` that its command has: twice their time on the wire, and a margin. 0 where
 * the limit has no room for the margin.
 */
export function loadTime(count: number, baud: number, limit: number): number {
	const wire = wireTime(count, baud);
	return wire + LOAD_TIME_MARGIN > limit ? 0 : Math.min(limit, wire * 2 + LOAD_TIME_MARGIN);
}

/** The error of what {@link loadTime} leaves no time for. */
export function tooSlow(operation: string, baud: number): ModemError {
	return badArgument(operation, "length takes longer at " + baud + " baud than the modem waits: raise the baud rate");
}

/** Has the parts, and is told how an upload goes. */
export interface UploadTarget {
	readonly timer: RuntimeTimer;
	readonly pump: TransmitPump;
	readonly dcd: DataCarrierDetect;
	readonly statistics: UploadStatistics;
	/** The modem takes payload, or has taken all that it was given: supply more, now or later. */
	onWanted(): void;
	/** The port has all the bytes that the modem asked for. */
	onSupplied(): void;
}

/** Counts that only grow. */
export interface UploadStatistics {
	/** Uploads in which DCD said something else than the text: it is not looked at any more. */
	dcdUnreliable: number;
}

/** DCD has shown the data phase. */
const SEEN = -1;

/** A data phase, from its prompt to the last byte: the modem takes everything for payload meanwhile. */
// subset: allow call-depth — lives as long as the modem
export class Upload {
	/** The modem takes bytes: DCD has said so, or is not looked at. */
	private open = false;
	/** Bytes that have not been supplied. */
	private due = 0;
	/** Nobody supplies any more: zeros, until the modem has what it waits for. */
	private padding = false;
	/** Looks at DCD while it has not fallen; then {@link SEEN} if it has. */
	private looks = 0;
	private readonly target: UploadTarget;

	constructor(target: UploadTarget) {
		this.target = target;
	}

	/**
	 * The prompt has come: the modem takes `count` bytes, which are zeros where nobody wants to supply any more. DCD shows it where it is `shown`:
	 * not with AT+CIPSEND.
	 */
	begin(count: number, padding: boolean, shown: boolean): void {
		this.due = count;
		this.padding = padding;
		this.looks = 0;
		if (shown) return this.look();
		this.enter();
	}

	/** The modem takes no more, whatever the reason. */
	end(): void {
		this.open = false;
		this.padding = false;
	}

	/** Bytes that the modem still wants. */
	get wanted(): number {
		return this.open && !this.padding ? this.due : 0;
	}

	/**
	 * The bytes from `start` up to `end` (exclusive) of the memory are payload; they must stay unchanged until the next `onWanted`. Several
	 * ranges must follow one another.
	 */
	supply(start: number, end: number): void {
		if (!this.open) return;
		this.due -= end - start;
		this.target.timer.schedule(UPLOAD_TIME + wireTime(end - start, this.target.pump.baud));
		if (this.target.pump.idle) this.target.pump.put(start, end);
		else this.target.pump.extend(end);
		if (this.complete) this.finish();
	}

	/** Gives the modem zeros for the bytes that are missing: until it has them, it would take every command for payload. */
	pad(): void {
		this.padding = true;
		if (this.open) this.supplyZeros();
	}

	/** DCD has risen before the end: the modem has restarted, or its time is over, and the rest would be executed as commands. */
	get broken(): boolean {
		return this.open && this.looks === SEEN && !this.complete && !this.target.dcd.active;
	}

	/** The port has taken bytes. */
	onPumped(): void {
		if (!this.open || !this.target.pump.idle) return;
		if (this.due === 0) this.finish();
		else this.target.onWanted();
	}

	/** The time of the data phase is over; true where that was only the pause between two looks at DCD. */
	onTimer(): boolean {
		if (this.open) return false;
		this.look();
		return true;
	}

	private get complete(): boolean {
		return this.due === 0 && this.target.pump.idle;
	}

	private finish(): void {
		this.end();
		this.target.onSupplied();
	}

	/** DCD opens the data phase. Should it not fall in time, the text counts and DCD is not looked at any more. */
	private look(): void {
		if (this.target.dcd.reliable && !this.target.dcd.active) {
			this.looks++;
			if (this.looks * DCD_PAUSE <= DCD_TIME) return this.target.timer.schedule(DCD_PAUSE);
			this.target.dcd.distrust();
			this.target.statistics.dcdUnreliable++;
		}
		if (this.target.dcd.reliable) this.looks = SEEN;
		this.enter();
	}

	private enter(): void {
		this.open = true;
		this.target.timer.schedule(UPLOAD_TIME);
		if (this.padding) this.supplyZeros();
		else this.target.onWanted();
	}

	private supplyZeros(): void {
		const count = this.due;
		this.due = 0;
		this.target.timer.schedule(UPLOAD_TIME + wireTime(count, this.target.pump.baud));
		this.target.pump.sendZeros(count);
		if (this.complete) this.finish();
	}
}
