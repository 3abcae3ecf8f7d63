import { type ErrorCode, ModemError } from "../at/error.js";
import { RESOLVE_TIME, RESOLVED_TIME } from "../at/limits.js";
import { command, Packer, step } from "../at/pack.js";
import type { Scanner } from "../at/scanner.js";
import type { Commands, Parameter, Script } from "../at/script.js";
import { hasWord, word } from "../at/words.js";
import type { Listener, ModemCore } from "../modem/core.js";
import { Operation, type Work } from "../modem/operation.js";
import { REGISTERED } from "../modem/stages.js";
import type { RuntimeTimer } from "../runtime/runtime.js";
import type { ContextGuest, Stack } from "../socket/stack.js";
import { QUOTE } from "../uart/ascii.js";

const packer = /* @__PURE__ */ new Packer();

/** Slot of the name. */
const NAME = 1;
/** `+CDNSGIP: 1,"name","address"` or `+CDNSGIP: 0,error`, some time after the command's OK. */
const ANSWER = word("+CDNSGIP");
const RESOLVE: Script = packer.script([step(command(['AT+CDNSGIP="', NAME, '"'], { limit: RESOLVE_TIME }))]);
const NAME_COMMANDS: Commands = packer.pack();

/** A name that waits for its address. */
export interface Query {
	next: Query | null;
	readonly host: Uint8Array;
	/** It is its own address: the modem is not asked. */
	readonly isKnown: boolean;
	/** The address: from `start` up to `end` (exclusive) of `bytes`. */
	onAddress(bytes: Uint8Array, start: number, end: number): void;
	onUnknown(): void;
}

/** The names of one modem, which is asked for one at a time: its answer to one that it does not know does not say which. */
export class Names implements Work, Listener, ContextGuest {
	next: Listener | null = null;
	wantsContext = false;
	readonly slots: Parameter[] = [];
	/** In the order in which they came. */
	private first: Query | null = null;
	/** The modem has been asked for the first one. */
	private isAsked = false;
	/** The operation that asks waits, or runs. */
	private isQueued = false;
	private isOver = false;
	/** The context was asked for while the modem was being looked for on behalf of others. */
	private isLate = false;
	private readonly timer: RuntimeTimer;
	private readonly operation: Operation;
	private readonly stack: Stack;

	constructor(stack: Stack) {
		const modem = stack.modem;
		this.stack = stack;
		this.operation = new Operation(modem, "resolve", REGISTERED, this, this, this.onAsked);
		this.timer = modem.runtime.createTimer(this);
		modem.listen(this);
		stack.guest = this;
	}

	/** Asks for an address as soon as the modem allows it. Throws `cancelled` if the modem is closed. */
	resolve(query: Query): void {
		if (this.isOver) throw new ModemError("cancelled", "the modem is closed: create a new one");
		let last = this.first;
		if (last === null) {
			this.first = query;
			return this.timer.schedule(0);
		}
		while (last.next !== null) last = last.next;
		last.next = query;
	}

	/** The next one's turn has come, or the answer has not. */
	onTimer(): void {
		const query = this.first;
		if (query === null || this.isQueued) return;
		if (query.isKnown) {
			this.drop();
			return query.onAddress(query.host, 0, query.host.length);
		}
		if (this.isAsked) return this.fail();
		if (!this.stack.isUp) {
			this.wantsContext = true;
			this.isLate = this.stack.isSought;
			return this.stack.wake();
		}
		this.isQueued = true;
		this.operation.renew();
		this.stack.modem.submitTurn(this.operation);
	}

	begin(): void {
		const modem: ModemCore = this.stack.modem;
		this.slots[NAME] = this.first!.host;
		modem.machine.run(NAME_COMMANDS, RESOLVE, this);
	}

	onLine(): boolean {
		return true;
	}

	/** The modem's bearer can be lost, which a name does not need. */
	interrupt(_error: ErrorCode): void {}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		if (operation.isLost(error)) return;
		this.isAsked = error === null;
		operation.end(error, 0);
	}

	private onAsked(error: ModemError | null): void {
		this.isQueued = false;
		if (error !== null) return this.fail();
		this.timer.schedule(RESOLVED_TIME);
	}

	onContext(error: ErrorCode | null): void {
		if (this.isLate && error === "noAnswer") {
			// It has a search of its own.
			this.isLate = false;
			return;
		}
		this.wantsContext = false;
		if (error !== null) this.fail();
		else this.timer.schedule(0);
	}

	onReleased(): void {
		this.onLost("bearerLost");
	}

	/** What the modem owes it does not know any more: it is asked again. */
	onLost(code: ErrorCode): void {
		this.isOver = code === "cancelled" || code === "port";
		if (!this.isOver) {
			if (this.isAsked) this.timer.schedule(0);
			this.isAsked = false;
			return;
		}
		while (this.first !== null) this.fail();
		this.timer.close();
	}

	onURC(scanner: Scanner): boolean {
		const query = this.first;
		if (!hasWord(scanner, ANSWER) || !this.isAsked || query === null) return false;
		const bytes = scanner.bytes;
		const length = query.host.length;
		scanner.parse();
		if (scanner.values[0] !== 1) {
			this.fail();
			return true;
		}
		let at = quoteFrom(scanner, scanner.colon) + 1;
		for (let i = 0; i < length; i++) if (bytes[at + i] !== query.host[i]) return false;
		at = quoteFrom(scanner, at + length + 1) + 1;
		const end = quoteFrom(scanner, at);
		if (end >= scanner.end) return false;
		this.drop();
		query.onAddress(bytes, at, end);
		return true;
	}

	/** The first one is not known. */
	private fail(): void {
		const query = this.first;
		if (query === null) return;
		this.drop();
		query.onUnknown();
	}

	private drop(): void {
		this.first = this.first!.next;
		this.isAsked = false;
		if (!this.isOver) this.timer.schedule(0);
	}
}

/** Where the next quote is, or the end of the line. */
function quoteFrom(scanner: Scanner, at: number): number {
	while (at < scanner.end && scanner.bytes[at] !== QUOTE) at++;
	return at;
}
