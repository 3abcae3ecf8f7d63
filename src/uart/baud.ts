/** Bits of a byte on the wire (8N1), times ms of a second: over a rate in bits per second, the ms of one byte. */
export const BYTE_TIME = 10_000;
