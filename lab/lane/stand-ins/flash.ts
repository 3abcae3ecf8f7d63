import { board, tell } from "./board.ts";

const BLOCK = 4096;
const SIZE = 16 * BLOCK;

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");

/** A partition of NOR flash, as `embedded:storage/flash` of the SDK's ESP32 shows it (modules/io/flash/esp32): writing clears bits, and only erasing sets them. */
export class Partition {
	private readonly bytes = new Uint8Array(SIZE).fill(0xff);

	constructor() {
		const { flash = "" } = board;
		for (let at = 0; at * 2 < flash.length; at++) this.bytes[at] = parseInt(flash.slice(at * 2, at * 2 + 2), 16);
	}

	read(buffer: Uint8Array, offset: number): number {
		if (offset + buffer.length > SIZE) throw new Error("read failed");
		for (let i = 0; i < buffer.length; i++) buffer[i] = this.bytes[offset + i]!;
		return buffer.length;
	}

	write(bytes: Uint8Array, offset: number): void {
		if (offset + bytes.length > SIZE) throw new Error("write failed");
		for (let i = 0; i < bytes.length; i++) this.bytes[offset + i]! &= bytes[i]!;
		this.report(offset, bytes.length);
	}

	eraseBlock(start: number, end: number = start + 1): void {
		if (start < 0 || end * BLOCK > SIZE) throw new Error("erase failed");
		this.bytes.fill(0xff, start * BLOCK, end * BLOCK);
		this.report(start * BLOCK, (end - start) * BLOCK);
	}

	status(): object {
		return { size: SIZE, blockLength: BLOCK, blocks: SIZE / BLOCK };
	}

	private report(offset: number, count: number): void {
		tell("flash", offset, hexOf(this.bytes.slice(offset, offset + count)));
	}
}

export default {
	open({ path }: { path: string }): Partition {
		if (path !== "nextota") throw new Error("can't find partition");
		return new Partition();
	},
};
