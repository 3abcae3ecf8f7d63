import type { ByteStream } from "sim900/stream";
import type { Link } from "./links.ts";

type Listener = (value?: never) => void;

/** A link as `StreamSerial` wants a stream: opened at a rate, destroyed without closing the link. */
export class LinkStream implements ByteStream {
	private readonly listeners = new Map<string, Listener[]>();
	private readonly link: Link;
	private readonly ready: Promise<void>;
	private readonly onSent: (bytes: Uint8Array, isSent: true) => void;
	private isOver = false;

	/** `listen` is given who hears the link from now on, and returns what ends that; `onSent` is shown what is written. */
	constructor(
		link: Link,
		baud: number,
		onSent: (bytes: Uint8Array, isSent: true) => void,
		listen: (data: (bytes: Uint8Array) => void, gone: (error: Error) => void) => () => void,
	) {
		this.link = link;
		this.onSent = onSent;
		this.leave = listen(
			bytes => this.emit("data", bytes),
			error => this.emit("error", error),
		);
		this.ready = link.setRate(baud);
		this.ready.catch((error: Error) => this.emit("error", error));
	}

	on(event: string, listener: (value: never) => void): this {
		this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener as Listener]);
		return this;
	}

	write(bytes: Uint8Array, done: () => void): void {
		this.onSent(bytes, true);
		void this.ready
			.then(() => this.link.write(bytes))
			.then(done)
			.catch((error: Error) => this.emit("error", error));
	}

	destroy(): void {
		this.isOver = true;
		this.leave();
		queueMicrotask(() => {
			for (const listener of this.listeners.get("close") ?? []) listener();
		});
	}

	private readonly leave: () => void;

	private emit(event: "data" | "error", value: Uint8Array | Error): void {
		if (this.isOver) return;
		for (const listener of this.listeners.get(event) ?? []) listener(value as never);
	}
}
