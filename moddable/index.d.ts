/*
	What an application for the Moddable SDK sees beside the library, for editors and `tsc`: `"types": ["sim900/moddable"]`. Of the SDK only what the
	driver and its examples use; an application that uses more takes the SDK's own typings instead, not both.
*/

/** Writes to the debugger's log. */
declare function trace(...values: (string | number | boolean)[]): void;

interface ArrayBufferConstructor {
	/** The UTF-8 bytes of a string. */
	fromString(text: string): ArrayBuffer;
}

interface StringConstructor {
	/** The string of UTF-8 bytes. */
	fromArrayBuffer(bytes: ArrayBufferLike): string;
}

/** `config` of the manifests, merged and frozen. */
declare module "mc/config" {
	const config: {
		/** What the board's manifest and the application's say of the modem: for `wire(config.sim900, device.io)`. */
		readonly sim900: import("../dist/index.js").BoardConfig;
		readonly [name: string]: any;
	};
	export default config;
}

/** The board's classes (ECMA-419). */
declare module "embedded:provider/builtin" {
	interface SerialOptions {
		/** GPIO. */
		receive?: number;
		/** GPIO. */
		transmit?: number;
		/** bit/s. */
		baud: number;
		/** UART; not on every chip. */
		port?: number | string;
		format?: "number" | "buffer";
		target?: any;
		onReadable?(this: Serial, count: number): void;
		onWritable?(this: Serial, count: number): void;
	}
	class Serial {
		constructor(options: SerialOptions);
		target?: any;
		format: "number" | "buffer";
		/** Fills the buffer from its start: how many bytes, undefined where there are none. */
		read(buffer: ArrayBufferView | ArrayBuffer): number | undefined;
		/** Throws unless all of it fits. */
		write(bytes: ArrayBufferView | ArrayBuffer): void;
		close(): void;
	}

	interface DigitalOptions {
		/** GPIO. */
		pin: number;
		/** One of the class's modes. */
		mode: number;
		/** `Digital.Rising`, `Digital.Falling` or both; with `onReadable`. */
		edge?: number;
		initialValue?: number;
		target?: any;
		onReadable?(this: Digital): void;
	}
	class Digital {
		static readonly Input: number;
		static readonly InputPullUp: number;
		static readonly InputPullDown: number;
		static readonly InputPullUpDown: number;
		static readonly Output: number;
		static readonly OutputOpenDrain: number;
		static readonly Rising: number;
		static readonly Falling: number;
		constructor(options: DigitalOptions);
		target?: any;
		read(): number;
		write(level: number): void;
		close(): void;
	}

	const device: {
		readonly io: { readonly Serial: typeof Serial; readonly Digital: typeof Digital; readonly [name: string]: any };
		readonly [name: string]: any;
	};
	export default device;
}

declare module "timer" {
	class Timer {
		private constructor();
		/** Calls back once, in `delay` ms; with `repeat`, every `repeat` ms from then on. */
		static set(callback: (timer: Timer) => void, delay?: number, repeat?: number): Timer;
		/** Calls back every `interval` ms. */
		static repeat(callback: (timer: Timer) => void, interval: number): Timer;
		/** Without a delay it waits for ever. */
		static schedule(timer: Timer, delay?: number, repeat?: number): void;
		static clear(timer: Timer | null | undefined): void;
		/** Blocks: the modem's bytes are lost meanwhile. */
		static delay(ms: number): void;
		private readonly brand: unknown;
	}
	export default Timer;
}
