/** Bits of a byte on the wire (8N1), times ms of a second: over a rate in bits per second, the ms of one byte. */
export const BYTE_TIME = 10_000;

/** ms that `count` bytes take on the wire at `baud` bits per second, rounded up. @inline */
export function wireTime(count: number, baud: number): number {
	return ((count * BYTE_TIME + baud - 1) / baud) | 0;
}
