import { type ErrorCode, ModemError } from "../at/error.js";
import {
	CONNECT_TICKS,
	CONTEXT_TRIES,
	DRAIN_TICKS,
	POLL_TICKS,
	REFUSED_TICKS,
	SEND_LEAST,
	SEND_LIMIT,
	SOCKETS,
	START_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, type Script, type Task, UPLOAD_SIZE } from "../at/script.js";
import { hasWord, NO_WORD } from "../at/words.js";
import { APN as BEARER_APN, PASSWORD as BEARER_PASSWORD, USER as BEARER_USER } from "../modem/commands.js";
import { coreOf, type Listener, type ModemCore } from "../modem/core.js";
import type { Modem } from "../modem/modem.js";
import { LATE, Operation, type Work } from "../modem/operation.js";
import { REGISTERED } from "../modem/stages.js";
import type { RuntimeTimer, TimerTarget } from "../runtime/runtime.js";
import { COMMA, NINE, ZERO } from "../uart/ascii.js";
import { CHUNK_START } from "../uart/memory.js";
import {
	ALREADY_CONNECT,
	APN,
	ARRIVAL,
	ASK,
	ASK_ARRIVED,
	CLOSE,
	CLOSE_OK,
	CLOSED,
	CONNECT_FAIL,
	CONNECT_OK,
	CONNECTED,
	CONNECTING,
	HOST,
	lastText,
	LENGTH,
	NUMBER,
	OPEN_CONTEXT,
	PASSWORD,
	PORT,
	PROTOCOL,
	QUICK,
	READ,
	SEND,
	SEND_FAIL,
	SEND_OK,
	SHUT_OK,
	SOCKET_COMMANDS,
	START,
	USER,
} from "./commands.js";
import { HEADER } from "./buffers.js";
import {
	ASKING,
	CAME_LATE,
	CLOSING,
	CONFIRMING,
	type Connection,
	FAILED,
	NOTHING,
	OPEN,
	OPENING,
	READABLE,
	READING,
	SENDING,
	WAITING,
	WRITABLE,
} from "./connection.js";

// What a turn does beside what a connection is due (`connection.ts`).
const OPENING_CONTEXT = 6;
const STARTING = 7;
const TALLYING = 8;

/** Whose turn it is: a connection by its number, those that are to be opened, or the guest. */
const STARTS = SOCKETS;
const GUEST: number = SOCKETS + 1;

const TICK_TIME = 1000;
/** Nothing has been answered. */
const NO_ANSWER = -1;

/** Another user of the context. */
export interface ContextGuest {
	/** The context is to be opened for it. */
	readonly wantsContext: boolean;
	/** It is open, or cannot be opened. */
	onContext(error: ErrorCode | null): void;
}

/** A second has passed: called with the {@link Stack} in an object, for a timer knows no other method. */
function onTick(this: { readonly stack: Stack }): void {
	this.stack.onTick();
}

/**
 * The connections of one modem. They share it with everything else through its queue: a turn is one command for one of them, then the others have theirs,
 * and whatever else waits.
 */
// subset: allow call-depth — lives as long as the modem
export class Stack implements Work, Listener, Task {
	next: Listener | null = null;
	readonly slots: Parameter[];
	/** What is answered belongs to this one, whose number is in `slots`. */
	private connection: Connection | null = null;
	private action: number = NOTHING;
	private got: number = NO_ANSWER;
	private left = 0;
	/** The bytes of a send are on their way. */
	private isSupplied = false;
	/** Lines that meant nothing, before the read: payload without its header may look so. */
	private strays = 0;
	/** Whose turn it was. */
	private turn: number = GUEST;
	/** A turn waits for the modem, or has it. */
	private isQueued = false;
	/** The timer is about to call. */
	private isAwake = false;
	private isTicking = false;
	/** The modem is not used any more. */
	private isOver = false;
	/** The context is open. */
	isUp = false;
	private tries = 0;
	/** Numbers that are to be closed, and those that are to be closed at once, as bits. */
	private closing = 0;
	private quick = 0;
	/** By number in the modem. */
	private readonly live: (Connection | null)[] = [];
	/** What the application has open. */
	private readonly members: (Connection | null)[] = [];
	/** Who else uses the context. */
	guest: ContextGuest | null = null;
	private readonly timer: RuntimeTimer;
	private readonly ticker: RuntimeTimer;
	private readonly operation: Operation;
	readonly modem: ModemCore;

	constructor(modem: ModemCore) {
		const runtime = modem.runtime;
		this.modem = modem;
		const slots: Parameter[] = [];
		const none = new Uint8Array(0);
		slots[APN] = modem.slots[BEARER_APN];
		slots[USER] = modem.slots[BEARER_USER] ?? none;
		slots[PASSWORD] = modem.slots[BEARER_PASSWORD] ?? none;
		slots[PROTOCOL] = slots[HOST] = none;
		slots[NUMBER] = slots[PORT] = slots[LENGTH] = slots[QUICK] = slots[UPLOAD_SIZE] = 0;
		this.slots = slots;
		for (let i = 0; i < SOCKETS; i++) {
			this.live.push(null);
			this.members.push(null);
		}
		this.operation = new Operation(modem, "socket", REGISTERED, this, this, this.onTurnEnded);
		this.timer = runtime.createTimer(this);
		this.ticker = runtime.createTimer({ stack: this, onTimer: onTick } as TimerTarget);
		modem.listen(this);
	}

	// What the faces call.

	/** Connects as soon as the modem allows it. Throws `busy` if there are too many, `cancelled` if the modem is closed. */
	enter(connection: Connection): void {
		if (this.isOver) throw new ModemError("cancelled", "the modem is closed: create a new one");
		const place = this.members.indexOf(null);
		if (place < 0) throw new ModemError("busy", "the modem has " + SOCKETS + " sockets: close one");
		this.members[place] = connection;
		if (this.isSought) connection.state = CAME_LATE;
		this.wake();
	}

	/** The modem is being looked for on behalf of what waits: what comes of that does not concern whatever comes now. */
	get isSought(): boolean {
		return this.isQueued && this.action === NOTHING && this.operation.status !== LATE;
	}

	/** The application has closed it: what it has written still goes out. */
	leave(connection: Connection): void {
		connection.face = null;
		connection.events = 0;
		const place = this.members.indexOf(connection);
		if (place >= 0) this.members[place] = null;
		const number = this.live.indexOf(connection);
		if (number >= 0) {
			if (connection.state === OPENING) this.detach(number, true);
			else {
				connection.isClosing = true;
				connection.deadline = DRAIN_TICKS;
			}
		}
		this.wake();
	}

	/** Something has changed: looks, from the timer, what there is to tell and to do. */
	wake(): void {
		if (this.isAwake) return;
		this.isAwake = true;
		this.timer.schedule(0);
		if (this.isTicking || this.isOver) return;
		this.isTicking = true;
		this.ticker.schedule(TICK_TIME);
	}

	// What the timers call.

	/** One call of the application a turn of the timer: one that throws keeps no other from being called. */
	onTimer(): void {
		this.isAwake = false;
		this.pump();
		const members = this.members;
		let place = 0;
		let left = 0;
		for (; place < SOCKETS; place++) {
			const member = members[place]!;
			if (member === null) continue;
			if (member.next !== NOTHING) break;
			left++;
		}
		if (place === SOCKETS) {
			// Nobody is left who could be told anything, by a modem that is not used any more.
			if (!this.isOver || this.isAwake || left > 0) return;
			this.isAwake = true;
			this.timer.close();
			this.ticker.close();
			return;
		}
		const told = members[place]!;
		const event = told.next;
		// The next turn is another one's.
		for (; place < SOCKETS - 1; place++) members[place] = members[place + 1]!;
		members[place] = event === FAILED ? null : told;
		this.wake();
		told.tell(event);
	}

	onTick(): void {
		let isBusy = this.closing !== 0;
		for (let i = 0; i < SOCKETS; i++) {
			const connection = this.live[i]!;
			if (connection !== null || this.members[i] !== null) isBusy = true;
			if (connection === null) continue;
			connection.isPaused = false;
			if (connection.deadline > 0) connection.deadline--;
			else if (connection.state === OPENING) connection.suspect("timeout");
			connection.polled++;
			if (connection.polled < POLL_TICKS || connection.state !== OPEN) continue;
			connection.polled = 0;
			connection.hasData = true;
		}
		this.isTicking = false;
		if (isBusy) this.wake();
	}

	// What the core tells.

	onURC(scanner: Scanner): boolean {
		const bytes = scanner.bytes;
		const start = scanner.start;
		if (hasWord(scanner, ARRIVAL)) return this.onArrival(scanner);
		const number = bytes[start]! - ZERO;
		if (number < 0 || number >= SOCKETS || bytes[start + 1] !== COMMA || scanner.word === NO_WORD) return false;
		return this.onWord(number, scanner.wordFrom(start + 2));
	}

	onReleased(): void {
		let isLive = false;
		for (let i = 0; i < SOCKETS; i++) {
			const connection = this.live[i]!;
			if (connection === null) continue;
			connection.suspect("bearerLost");
			isLive = true;
		}
		if (!isLive) this.isUp = false;
		if (this.isQueued && this.action === OPENING_CONTEXT) this.modem.machine.cancel("bearer");
		this.wake();
	}

	onLost(code: ErrorCode): void {
		this.isOver = code === "cancelled" || code === "port";
		this.isUp = false;
		this.closing = this.quick = 0;
		for (let i = 0; i < SOCKETS; i++) {
			const connection = this.live[i]!;
			this.live[i] = null;
			if (connection !== null) connection.fail(code);
		}
		if (this.isOver) this.endWaiting(code);
		this.wake();
	}

	// A turn.

	/** Submits a turn, if there is something to do and none is waiting. */
	private pump(): void {
		if (this.isQueued || this.isOver) return;
		if (this.pick() === NOTHING) return;
		this.isQueued = true;
		this.action = NOTHING;
		this.operation.renew();
		this.modem.submitTurn(this.operation);
	}

	/** What is due, of the one whose turn is next. */
	private pick(): number {
		for (let i = 0; i <= GUEST; i++) {
			this.turn = this.turn === GUEST ? 0 : this.turn + 1;
			const action = this.dueOf(this.turn);
			if (action !== NOTHING) return action;
		}
		return NOTHING;
	}

	private dueOf(turn: number): number {
		if (turn < SOCKETS) {
			if (((this.closing >> turn) & 1) !== 0) return CLOSING;
			const connection = this.live[turn]!;
			return connection === null ? NOTHING : connection.due;
		}
		if (turn === STARTS) {
			if (this.waiting === null || this.free < 0) return NOTHING;
			return this.isUp ? STARTING : OPENING_CONTEXT;
		}
		return !this.isUp && this.guest !== null && this.guest.wantsContext ? OPENING_CONTEXT : NOTHING;
	}

	/** The connection that has waited longest for a number. */
	private get waiting(): Connection | null {
		for (let i = 0; i < SOCKETS; i++) {
			const member = this.members[i]!;
			if (member !== null && (member.state === WAITING || member.state === CAME_LATE)) return member;
		}
		return null;
	}

	/** A number that the modem can be given, another than the last one if there is one; -1 if there is none. */
	private get free(): number {
		let number = this.slots[NUMBER] as number;
		for (let i = 0; i < SOCKETS; i++) {
			number = number === SOCKETS - 1 ? 0 : number + 1;
			if (this.live[number] === null && ((this.closing >> number) & 1) === 0) return number;
		}
		return -1;
	}

	begin(): void {
		let action = this.dueOf(this.turn);
		if (action === NOTHING) action = this.pick();
		this.action = action;
		this.got = NO_ANSWER;
		this.connection = null;
		if (action === NOTHING) return this.operation.end(null, 0);
		if (this.turn < SOCKETS) this.slots[NUMBER] = this.turn;
		this.modem.machine.run(SOCKET_COMMANDS, this.prepare(action), this);
	}

	/** Fills in the parameters of a turn; its script. */
	private prepare(action: number): Script {
		const slots = this.slots;
		const number = slots[NUMBER] as number;
		switch (action) {
			case OPENING_CONTEXT:
				return OPEN_CONTEXT;
			case STARTING: {
				const started = this.waiting!;
				const free = this.free;
				this.connection = this.live[free] = started;
				started.state = OPENING;
				started.deadline = CONNECT_TICKS;
				slots[NUMBER] = free;
				slots[PROTOCOL] = started.protocol;
				slots[HOST] = started.host;
				slots[PORT] = started.port;
				return START;
			}
			case CLOSING: {
				const closed = this.live[number]!;
				if (closed !== null) this.detach(number, closed.buffers.sent.count > 0 || closed.isUnconfirmed);
				slots[QUICK] = (this.quick >> number) & 1;
				return CLOSE;
			}
		}
		const connection = this.live[number]!;
		this.connection = connection;
		connection.hasRead = action === READING;
		if (action === ASKING) return ASK;
		if (action === CONFIRMING) return ASK_ARRIVED;
		const most = this.modem.memory.chunkSize;
		if (action === READING) {
			const size = connection.readSize;
			// Whatever comes from here on is news.
			connection.hasData = false;
			connection.polled = 0;
			slots[LENGTH] = size < most ? size : most;
			this.strays = this.modem.statistics.unsolicited;
			return READ;
		}
		const sent = connection.buffers.sent;
		const bytes = connection.buffers.bytes;
		const count = connection.isStream ? sent.count : (bytes[sent.first]! << 8) | bytes[sent.first + 1]!;
		const limit = connection.limit < most && connection.isStream ? connection.limit : most;
		slots[UPLOAD_SIZE] = count < limit ? count : limit;
		this.isSupplied = false;
		return SEND;
	}

	/** A connection keeps what it is doing: only the modem's bearer can be lost, which it does not use. */
	interrupt(_error: ErrorCode): void {}

	onUpload(): void {
		if (this.isSupplied) return;
		this.isSupplied = true;
		const modem = this.modem;
		const count = this.slots[UPLOAD_SIZE] as number;
		const connection = this.connection!;
		if (!connection.isStream) connection.buffers.sent.drop(HEADER);
		connection.buffers.sent.copy(modem.memory.bytes, CHUNK_START, count);
		modem.machine.upload.supply(CHUNK_START, CHUNK_START + count);
	}

	onLine(scanner: Scanner): boolean {
		const values = scanner.values;
		const number = this.slots[NUMBER] as number;
		switch (this.action) {
			case OPENING_CONTEXT:
				// Its last line is the address, and nothing else of the modem's begins like one.
				return scanner.word === SHUT_OK || (scanner.bytes[scanner.start]! <= NINE && scanner.bytes[scanner.start + 1] !== COMMA);
			case CLOSING:
				return scanner.bytes[scanner.start] === ZERO + number && scanner.wordFrom(scanner.start + 2) === CLOSE_OK;
			case ASKING:
				if (values[0] !== number) return false;
				this.got = lastText(scanner);
				return true;
			case CONFIRMING:
			case TALLYING:
				this.got = values[this.action === TALLYING ? 0 : 2]!;
				return scanner.count === 3;
			case SENDING:
				if (!this.isSupplied || values[0] !== number || values[1]! < 1 || values[1]! > (this.slots[UPLOAD_SIZE] as number)) return false;
				this.got = values[1]!;
				return true;
		}
		return this.onHeader(values, number);
	}

	/** `+CIPRXGET:2,n,got,left`: as much as was asked for, unless there is no more; and no less in all than the modem had before. */
	private onHeader(values: Int32Array, number: number): boolean {
		const got = values[2]!;
		const left = values[3]!;
		const asked = this.slots[LENGTH] as number;
		if (values[0] !== 2 || values[1] !== number || got < 0 || left < 0 || got > asked) return false;
		if ((left > 0 && got < asked && this.connection!.isStream) || got + left < this.connection!.known) return false;
		this.got = got;
		this.left = left;
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		if (operation.isLost(error)) return;
		if (error === null && this.isPart) return this.askTally();
		this.settle(error);
		operation.end(null, 0);
	}

	/** Not all bytes of a stream have been taken, or a digit has been lost. */
	private get isPart(): boolean {
		return this.action === SENDING && this.connection!.isStream && this.got > 0 && this.got < (this.slots[UPLOAD_SIZE] as number);
	}

	/** How many bytes the modem has had of the connection says how many of the last ones it has taken. */
	private askTally(): void {
		this.action = TALLYING;
		this.left = this.got;
		this.got = NO_ANSWER;
		this.modem.machine.run(SOCKET_COMMANDS, ASK_ARRIVED, this);
	}

	/** The turn has ended, or its start could not be: something waits that the modem cannot be brought to. */
	private onTurnEnded(error: ModemError | null): void {
		this.isQueued = false;
		// The modem is being closed: what is submitted now would never be begun.
		if (error !== null && (error.code === "cancelled" || error.code === "port")) this.isOver = true;
		// Without a search nobody came late, and nothing waited in vain. One that had begun has told its own.
		if (this.operation.status !== LATE) this.endWaiting(error !== null && this.action === NOTHING ? error.code : null);
		this.pump();
	}

	private settle(error: ErrorCode | null): void {
		const connection = this.connection;
		const number = this.slots[NUMBER] as number;
		switch (this.action) {
			case OPENING_CONTEXT:
				return this.onContext(error);
			case CLOSING:
				this.closing &= ~(1 << number);
				this.quick &= ~(1 << number);
				return;
		}
		// The application, or the modem, may have closed it meanwhile.
		if (connection === null || this.live[number] !== connection) return;
		switch (this.action) {
			case STARTING:
				if (error !== null) this.onStartRefused(connection, number);
				return;
			case ASKING:
				return this.onAsked(connection, number, error);
			case CONFIRMING:
				// A firmware that does not say so is believed to have sent it; what is damaged is asked again.
				connection.isPaused = connection.isUnconfirmed = error !== null || this.got > 0;
				return;
			case TALLYING:
				return this.onTallied(connection, number, error);
			case SENDING:
				return this.onSent(connection, number, error);
			default:
				this.onReceived(connection, number, error);
		}
	}

	private onContext(error: ErrorCode | null): void {
		this.isUp = error === null;
		this.tries = this.isUp ? 0 : this.tries + 1;
		if (error !== null) {
			this.modem.recovery.note(error);
			if (this.tries < CONTEXT_TRIES) return;
			this.tries = 0;
			return this.endWaiting(error);
		}
		if (this.guest !== null && this.guest.wantsContext) this.guest.onContext(null);
	}

	/** The number may be in use, for something that was there before; or the context has gone. */
	private onStartRefused(connection: Connection, number: number): void {
		this.detach(number, true);
		if (!this.hasLive) this.isUp = false;
		connection.refusals++;
		if (connection.refusals < START_TRIES) connection.state = WAITING;
		else this.fail(connection, "connect");
	}

	private onAsked(connection: Connection, number: number, error: ErrorCode | null): void {
		const verdict = connection.verdict!;
		if (error !== null && error !== "command") return this.drop(connection, number, error);
		const isThere = this.got === CONNECTED || (this.got === CONNECTING && connection.deadline > 0);
		if (isThere) {
			// It has refused to say what it holds.
			if (verdict === "network") return this.drop(connection, number, "protocol");
			connection.hasData = true;
			connection.verdict = null;
			if (this.got === CONNECTED) this.onOpened(connection);
			return;
		}
		if (this.got === CONNECTING) return this.drop(connection, number, verdict);
		this.live[number] = null;
		this.fail(connection, verdict);
		if (verdict === "bearerLost" && !this.hasLive) this.isUp = false;
	}

	/**
	 * All have been taken, and the first number has lost a digit; or that one is right, and what has been sent of them is no more. A firmware that has only the
	 * first is believed.
	 */
	private onTallied(connection: Connection, number: number, error: ErrorCode | null): void {
		const taken = this.got < 0 ? this.left : this.got - connection.tally;
		const isWhole = taken === this.slots[UPLOAD_SIZE];
		if (error !== null || (taken > this.left && !isWhole)) return this.drop(connection, number, error ?? "protocol");
		this.got = isWhole ? taken : this.left;
		this.onSent(connection, number, null);
	}

	private onSent(connection: Connection, number: number, error: ErrorCode | null): void {
		const limit = connection.limit;
		if (error === null && this.got > 0) {
			if (connection.isStream) connection.tally += this.got;
			connection.buffers.sent.drop(connection.isStream ? this.got : (this.slots[UPLOAD_SIZE] as number));
			connection.refusals = 0;
			connection.isUnconfirmed = connection.isStream;
			if (limit < SEND_LIMIT) connection.limit = limit << 1;
			return this.raise(connection, WRITABLE);
		}
		// Nobody knows what has been taken.
		if (error !== "command") return this.drop(connection, number, error ?? "protocol");
		if (this.isSupplied) return this.drop(connection, number, "network");
		connection.refusals++;
		if (connection.refusals > REFUSED_TICKS) return this.drop(connection, number, "timeout");
		if (limit > SEND_LEAST) connection.limit = limit >> 1;
		connection.isPaused = true;
		this.onClosed(connection);
	}

	private onReceived(connection: Connection, number: number, error: ErrorCode | null): void {
		const modem = this.modem;
		const count = this.got;
		if (error !== null || count < 0) {
			if (error !== null || modem.statistics.unsolicited !== this.strays) {
				// What was lost is lost for ever.
				if (connection.isStream) return this.drop(connection, number, error ?? "protocol");
				connection.known = 0;
				connection.hasData = true;
				return;
			}
			connection.isDrained = true;
			return connection.suspect("network");
		}
		connection.known = this.left;
		if (this.left > 0) connection.hasData = true;
		if (count === 0) return;
		connection.receive(modem.memory, count);
		modem.recovery.note(null);
		this.raise(connection, READABLE);
	}

	// What becomes of a connection.

	private onOpened(connection: Connection): void {
		const isNews = connection.state === OPENING;
		connection.state = OPEN;
		connection.verdict = null;
		connection.isDrained = false;
		if (!isNews) return;
		connection.refusals = 0;
		this.modem.recovery.note(null);
		this.raise(connection, WRITABLE);
	}

	/** It may have been closed: what the modem still holds is read, then it is asked for the state. */
	private onClosed(connection: Connection): void {
		connection.suspect("closed");
		connection.hasData = true;
	}

	private raise(connection: Connection, event: number): void {
		if (connection.face !== null) connection.events |= event;
		this.wake();
	}

	/** The number is to be closed in the modem; at once, or after what has been sent. */
	private detach(number: number, quick: boolean): void {
		this.live[number] = null;
		this.closing |= 1 << number;
		if (quick) this.quick |= 1 << number;
	}

	/** The modem still has it, and nobody can use it. */
	private drop(connection: Connection, number: number, code: ErrorCode): void {
		this.detach(number, true);
		this.fail(connection, code);
	}

	/** Where another connection works, it is not the modem's fault. */
	private fail(connection: Connection, code: ErrorCode): void {
		connection.fail(code);
		if (code !== "closed" && !this.hasLive) this.modem.recovery.note(code);
	}

	private get hasLive(): boolean {
		for (let i = 0; i < SOCKETS; i++) if (this.live[i] !== null) return true;
		return false;
	}

	/** A turn has ended. What waits ends with `code`, if there is one; what came late has had no search yet, and waits like the others from here on. */
	private endWaiting(code: ErrorCode | null): void {
		for (let i = 0; i < SOCKETS; i++) {
			const member = this.members[i]!;
			if (member === null) continue;
			const isLate = member.state === CAME_LATE;
			if (isLate && (code === null || code === "noAnswer")) member.state = WAITING;
			else if (code !== null && (isLate || member.state === WAITING)) member.fail(code);
		}
		if (code !== null && this.guest !== null && this.guest.wantsContext) this.guest.onContext(code);
	}

	// Unsolicited lines.

	private onArrival(scanner: Scanner): boolean {
		scanner.parse();
		if (scanner.values[0] !== 1) return false;
		const connection = this.live[scanner.values[1]!];
		if (connection) {
			connection.hasData = true;
			this.wake();
		}
		return true;
	}

	/** `n, WORD` */
	private onWord(number: number, word: number): boolean {
		const connection = this.live[number]!;
		switch (word) {
			case CONNECT_OK:
				// One that nobody waits for any more.
				if (connection === null) this.detach(number, true);
				else if (connection.state === OPENING) this.onOpened(connection);
				break;
			case CONNECT_FAIL:
				if (connection !== null && connection.state === OPENING) connection.suspect("connect");
				break;
			case CLOSED:
				if (connection === null) break;
				if (connection.state === OPENING) connection.suspect("connect");
				else this.onClosed(connection);
				break;
			case SEND_FAIL:
				if (connection !== null) connection.suspect("network");
				break;
			case CLOSE_OK:
			case ALREADY_CONNECT:
			case SEND_OK:
				return true;
			default:
				return false;
		}
		this.wake();
		return true;
	}
}

/** The connections of a modem. */
export function stackOf(modem: Modem): Stack {
	const core = coreOf(modem);
	for (let listener = core.listener; listener !== null; listener = listener.next) if (listener instanceof Stack) return listener;
	return new Stack(core);
}
