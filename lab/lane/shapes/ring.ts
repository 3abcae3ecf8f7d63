/** Bytes in the order in which they came. Nothing is allocated after it has been made. */
export class Ring {
	readonly bytes: Uint8Array;
	private start = 0;
	count = 0;

	constructor(size: number) {
		this.bytes = new Uint8Array(size);
	}

	get space(): number {
		return this.bytes.length - this.count;
	}

	/** Takes the first `count` of `bytes`, as far as there is room; how many. */
	put(bytes: Uint8Array, count: number, from: number = 0): number {
		const taken = count < this.space ? count : this.space;
		for (let i = 0; i < taken; i++) this.bytes[(this.start + this.count + i) % this.bytes.length] = bytes[from + i]!;
		this.count += taken;
		return taken;
	}

	/** Moves the oldest `count` bytes to the start of `view`. */
	take(view: Uint8Array, count: number): void {
		for (let i = 0; i < count; i++) view[i] = this.bytes[(this.start + i) % this.bytes.length]!;
		this.start = (this.start + count) % this.bytes.length;
		this.count -= count;
	}
}
