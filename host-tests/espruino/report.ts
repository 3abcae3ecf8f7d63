/** One step of a program (`program.js`). */
export interface Step {
	readonly do: string;
	readonly options?: Readonly<Record<string, unknown>>;
}

/** What a program is to do. */
export interface Task {
	/** Name of the module in Storage. */
	readonly module: string;
	/** Of `connect`. */
	readonly options: Readonly<Record<string, unknown>>;
	readonly steps: readonly Step[];
}

/** What one step came to. */
export interface Outcome {
	/** `done`, or what the error says of itself. */
	readonly end: string;
	/** Bytes read or written. */
	readonly count: number;
	/** Second argument of `onDone`. */
	readonly value: unknown;
	/** On the engine's clock. */
	readonly ms: number;
	/** Payload that was handed over. */
	readonly body: Uint8Array;
	readonly headers: readonly (readonly [status: number, length: number])[];
	readonly entries: readonly (readonly [isDirectory: boolean, size: number, name: string])[];
	/** Blocks in use above those before `require`, after it has ended. */
	readonly usage: number;
}

/** Takes apart what a program says. */
export class Report {
	readonly outcomes: Outcome[] = [];
	/** What the modem's `onError` was given. */
	readonly errors: string[] = [];
	/** Blocks in use above those before `require`, by moment: `require`, `connect`, `ready`. */
	readonly usage: Record<string, number> = {};
	peak = 0;
	/** What the engine is. */
	engine: { version: string; total: number } = { version: "", total: 0 };
	/** It has come to its end. */
	done = false;
	/** Lines that are none of the program's: what an engine complains of. */
	readonly remarks: string[] = [];
	private chunks: Buffer[] = [];
	private headers: [number, number][] = [];
	private entries: [boolean, number, string][] = [];

	hear(line: string): void {
		const [, kind, text] = /@(\w+) (.*)/.exec(line) ?? [];
		if (kind === "data") this.chunks.push(Buffer.from(text!, "base64"));
		else if (kind) this.note(kind, JSON.parse(text!));
		else if (line.trim()) this.remarks.push(line);
	}

	private note(kind: string, value: any): void {
		switch (kind) {
			case "headers":
				return void this.headers.push(value);
			case "entry":
				return void this.entries.push(value);
			case "error":
				return void this.errors.push(value);
			case "end":
				return this.end(value);
			case "memory":
				return this.noteMemory(value);
			case "engine":
				return void (this.engine = value);
			case "peak":
				return void (this.peak = value);
			case "exit":
				this.done = true;
		}
	}

	private end([end, count, value, ms]: [string, number, unknown, number]): void {
		const { headers, entries } = this;
		this.outcomes.push({ end, count, value, ms, body: Buffer.concat(this.chunks), headers, entries, usage: 0 });
		this.chunks = [];
		this.headers = [];
		this.entries = [];
	}

	private noteMemory([what, usage]: [string, number]): void {
		if (what !== "done") this.usage[what] = usage;
		else (this.outcomes.at(-1) as { usage: number }).usage = usage;
	}
}
