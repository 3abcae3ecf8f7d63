import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, type EngineOptions, FirmwareError, type MarkReport } from "./engine.ts";
import { type Frame, Op, Wire } from "./wire.ts";

const ERROR_CLASSES = ["Error", "RangeError", "TypeError", "SyntaxError"];
const READ_FRESH = 1;
const WRITE_BYTE = 1;
const FRESH_BUFFER = 1;

interface Pipe {
	reader: number;
	writer: number;
}

/** A pipe whose ends are plain blocking descriptors, which child_process does not give. */
function openPipe(path: string): Pipe {
	const both = openSync(path, "r+"); // neither end blocks on the other while this one is open
	const pipe = { reader: openSync(path, "r"), writer: openSync(path, "w") };
	closeSync(both);
	return pipe;
}

function openPipes(): [Pipe, Pipe] {
	const folder = mkdtempSync(join(tmpdir(), "sim900-"));
	try {
		const paths = [join(folder, "to"), join(folder, "from")] as const;
		const made = spawnSync("mkfifo", ["-m", "600", ...paths]);
		if (made.status !== 0) throw new Error("cannot make named pipes (mkfifo)");
		return [openPipe(paths[0]), openPipe(paths[1])];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function readReport(payload: Buffer): MarkReport {
	const value = (index: number): number => payload.readDoubleLE(index * 8);
	return {
		slots: value(0),
		chunkBytes: value(1),
		blocks: value(2),
		keys: value(3),
		heap: { slots: value(4), chunkBytes: value(5) },
		stackSlots: value(6),
		meter: value(7),
	};
}

/** How an engine is started: descriptors 3 and 4 are its frames. */
interface Program {
	readonly name: "xs" | "mcu";
	readonly command: string;
	readonly parameters: readonly string[];
	/** The boot frame's kind and what the engine runs. */
	readonly kind: number;
	readonly script: Uint8Array;
}

const TEXT = 0;
const BYTECODE = 1;

/** `virt` is a machine that needs no boot loader; one instruction is 1 ns of its clock, whatever the host does. */
const QEMU = ["-M", "virt", "-cpu", "rv32", "-m", "128", "-bios", "none", "-display", "none", "-serial", "none", "-monitor", "none"];
const COUNTING = ["-icount", "shift=0", "-semihosting-config", "enable=on,target=native"];

/** XS on this machine; `binary` is what buildEngine has built. */
export function hostProgram(binary: string, script: string, turnLimit: number): Program {
	return { name: "xs", command: binary, parameters: [String(turnLimit)], kind: TEXT, script: Buffer.from(`${script}\0`) };
}

/** XS on an emulated RV32IMC microcontroller; `image` is what buildImage has built, `script` bytecode. */
export function mcuProgram(image: string, script: Uint8Array): Program {
	return { name: "mcu", command: "qemu-system-riscv32", parameters: [...QEMU, ...COUNTING, "-kernel", image], kind: BYTECODE, script };
}

/** XS in a process of its own, a thin proxy for the firmware: this side answers what it asks. */
export class XSEngine implements Engine {
	readonly name: "xs" | "mcu";
	readonly #program: Program;
	readonly #options: EngineOptions;
	readonly #wire: Wire;
	readonly #descriptors: number[];
	readonly #ended: Promise<string>;
	#stopped = false;
	#spent = 0;
	#scratch = Buffer.alloc(4096);

	constructor(program: Program, options: EngineOptions) {
		this.name = program.name;
		this.#program = program;
		this.#options = options;
		const [to, from] = openPipes();
		const child = spawn(program.command, program.parameters, { stdio: ["ignore", "ignore", "inherit", to.reader, from.writer] });
		closeSync(to.reader);
		closeSync(from.writer);
		this.#descriptors = [from.reader, to.writer];
		this.#wire = new Wire(from.reader, to.writer);
		this.#ended = new Promise(resolve => {
			child.on("error", error => resolve(error.message));
			child.on("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit status ${code}`));
		});
	}

	boot(): void {
		const { config, stackSlots, world } = this.#options;
		const { kind, script } = this.#program;
		const payload = Buffer.concat([Buffer.from(`${config}\0`), script]);
		world.free = true;
		this.#turn(() => this.#wire.send(Op.boot, kind, Buffer.byteLength(config), stackSlots, payload));
		world.free = false;
	}

	dispatch(kind: number, handle: number, value: number): void {
		this.#turn(() => this.#wire.send(Op.event, kind, handle, value));
		if (this.#spent) this.#options.sinks.turn({ kind, value, instructions: this.#spent });
	}

	stop(): Promise<string> {
		if (!this.#stopped) for (const descriptor of this.#descriptors) closeSync(descriptor);
		this.#stopped = true;
		return this.#ended;
	}

	#turn(begin: () => void): void {
		this.#spent = 0;
		begin();
		for (;;) {
			const frame = this.#wire.receive();
			this.#options.world.spend(frame.spent - this.#spent);
			this.#spent = frame.spent;
			if (frame.op === Op.idle) return;
			if (frame.op === Op.exception) this.#fail(frame.payload);
			if (!this.#hear(frame)) this.#answer(frame);
		}
	}

	#fail(payload: Buffer): never {
		const [message, stack] = payload.toString().split("\0");
		throw new FirmwareError(message!, stack);
	}

	/** Statements. */
	#hear({ op, kind, handle, value, payload }: Frame): boolean {
		const { world, sinks } = this.#options;
		switch (op) {
			case Op.close:
				world.close(handle);
				return true;
			case Op.schedule:
				if (kind === 0) world.schedule(handle);
				else world.schedule(handle, value, payload.readInt32LE(0));
				return true;
			case Op.trace:
				sinks.trace(payload.toString());
				return true;
			case Op.deliver:
				sinks.deliver(payload);
				return true;
			case Op.mark:
				sinks.mark(value, readReport(payload));
				return true;
			case Op.done:
				sinks.done(value);
				return true;
			default:
				return false;
		}
	}

	/** Questions. What the port model throws is thrown again in the firmware. */
	#answer(frame: Frame): void {
		try {
			this.#ask(frame);
		} catch (error) {
			const { name, message } = error as Error;
			this.#wire.send(Op.failure, Math.max(0, ERROR_CLASSES.indexOf(name)), 0, 0, Buffer.from(`${message}\0`));
		}
	}

	#ask({ op, kind, handle, value, payload }: Frame): void {
		const { world } = this.#options;
		switch (op) {
			case Op.open:
				this.#wire.send(Op.reply, 0, world.open(String.fromCharCode(kind), payload.toString()));
				break;
			case Op.read:
				this.#read(kind, handle, value);
				break;
			case Op.write:
				world.write(handle, kind === WRITE_BYTE ? value : payload);
				this.#wire.send(Op.reply);
				break;
			case Op.level:
				this.#wire.send(Op.reply, 0, 0, world.level(handle));
				break;
			case Op.drive:
				world.drive(handle, value);
				this.#wire.send(Op.reply);
				break;
			case Op.now:
				this.#scratch.writeDoubleLE(world.now(), 0);
				this.#wire.send(Op.reply, 0, 0, 0, this.#scratch.subarray(0, 8));
				break;
			default:
				throw new Error(`unknown operation ${op}`);
		}
	}

	#read(kind: number, handle: number, size: number): void {
		const { world } = this.#options;
		if (kind === READ_FRESH) {
			const result = world.read(handle, size < 0 ? undefined : size);
			if (typeof result === "object") this.#wire.send(Op.reply, FRESH_BUFFER, 0, 0, new Uint8Array(result));
			else this.#wire.send(Op.reply, 0, 0, result ?? -1);
			return;
		}
		if (this.#scratch.length < size) this.#scratch = Buffer.alloc(size);
		const count = world.read(handle, this.#scratch.subarray(0, size)) as number | undefined;
		this.#wire.send(Op.reply, 0, 0, count ?? -1, this.#scratch.subarray(0, count ?? 0));
	}
}
