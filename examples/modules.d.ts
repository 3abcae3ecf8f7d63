/* Modules of the SDK and of this folder that examples import, beside those that `"types": ["sim900/moddable"]` knows. */

declare module "crc32" {
	/** The CRC-32 of the bytes before and of those from `start` up to `end` (exclusive); begins with 0. */
	export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number;
	/** Eight hexadecimal digits. */
	export function hex(crc: number): string;
}

declare module "fetch" {
	interface Response {
		readonly ok: boolean;
		readonly status: number;
		readonly statusText: string;
		arrayBuffer(): Promise<ArrayBuffer>;
		text(): Promise<string>;
	}
	export default function fetch(url: string, options?: object): Promise<Response>;
}

declare module "crypt" {
	export class Digest {
		constructor(type: "SHA256");
		write(bytes: Uint8Array): void;
		close(): ArrayBuffer;
	}
}

declare module "preference" {
	type Value = string | number | boolean;
	const preference: {
		get(domain: string, name: string): Value | undefined;
		set(domain: string, name: string, value: Value): void;
		delete(domain: string, name: string): void;
	};
	export default preference;
}

declare module "embedded:storage/flash" {
	export interface Flash {
		/** Fills the buffer with what is at `offset`. */
		read(buffer: Uint8Array, offset: number): number;
		write(bytes: Uint8Array, offset: number): void;
		eraseBlock(number: number): void;
		status(): { readonly size: number; readonly blockLength: number; readonly blocks: number };
	}
	const flash: { open(options: { path: string }): Flash };
	export default flash;
}

declare module "embedded:update" {
	interface Update {
		write(bytes: Uint8Array): void;
		/** Checks the image, and makes it the one that starts next. */
		complete(): void;
	}
	const update: { open(options: { partition: import("embedded:storage/flash").Flash }): Update };
	export default update;
}
