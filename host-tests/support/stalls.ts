import type { Esp32Board, VirtualClock } from "../../simulator/index.ts";

/** Numbers from 0 up to 1 (exclusive) that are the same on every machine: mulberry32. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/**
 * Lets the firmware stand still for `duration` ms again and again, at exponentially distributed intervals of `mean` ms: a garbage collection, a
 * write to flash. At 115200 baud a FIFO of 128 bytes lasts 11 ms.
 */
export function stall({ clock, board }: { clock: VirtualClock; board: Esp32Board }, duration: number, mean: number, seed: number): void {
	const random = seededRandom(seed);
	const next = (): void => {
		clock.schedule(-Math.log(1 - random()) * mean, () => {
			board.machine.stall(duration);
			next();
		});
	};
	next();
}
