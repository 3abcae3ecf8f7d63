import type { RuntimeTimer } from "../runtime/runtime.js";
import { SILENCE_TIME, SILENCE_TRIES, SPELLING_TIME, SYNC_TIME, SYNC_TRIES } from "./limits.js";
import type { Scanner } from "./scanner.js";
import { command, packEach } from "./pack.js";
import { type Commands, STEP_SIZE } from "./script.js";
import { hasWord, isOK, isRefusal, word } from "./words.js";

/** Slot of the bearer profile, in the slots of the probes. */
const CID = 1;
/** Their answers cannot be mistaken for a late answer of another command. */
const PROBES: Commands = packEach([command(["AT+CMEE?"], { limit: SYNC_TIME }), command(["AT+SAPBR=2,", CID], { limit: SYNC_TIME })]);
const CMEE = word("+CMEE");
const BEARER = word("+SAPBR");
/** +SAPBR: cid,status. */
const CONNECTED = 1;
/** AT+CMEE=1, as the driver sets it. */
const NUMERIC_ERRORS = 1;

// What is waited for: silence, then the probe's own line and OK, then silence.
const SILENCE = 0;
const PROBING = 1;
const SETTLING = 2;

/** The probe's own line has not come. */
export const NOTHING = 0;
const KEPT = 1;
/** The settings are not as the driver made them, or the bearer is not open. */
const FORGOTTEN = 2;

// What the probe has to find out, as bits; a command that would go out meanwhile waits.
/** A word has said that the modem has restarted, or is off. */
export const RESTART_DOUBT = 1;
/** A word has said that the bearer is closed. */
export const BEARER_DOUBT = 2;
/** The modem may still answer a poll. */
export const ANSWER_DUE = 4;

/** Has the timer, and is told how a re-synchronisation goes. */
export interface SyncTarget {
	readonly timer: RuntimeTimer;
	readonly statistics: SyncStatistics;
	/** Sends the command of a step, with the slots of the probes. */
	transmit(commands: Commands, step: number): void;
	/** The modem listens, and owes no answer. `forgotten`: it does not know AT+CMEE=1 any more, or the bearer is not open. */
	onSynchronised(forgotten: boolean): void;
	/** The modem does not answer. */
	onSyncFailed(): void;
}

/** Counts that only grow. */
export interface SyncStatistics {
	/** Re-synchronisations. */
	resynchronised: number;
}

/** Makes sure that a late answer is credited to nobody. */
export class Sync {
	private state = SILENCE;
	/** What has to be found out by the next probe, and by the one that was begun last. */
	doubt = 0;
	private doubted = 0;
	/** What it leads to, for its target. */
	after = 0;
	/** What the probe's own line has said. */
	found: number = NOTHING;
	/** How often bytes have broken the silence. */
	private breaks = 0;
	private probes = 0;
	private readonly target: SyncTarget;

	constructor(target: SyncTarget) {
		this.target = target;
	}

	/**
	 * Finds out what is in doubt: the settings first, which tell of a restart, then the bearer. `isFresh`: not because of a line that came while a probe was
	 * running, whose number counts on: lines of others must not hold the driver for ever.
	 */
	begin(after: number, isFresh: boolean): void {
		const doubt = this.doubt;
		this.after = after;
		this.doubted = doubt;
		this.doubt = doubt === BEARER_DOUBT ? 0 : doubt & BEARER_DOUBT;
		this.found = NOTHING;
		if (isFresh) this.probes = 0;
		this.target.statistics.resynchronised++;
		this.waitFor(SILENCE);
	}

	/** Something is in doubt, as bits. @inline */
	suspect(doubt: number): void {
		this.doubt |= doubt;
	}

	/** Nothing is in doubt any more. @inline */
	forget(): void {
		this.doubt = 0;
	}

	/** What the probe that is on its way leads to. @inline */
	lead(after: number): void {
		this.after = after;
	}

	/** What has been suspected and not been found out, as bits. It is forgotten: whoever asks has to look. */
	takeDoubt(): number {
		const doubt = this.doubt & (RESTART_DOUBT | BEARER_DOUBT);
		this.doubt -= doubt;
		return doubt;
	}

	/** A word has put something in doubt. */
	get isSuspected(): boolean {
		return this.doubt > 0 && this.doubt < ANSWER_DUE;
	}

	/** A restart was in doubt when it was begun. */
	get wasSuspected(): boolean {
		return (this.doubted & RESTART_DOUBT) !== 0;
	}

	/** The probe asks for the bearer, not for the settings. */
	get asksBearer(): boolean {
		return this.doubted === BEARER_DOUBT;
	}

	/** The probe that is on its way shows whether the modem has restarted. */
	get willTell(): boolean {
		return !this.asksBearer && this.state !== SETTLING;
	}

	/** The probe's answer is waited for. */
	get probing(): boolean {
		return this.state === PROBING;
	}

	/** Bytes have come: silence begins anew, for a while; then a modem that spells them out is given its time. */
	onBytes(): void {
		if (this.probing || this.breaks >= SILENCE_TRIES) return;
		this.breaks++;
		this.target.timer.schedule(this.breaks < SILENCE_TRIES ? SILENCE_TIME : SPELLING_TIME);
	}

	/** A line; true where it belongs to the probe's answer. */
	onLine(scanner: Scanner, digits: boolean): boolean {
		if (!this.probing) return false;
		if (hasWord(scanner, this.asksBearer ? BEARER : CMEE)) {
			scanner.parse();
			const isKept = this.asksBearer ? scanner.values[1] === CONNECTED : scanner.values[0] === NUMERIC_ERRORS;
			this.found = isKept ? KEPT : FORGOTTEN;
			return true;
		}
		if (!isOK(scanner, digits)) return isRefusal(scanner, digits);
		// Without its line it is the late OK of another command.
		if (this.found !== NOTHING) this.waitFor(SETTLING);
		return true;
	}

	/** The silence has come, or the answer has not. */
	onTimer(): void {
		if (this.probing) return this.waitFor(SILENCE);
		if (this.state === SILENCE) return this.probe();
		this.probes = 0;
		this.target.onSynchronised(this.found === FORGOTTEN);
	}

	private waitFor(state: number): void {
		this.state = state;
		this.breaks = 0;
		this.target.timer.schedule(SILENCE_TIME);
	}

	private probe(): void {
		this.probes++;
		if (this.probes > SYNC_TRIES) return this.target.onSyncFailed();
		this.state = PROBING;
		this.found = NOTHING;
		this.target.transmit(PROBES, this.asksBearer ? PROBES.records + STEP_SIZE : PROBES.records);
	}
}
