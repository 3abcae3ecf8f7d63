import type { ErrorCode } from "../at/error.js";
import { CYCLE, PREPARE, RESTART, STOP } from "./commands.js";

/*
	The ladder (docs/recovery.md). An operation that needs the network and fails for a reason that may lie in the modem climbs it by one rung, before
	the next operation begins; one that succeeds, or is answered by a server, puts the driver back at its foot.

	failures in a row    rung
	1                    look     the settings, SIM, registration and bearer are asked again
	2                    bearer   closed, and opened again
	3                    network  left and joined again (CFUN=0, CFUN=1)
	4                    restart  CFUN=1,1
	5                    reset    by NRESET, the supply or the power key; CFUN=1,1 if none of them is wired
	8, 16, 32 …          reset    after a pause that doubles
	any other            look and bearer by turns
*/

/** A rung of the ladder, as the application is told of it. */
export type RungName = "look" | "bearer" | "network" | "restart" | "reset";

export const LOOK = 0;
export const BEARER = 1;
export const NETWORK = 2;
export const RESTART_RUNG = 3;
export const RESET = 4;
/** No rung is due. */
export const NONE = -1;

/** Names by rung. */
export const RUNG_NAMES: readonly RungName[] = Object.freeze(["look", "bearer", "network", "restart", "reset"] as const);
/** By rung: the ms before it, and its script; the last is for a modem without pins. One array, for each is seven slots of flash. */
export const RUNGS: Int32Array = new Int32Array([0, PREPARE, 2000, STOP, 5000, CYCLE, 10_000, RESTART, 20_000, RESTART]);
/** The pause before a reset doubles at most five times: up to 640 s. */
const DOUBLINGS = 5;

/** Where on the ladder the driver stands. */
export class Recovery {
	/** The rung that has to be climbed before the next operation; {@link NONE} if there is none, or it is of no use. */
	due: number = NONE;
	/** Failures in a row. */
	private failures = 0;

	/** The rung has been climbed, or is of no use. @inline */
	settle(): void {
		this.due = NONE;
	}

	/** An operation that needs the network, or a start, has ended. */
	note(error: ErrorCode | null): void {
		switch (error) {
			// A server has answered: modem and network work.
			case null:
			case "notHttp":
			case "server":
			case "reply":
			case "user":
			case "password":
			case "type":
			case "rest":
			case "operate":
			case "upload":
			case "download":
			case "rangeIgnored":
				this.failures = 0;
				this.due = NONE;
				return;
			// Nothing that a modem can be told would help; its state may be another than it was.
			case "simLocked":
			case "simBlocked":
			case "pin":
			case "denied":
			case "passive":
			case "active":
			case "quit":
			case "incomplete":
			case "unconfirmed":
				this.due = LOOK;
				return;
			// Nobody's failure.
			case "argument":
			case "busy":
			case "unsupported":
			case "cancelled":
			case "underrun":
			case "stalled":
			case "port":
				return;
		}
		// The modem, or its connection, may need more than patience.
		this.failures++;
		const failures = this.failures;
		if (failures <= RESET + 1) this.due = failures - 1;
		else if ((failures & 1) !== 0) this.due = LOOK;
		else this.due = (failures & (failures - 1)) === 0 ? RESET : BEARER;
	}

	/** ms before the rung that is due. */
	get delay(): number {
		const delay = RUNGS[this.due * 2]!;
		if (this.due !== RESET) return delay;
		let doublings = 0;
		while (doublings < DOUBLINGS && 8 << doublings <= this.failures) doublings++;
		return delay << doublings;
	}
}
