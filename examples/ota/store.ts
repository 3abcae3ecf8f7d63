/*
	Where an image is kept until it is complete: the update partition of an ESP32, and how far it has come in the SDK's preferences, which outlive a restart.
*/
import flash, { type Flash } from "embedded:storage/flash";
import OTA from "embedded:update";
import { Digest } from "crypt";
import Preference from "preference";

const DOMAIN = "ota";

/** An image that is being loaded. */
export class Store {
	/** Bytes that are in flash for good: a multiple of the block. */
	checkpoint = 0;
	readonly blockLength: number;
	private readonly flash: Flash;
	private readonly block: Uint8Array<ArrayBuffer>;
	/** Bytes of the block that have come. */
	private count = 0;

	/** Goes on with the image of this digest if it is the one that was being loaded, and begins otherwise. */
	constructor(digest: string) {
		this.flash = flash.open({ path: "nextota" });
		this.blockLength = this.flash.status().blockLength;
		this.block = new Uint8Array(this.blockLength);
		if (Preference.get(DOMAIN, "digest") === digest) this.checkpoint = Number(Preference.get(DOMAIN, "checkpoint") ?? 0);
		else {
			Preference.set(DOMAIN, "checkpoint", 0);
			Preference.set(DOMAIN, "digest", digest);
		}
	}

	/** Bytes that an image may have. */
	get size(): number {
		return this.flash.status().size;
	}

	/** Bytes that have come: where to go on. */
	get received(): number {
		return this.checkpoint + this.count;
	}

	/** Takes the first `count` of `bytes`. A block that is full goes to flash, and is remembered. */
	write(bytes: Uint8Array, count: number): void {
		for (let i = 0; i < count; i++) {
			this.block[this.count++] = bytes[i]!;
			if (this.count === this.blockLength) this.flush();
		}
	}

	/** The last block, which may not be full. */
	finish(): void {
		if (this.count === 0) return;
		this.block.fill(0xff, this.count);
		this.flush();
	}

	/** SHA-256 of the first `length` bytes as they are in flash, hexadecimal. */
	digest(length: number): string {
		const digest = new Digest("SHA256");
		this.forEachBlock(length, bytes => digest.write(bytes));
		return Array.from(new Uint8Array(digest.close()), byte => byte.toString(16).padStart(2, "0")).join("");
	}

	/** Makes the image the one that starts next. The SDK's update wants to have written it: each block is read and written again where it is. */
	activate(length: number): void {
		this.forget();
		const update = OTA.open({ partition: this.flash });
		this.forEachBlock(length, bytes => update.write(bytes));
		update.complete();
	}

	/** Nothing is being loaded any more. */
	forget(): void {
		Preference.delete(DOMAIN, "digest");
		Preference.delete(DOMAIN, "checkpoint");
	}

	private flush(): void {
		const number = this.checkpoint / this.blockLength;
		this.flash.eraseBlock(number);
		this.flash.write(this.block, this.checkpoint);
		this.checkpoint += this.blockLength;
		this.count = 0;
		Preference.set(DOMAIN, "checkpoint", this.checkpoint);
	}

	private forEachBlock(length: number, use: (bytes: ArrayBuffer) => void): void {
		for (let at = 0; at < length; at += this.blockLength) {
			this.flash.read(this.block, at);
			const bytes = this.block.buffer;
			use(length - at < this.blockLength ? bytes.slice(0, length - at) : bytes);
		}
	}
}
