import type { ErrorCode } from "../at/error.js";
import {
	BACKOFF_TIME,
	CONNECT_TRIES,
	DENIED_TRIES,
	ESCAPE_TIME,
	REGISTRATION_TRIES,
	RESTARTS,
	RETRY_PAUSE,
	STAGE_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script, Task } from "../at/script.js";
import {
	ASK_AGAIN,
	CONNECT,
	CPIN,
	CPIN_BLOCKED,
	CREG,
	CYCLE,
	ESCAPE,
	FIND,
	FIND_AT_OTHER_RATE,
	FIND_PATIENTLY,
	FIND_QUICKLY,
	FIX_RATE,
	IPR,
	MODEM_COMMANDS,
	PIN,
	PREPARE,
	RATE,
	RECONNECT,
	REGISTER,
	REVISION,
	SAVE,
	UNLOCK,
} from "./commands.js";
import type { ModemCore } from "./core.js";
import type { PinStep } from "./pins.js";
import { BEARER, LOOK, NETWORK, RESET as RESET_RUNG, RESTART_RUNG, RUNGS } from "./recovery.js";
import { ANSWERING, CONNECTED, REGISTERED, UNKNOWN } from "./stages.js";

// The plan by which a modem is found, from the likeliest place on. Positive entries are baud rates.
/** A short look: it may be running already. */
const QUICK = -1;
/** Switch it on, if that can be done, and wait for its boot. */
const POWER = -2;
/** Switch it on once more: it was running at a rate that nobody had tried, and the key has switched it off. */
const POWER_AGAIN = -3;
/** Reset it, if that can be done, and wait for its boot. */
const RESET = -4;
/** It may take payload, for somebody who has gone, or for an upload that was given up: it is deaf until its own time is over, unless it can be switched or reset. */
const OUTLAST = -5;
/** It may be in data mode, for somebody who has gone, unless it can be switched or reset. */
const LEAVE_DATA = -6;
/** Every rate of a SIM900 (V1.11, +IPR), the likeliest first. */
const RATES: readonly number[] = Object.freeze([57600, 38400, 19200, 9600, 115200, 4800, 2400, 1200, 230400, 460800]);
/** Entries of the plan that look where the modem is wanted. */
const FIRST_LOOKS = 2;
const PLAN: Int32Array = new Int32Array([QUICK, POWER, LEAVE_DATA].concat(RATES, [POWER_AGAIN], RATES, [RESET, OUTLAST]));

// What the starter is doing.
const STANDING = 0;
const SWITCHING = 1;
const FINDING = 2;
const PREPARING = 3;
const FIXING = 4;
const VERIFYING = 5;
const SAVING = 6;
const BACKING_OFF = 7;
const LEADING = 8;
const CHANGING = 9;
const REMINDING = 10;
/** Waits before a rung of the ladder, then climbs it. */
const PAUSING = 11;
const CLIMBING = 12;
/** Waits before the network is asked again. */
const SEARCHING = 13;
/** The guard time before `+++`, and what follows it. */
const GUARDING = 14;
const ESCAPING = 15;
/** Leaves the network because it refuses the bearer. */
const CYCLING = 16;
/** Fills the data phase that may be open, then looks for the modem. */
const FILLING = 17;

/** +CREG: the network has denied (V1.11). */
const DENIED = 3;
/** Of `Revision:`. */
const REVISION_LENGTH = 9;

/** Brings a modem from whatever it is to an open bearer, one stage at a time. */
// subset: allow call-depth — lives as long as the modem
export class Starter implements Task {
	readonly slots: Parameter[];
	/** How far the modem is known to be (`stages.ts`). {@link UNKNOWN}: it is looked for anew. */
	stage: number = UNKNOWN;
	private phase = STANDING;
	private plan = 0;
	private sequence: readonly PinStep[] | null = null;
	private sequenceIndex = 0;
	/** Restarts of the modem since it was last where it is wanted. */
	private restarts = 0;
	private stageTries = 0;
	/** How often the bearer was refused since it was open last. */
	private refusals = 0;
	/** How often the network, or the SIM, has said no, and the network denied, in a row. */
	private searches = 0;
	private denials = 0;
	private isBlocked = false;
	/** It goes over the wire once, whatever becomes of it; again only after the SIM has accepted it and the modem has restarted. */
	private readonly pin: Parameter;
	/** The rate that the port has, and the one that the modem has stored (0 is autobaud). */
	private baud: number;
	private stored = -1;
	/** What follows a change of the rate. */
	private nextPhase = STANDING;
	private nextScript: Script = FIND;
	/** The wanted rate has been tried and did not work. */
	private keepRate = false;
	private readonly modem: ModemCore;

	constructor(modem: ModemCore) {
		this.modem = modem;
		this.slots = modem.slots;
		this.pin = modem.slots[PIN];
		this.baud = modem.baud;
		modem.slots[RATE] = modem.baud;
	}

	/** The modem is no further than `stage`: without its bearer REGISTERED, after a restart UNKNOWN. True if it was thought to be. */
	fallTo(stage: number): boolean {
		if (this.stage <= stage) return false;
		this.stage = stage;
		return true;
	}

	/** Begins to bring the modem one stage further, or to make its settings again; false if it has reached `stage` and nothing has to be done `always`. */
	advance(stage: number, always: boolean): boolean {
		if (this.stage >= stage && !always) {
			this.restarts = 0;
			return false;
		}
		if (this.modem.machine.settingsSuspect && this.stage !== UNKNOWN) this.run(REMINDING, PREPARE);
		else if (this.stage === UNKNOWN) {
			this.modem.statistics.starts++;
			this.plan = 0;
			this.followPlan();
		} else if (this.stage === ANSWERING) this.run(LEADING, UNLOCK);
		else if (this.stage === REGISTERED) this.run(LEADING, this.refusals === 0 ? CONNECT : RECONNECT);
		else {
			this.searches = 0;
			this.denials = 0;
			this.run(LEADING, REGISTER);
		}
		return true;
	}

	/** Climbs the rung of the ladder that is due. */
	climb(): void {
		const rung = this.modem.recovery.due;
		const delay = this.modem.recovery.delay;
		if (delay === 0) this.takeRung();
		else {
			this.phase = PAUSING;
			this.modem.machine.wait(delay, this);
		}
		this.modem.onRecovery(rung, delay);
	}

	/** The modem has restarted; true if it was being started, which goes on. */
	onReset(): boolean {
		if (this.phase === STANDING) return false;
		if (this.phase === SWITCHING || this.phase === CHANGING) return true;
		this.stage = UNKNOWN;
		if (this.phase === PAUSING) return true;
		// A start does more than the rung.
		if (this.phase === CLIMBING) this.modem.recovery.settle();
		this.restarts++;
		if (this.restarts > RESTARTS) this.modem.machine.abort("reset");
		else {
			this.phase = FINDING;
			this.modem.machine.restart(MODEM_COMMANDS, FIND);
		}
		return true;
	}

	onLine(scanner: Scanner): boolean {
		if (scanner.word === CPIN) this.isBlocked = scanner.argumentWord() === CPIN_BLOCKED;
		else if (scanner.word === CREG) this.modem.noteRegistration(scanner.values[1]!);
		else if (scanner.word === IPR) this.stored = scanner.values[0]!;
		else if (scanner.word === REVISION) this.modem.firmware.read(this.modem.memory.bytes, scanner.start + REVISION_LENGTH, scanner.end);
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		if (error === "reset" || error === "port") return this.fail(error);
		switch (this.phase) {
			case PAUSING:
				return this.takeRung();
			case CLIMBING:
				return this.onClimbed(error);
			case SEARCHING:
				return this.run(LEADING, REGISTER + ASK_AGAIN);
			case GUARDING:
				return this.run(ESCAPING, ESCAPE);
			case ESCAPING:
				return this.run(FINDING, FIND_AT_OTHER_RATE);
			case CYCLING:
				this.stage = ANSWERING;
				this.advance(CONNECTED, true);
				return;
			case SWITCHING:
				return this.switchOn();
			case FILLING:
				return this.run(FINDING, this.nextScript);
			case CHANGING:
				this.modem.openPort(this.baud);
				return this.run(this.nextPhase, this.nextScript);
			case FINDING:
				return error === null ? this.run(PREPARING, PREPARE) : this.followPlan();
			case PREPARING:
				return this.onPrepared(error);
			case REMINDING:
				return this.onReminded(error);
			case FIXING:
				return this.onFixed(error);
			case VERIFYING:
				if (error === null) return this.keep();
				// The wanted rate does not work between these two: find the modem again, and leave its rate alone.
				this.keepRate = true;
				this.plan = 1;
				return this.followPlan();
			case SAVING:
				return this.reach();
			case BACKING_OFF:
				if (error !== "timeout") return this.fail(error!);
				// Half way, the network is left and joined again.
				return this.refusals * 2 === CONNECT_TRIES ? this.run(CYCLING, CYCLE) : this.run(LEADING, RECONNECT);
			default:
				return this.onLed(error);
		}
	}

	private onPrepared(error: ErrorCode | null): void {
		if (error === null) {
			this.modem.machine.trustSettings(true);
			// Fixed, because a modem that detects its rate says nothing at boot and can detect a wrong one.
			const isFixed = this.keepRate || (this.stored === this.modem.baud && this.baud === this.modem.baud);
			return isFixed ? this.reach() : this.run(FIXING, FIX_RATE);
		}
		return this.mayRetry(error) ? this.run(PREPARING, PREPARE) : this.followPlan();
	}

	private onReminded(error: ErrorCode | null): void {
		this.phase = STANDING;
		this.modem.machine.trustSettings(true);
		// What has damaged the modem's words may have taken one about the bearer with it. One that does not accept its settings is looked for anew.
		this.fallTo(error === null ? REGISTERED : UNKNOWN);
		this.modem.next();
	}

	/** The script of a stage has ended. */
	private onLed(error: ErrorCode | null): void {
		if (error === null) return this.reach();
		if (error === "notRegistered") return this.search();
		if (error === "bearer") return this.backOff();
		if (error === "sim" && this.isBlocked) error = "simBlocked";
		// A modem that does without its SIM may have misunderstood AT+CFUN=1: it is told once more.
		const isFirst = error === "sim" && this.searches === 0;
		if (isFirst) {
			this.searches = 1;
			this.modem.machine.trustSettings(false);
		}
		if (isFirst || this.mayRetry(error)) this.advance(CONNECTED, true);
		else this.fail(this.stage === REGISTERED && error !== "noAnswer" ? "bearer" : error);
	}

	/** A damaged answer says nothing about the modem, and one that ends everything is not believed alone: the script is run once more. */
	private mayRetry(error: ErrorCode): boolean {
		this.stageTries++;
		if (this.stageTries >= STAGE_TRIES) return false;
		return error === "timeout" || error === "protocol" || error === "command" || error === "simBlocked";
	}

	private run(phase: number, script: Script): void {
		const machine = this.modem.machine;
		const time = phase === FILLING ? machine.fill(script === FIND_PATIENTLY) : 0;
		this.phase = phase;
		this.nextScript = script;
		if (time > 0) return machine.wait(time, this);
		if (phase === FILLING) this.phase = FINDING;
		// Results may be digits.
		if (this.phase === FINDING) machine.trustSettings(false);
		machine.run(MODEM_COMMANDS, script, this);
	}

	/** The network has not taken the modem: asks again, until it has denied for long enough or the time is over. */
	private search(): void {
		this.searches++;
		this.denials = this.modem.registration === DENIED ? this.denials + 1 : 0;
		if (this.denials >= DENIED_TRIES) return this.fail("denied");
		if (this.searches >= REGISTRATION_TRIES) return this.fail("notRegistered");
		this.phase = SEARCHING;
		this.modem.machine.wait(RETRY_PAUSE, this);
	}

	/** The bearer was refused: asks for it again after 2, 4, 8 … s, until it has been refused for long enough. */
	private backOff(): void {
		this.refusals++;
		if (this.refusals % CONNECT_TRIES === 0) return this.fail("bearer");
		const delay = BACKOFF_TIME << ((this.refusals % CONNECT_TRIES) - 1);
		this.phase = BACKING_OFF;
		this.modem.machine.wait(delay, this);
		this.modem.onRecovery(this.refusals * 2 === CONNECT_TRIES ? NETWORK : BEARER, delay);
	}

	private takeRung(): void {
		const rung = this.modem.recovery.due;
		const pins = this.modem.pins;
		// The modem has restarted during the pause: the start that follows does more than the rung.
		if (rung < RESTART_RUNG && this.stage === UNKNOWN) return this.onClimbed(null);
		if (rung === RESET_RUNG && (pins.has("reset") || pins.has("powerKey") || pins.has("supply"))) {
			this.modem.recovery.settle();
			this.stage = UNKNOWN;
			this.plan = 0;
			return this.play(pins.has("reset") ? pins.resetPulse : pins.powerOn);
		}
		this.run(CLIMBING, RUNGS[rung * 2 + 1]!);
	}

	private onClimbed(error: ErrorCode | null): void {
		const rung = this.modem.recovery.due;
		this.modem.recovery.settle();
		if (rung === LOOK) this.modem.machine.trustSettings(true);
		this.stage =
			this.stage === UNKNOWN || error === "noAnswer" || (rung === LOOK && error !== null)
				? UNKNOWN
				: rung < RESTART_RUNG
					? ANSWERING
					: UNKNOWN;
		this.phase = STANDING;
		// What has been told to restart is waited for before anything else is tried.
		if (rung >= RESTART_RUNG) {
			this.plan = 0;
			return this.runAt(this.modem.baud, FINDING, FIND);
		}
		this.modem.next();
	}

	private reach(): void {
		this.phase = STANDING;
		this.stageTries = 0;
		this.searches = 0;
		// The SIM is ready: a PIN that it was given was the right one.
		if (this.stage === ANSWERING && this.pin !== undefined) this.slots[PIN] = this.pin;
		this.stage++;
		if (this.stage === CONNECTED) this.refusals = 0;
		this.modem.onStage();
	}

	private fail(error: ErrorCode): void {
		this.phase = STANDING;
		this.stageTries = 0;
		// The modem may have restarted without a word: the next start takes nothing for granted.
		this.stage = UNKNOWN;
		this.modem.onStartFailed(error);
	}

	// Finding the modem.

	private followPlan(): void {
		if (this.plan <= FIRST_LOOKS) this.modem.queue.search();
		while (this.plan < PLAN.length) {
			const action = PLAN[this.plan]!;
			this.plan++;
			if (this.act(action)) return;
		}
		this.fail("noAnswer");
	}

	/** Does one entry of the plan; false if there is nothing to do. */
	private act(action: number): boolean {
		const pins = this.modem.pins;
		const canPower = pins.has("powerKey") || pins.has("supply");
		const running = action < 0 ? pins.running() : -1;
		switch (action) {
			case QUICK:
				// Without a key the look is a long one at once; with STATUS there is nothing to find out.
				if (!canPower || running === 0) return false;
				this.runAt(this.modem.baud, FILLING, running === 1 ? FIND : FIND_QUICKLY);
				return true;
			case POWER:
				if (!canPower) this.runAt(this.modem.baud, FILLING, FIND);
				else if (running === 1) return false;
				else this.play(pins.powerOn);
				return true;
			case POWER_AGAIN:
				if (canPower && running !== 1) this.play(pins.powerOn);
				// The rates that follow in the plan have been tried with nothing changed since.
				else while (this.plan < PLAN.length && PLAN[this.plan]! > 0) this.plan++;
				return canPower && running !== 1;
			case RESET:
				if (!pins.has("reset")) return false;
				this.play(pins.resetPulse);
				return true;
			case LEAVE_DATA:
				if (canPower || pins.has("reset")) return false;
				this.phase = GUARDING;
				this.modem.machine.wait(ESCAPE_TIME, this);
				return true;
			case OUTLAST:
				// The key is not pressed while STATUS says that the modem runs.
				if ((canPower && running !== 1) || pins.has("reset") || !this.modem.machine.mayTakePayload) return false;
				this.runAt(this.modem.baud, FILLING, FIND_PATIENTLY);
				return true;
			default:
				if (action === this.baud) return false;
				this.runAt(action, FINDING, FIND_AT_OTHER_RATE);
				return true;
		}
	}

	private play(sequence: readonly PinStep[]): void {
		this.sequence = sequence;
		this.sequenceIndex = 0;
		this.switchOn();
	}

	/** Sets the next pins of the sequence, up to one that has to be waited for. */
	private switchOn(): void {
		const sequence = this.sequence!;
		while (this.sequenceIndex < sequence.length) {
			const step = sequence[this.sequenceIndex]!;
			this.sequenceIndex++;
			this.modem.pins.drive(step[0], step[1]);
			if (step[2] > 0) {
				this.phase = SWITCHING;
				return this.modem.machine.wait(step[2], this);
			}
		}
		this.runAt(this.modem.baud, FINDING, FIND);
	}

	/** Runs a script at a rate. The port is closed and opened from the timer: the ESP32's must not be closed from its own callback. */
	private runAt(baud: number, phase: number, script: Script): void {
		if (baud === this.baud) return this.run(phase, script);
		this.baud = baud;
		this.nextPhase = phase;
		this.nextScript = script;
		this.phase = CHANGING;
		this.modem.machine.wait(1, this);
	}

	/** The modem has the wanted rate. It is stored there if that is wanted: the modem is the user's. */
	private keep(): void {
		if (this.modem.handlers.store) this.run(SAVING, SAVE);
		else this.reach();
	}

	private onFixed(error: ErrorCode | null): void {
		if (error !== null) {
			this.keepRate = true;
			return error === "noAnswer" ? this.followPlan() : this.reach();
		}
		if (this.baud === this.modem.baud) return this.keep();
		this.runAt(this.modem.baud, VERIFYING, FIND_AT_OTHER_RATE);
	}
}
