/* SHA-256 (FIPS 180-4), for `crypt` of the SDK (modules/crypt/digest). */

const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;
const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every(prime => n % prime !== 0)) primes.push(n);
const ROUNDS = primes.map(prime => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map(prime => fraction(Math.sqrt(prime)));
const turn = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

export class Digest {
	private readonly hash = Int32Array.from(START);
	private readonly words = new Int32Array(64);
	private readonly block = new Uint8Array(64);
	private length = 0;

	constructor(type: string) {
		if (type !== "SHA256") throw new Error("unknown digest");
	}

	write(buffer: ArrayBuffer): void {
		this.append(new Uint8Array(buffer));
	}

	private append(bytes: Uint8Array): void {
		for (let i = 0; i < bytes.length; i++) {
			this.block[this.length++ % 64] = bytes[i]!;
			if (this.length % 64 === 0) this.process();
		}
	}

	close(): ArrayBuffer {
		const bits = this.length * 8;
		this.append(Uint8Array.of(0x80));
		while (this.length % 64 !== 56) this.append(Uint8Array.of(0));
		const end = new DataView(new ArrayBuffer(8));
		end.setUint32(0, Math.floor(bits / 2 ** 32));
		end.setUint32(4, bits >>> 0);
		this.write(end.buffer);
		const result = new DataView(new ArrayBuffer(32));
		for (let i = 0; i < 8; i++) result.setInt32(i * 4, this.hash[i]!);
		return result.buffer;
	}

	private process(): void {
		const { words, block, hash } = this;
		const view = new DataView(block.buffer);
		for (let i = 0; i < 64; i++) {
			if (i < 16) words[i] = view.getInt32(i * 4);
			else {
				const [a, b] = [words[i - 15]!, words[i - 2]!];
				const left = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
				const right = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
				words[i] = words[i - 16]! + left + words[i - 7]! + right;
			}
		}
		const state = Array.from(hash);
		for (let i = 0; i < 64; i++) {
			const [a, b, c, , e, f, g, h] = state as [number, number, number, number, number, number, number, number];
			const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
			const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
			state[3] = (state[3]! + first) | 0;
			state.unshift((first + second) | 0);
			state.pop();
		}
		for (let i = 0; i < 8; i++) hash[i]! += state[i]!;
	}
}
