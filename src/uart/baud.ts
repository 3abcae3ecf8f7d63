import { BYTE_TIME } from "../runtime/runtime.js";

/** ms that `count` bytes take on the wire at `baud` bits per second, rounded up. @inline */
export function wireTime(count: number, baud: number): number {
	return ((count * BYTE_TIME + baud - 1) / baud) | 0;
}
