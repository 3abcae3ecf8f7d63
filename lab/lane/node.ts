import vm from "node:vm";
import { type Engine, type EngineOptions, FirmwareError } from "./engine.ts";
import { EventKind } from "./world.ts";

/*
 * Runs inside the firmware's realm: errors of the port model become errors of that realm, `host` and `trace` become
 * its globals, and the few things that XS adds to the language and firmware may use are there too.
 */
const PRELUDE = `(natives, config) => {
	"use strict";
	const host = { config, onEvent: undefined };
	const ports = new Map();
	const { open, close, portRead, portWrite, pinRead, pinWrite, schedule, ...others } = natives;
	const methods = {
		...others,
		open(kind, options, port, onReadable, onWritable) {
			const handle = open(kind, options);
			ports.set(handle, { kind: kind[0], repeat: -1, port, onReadable, onWritable });
			return handle;
		},
		close(handle) {
			ports.delete(handle);
			close(handle);
		},
		portRead(target) { return portRead(this.handle, target) },
		portWrite(data) { portWrite(this.handle, data) },
		pinRead() { return pinRead(this.handle) },
		pinWrite(level) { pinWrite(this.handle, level ? 1 : 0) },
		schedule(timer, delay, repeat) {
			const record = typeof timer === "object" && timer !== null ? ports.get(timer.handle) : undefined;
			if (record?.kind !== "t") throw new SyntaxError("C: xsGetHostData: invalid host data");
			record.repeat = delay === undefined ? -1 : repeat | 0;
			if (delay === undefined) schedule(timer.handle);
			else schedule(timer.handle, delay | 0, record.repeat);
		},
	};
	// As deliverToPort of lab/xs/engine/host.c.
	const dispatch = (kind, handle, value) => {
		if (!(kind >= ${EventKind.readable} && kind <= ${EventKind.edge})) return host.onEvent(kind, handle, value);
		const record = ports.get(handle);
		if (!record) return;
		if (kind !== ${EventKind.timer}) return record[kind === ${EventKind.writable} ? "onWritable" : "onReadable"].call(record.port, value);
		record.onReadable.call(globalThis, record.port);
		if (record.repeat === 0 && ports.has(handle)) methods.close(handle);
	};
	for (const [name, native] of Object.entries(methods)) {
		host[name] = function (...values) {
			try {
				return native.apply(this, values);
			} catch (error) {
				throw new (globalThis[error.name] ?? Error)(error.message);
			}
		};
	}
	delete globalThis.console;
	globalThis.host = host;
	globalThis.trace = (...values) => values.forEach(value => host.trace(String(value)));
	ArrayBuffer.fromString = text => {
		const bytes = unescape(encodeURIComponent(text));
		return Uint8Array.from(bytes, character => character.charCodeAt(0)).buffer;
	};
	String.fromArrayBuffer = buffer => decodeURIComponent(escape(String.fromCharCode(...new Uint8Array(buffer))));
	return { Promise, dispatch };
}`;

interface Realm {
	Promise: PromiseConstructor;
	dispatch(kind: number, handle: number, value: number): void;
}

/** A view of any realm, as one of this realm. */
function toView(target: unknown): ArrayBuffer | Uint8Array | number | undefined {
	if (ArrayBuffer.isView(target)) return new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
	if (typeof target === "object" && target !== null) return new Uint8Array(target as ArrayBuffer);
	return target as number | undefined;
}

/** The same bundle in a bare realm of this process. It cannot measure memory. */
export class NodeEngine implements Engine {
	readonly name = "node";
	readonly #options: EngineOptions;
	// Its own queue of promise jobs, run at the end of each evaluation: a turn ends with them, as on a microcontroller.
	readonly #context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
	readonly #turn: vm.Script;
	#realm: Realm | undefined;
	#event: [kind: number, handle: number, value: number] = [0, 0, 0];
	#rejection: Error | undefined;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.#turn = new vm.Script("host.turn()", { filename: "event" });
	}

	boot(): void {
		process.on("unhandledRejection", this.#onRejection);
		const prelude = vm.runInContext(PRELUDE, this.#context) as (natives: object, config: string) => Realm;
		this.#realm = prelude(this.#natives(), this.#options.config);
		const { host } = this.#context as { host: object };
		Object.defineProperty(host, "turn", { value: () => this.#realm!.dispatch(...this.#event) });
		this.#run(() => vm.runInContext(this.#options.script, this.#context, { filename: "firmware.js" }));
	}

	dispatch(kind: number, handle: number, value: number): void {
		this.#event = [kind, handle, value];
		this.#run(() => this.#turn.runInContext(this.#context));
	}

	/** Node tells of rejected promises in the next turn of its own event loop. */
	async stop(): Promise<string> {
		await new Promise(resolve => setImmediate(resolve));
		process.off("unhandledRejection", this.#onRejection);
		if (this.#rejection) throw this.#rejection;
		return "";
	}

	#run(evaluate: () => void): void {
		try {
			evaluate();
		} catch (error) {
			throw toFirmwareError(error);
		}
	}

	#onRejection = (reason: unknown, promise: Promise<unknown>): void => {
		if (!(promise instanceof this.#realm!.Promise)) throw reason;
		this.#rejection ??= toFirmwareError(reason);
	};

	#natives(): object {
		const { world, sinks } = this.#options;
		return {
			open: (kind: string, json: string) => world.open(kind, json),
			close: (handle: number) => world.close(handle),
			portRead: (handle: number, target: unknown) => world.read(handle, toView(target)),
			portWrite: (handle: number, data: unknown) => world.write(handle, toView(data)!),
			pinRead: (handle: number) => world.level(handle),
			pinWrite: (handle: number, level: number) => world.drive(handle, level),
			schedule: (handle: number, delay?: number, repeat?: number) => world.schedule(handle, delay, repeat),
			now: () => world.now(),
			trace: (text: unknown) => sinks.trace(String(text)),
			deliver: (view: unknown, start: number, count: number) => this.#deliver(toView(view) as Uint8Array, start, count),
			mark: (index: number) => sinks.mark(index, null),
			meter: () => 0,
			limit: () => {},
			done: (status = 0) => sinks.done(status),
		};
	}

	#deliver(bytes: Uint8Array, start: number, count: number): void {
		if (start < 0 || count < 0 || start + count > bytes.length) {
			throw new RangeError(`deliver ${count} bytes at ${start} of ${bytes.length}`);
		}
		this.#options.sinks.deliver(bytes.subarray(start, start + count));
	}
}

function toFirmwareError(error: unknown): FirmwareError {
	const { stack } = (typeof error === "object" && error !== null ? error : {}) as { stack?: string };
	return new FirmwareError(String(error), stack);
}
