import { randomNumbers } from "../simulator/random.ts";
import type { Esp32Board, VirtualClock } from "../simulator/index.ts";

/**
 * Lets the firmware stand still for `duration` ms again and again, at exponentially distributed intervals of `mean` ms: a garbage collection, a
 * write to flash. At 115200 baud a FIFO of 128 bytes lasts 11 ms.
 */
export function stall({ clock, board }: { clock: VirtualClock; board: Esp32Board }, duration: number, mean: number, seed: number): void {
	const random = randomNumbers(seed);
	const next = (): void => {
		clock.schedule(-Math.log(1 - random()) * mean, () => {
			board.machine.stall(duration);
			next();
		});
	};
	next();
}
