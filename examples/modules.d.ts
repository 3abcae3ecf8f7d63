/* Modules of the SDK that examples import, beside those that `"types": ["sim900/moddable"]` knows. */

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
		write(bytes: ArrayBuffer): void;
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
		write(bytes: ArrayBuffer): void;
		/** Checks the image, and makes it the one that starts next. */
		complete(): void;
	}
	const update: { open(options: { partition: import("embedded:storage/flash").Flash }): Update };
	export default update;
}

// The SDK's own clients, whose types are those of an earlier SDK.
declare module "embedded:network/http/client" {
	const HTTPClient: any;
	export default HTTPClient;
}
declare module "embedded:network/mqtt/client" {
	const MQTTClient: any;
	export default MQTTClient;
}
declare module "embedded:io/socket/tcp/tls" {
	const TLSSocket: any;
	export default TLSSocket;
}
