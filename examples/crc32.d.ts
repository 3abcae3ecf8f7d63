/** The CRC-32 of the bytes before and of those from `start` up to `end` (exclusive); begins with 0. */
export function crc32(crc: number, bytes: Uint8Array, start: number, end: number): number;
/** Eight hexadecimal digits. */
export function hex(crc: number): string;
