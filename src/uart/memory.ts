/*
	The driver's only ArrayBuffer:

	0        SAID   RING   LANDING   LINE           KEEP        CHUNK           end
	| values | said | ring | landing | command line | kept tail | payload chunk |
	  32       16     256    128       576            64          1,152

	values   the numbers of the last line (`scanner.ts`), the first of the words
	said     what stands on the command line (`line.ts`)
	ring     the beginning of a line that is not complete yet (at most LINE_LIMIT bytes), one burst of the port, and an LF that ends the search
	landing  what the port was last read into; transient, so also where bytes stand while they are written to the port or
	         copied to the application
	line     the last command, to which the next one adds what differs (`line.ts`); nobody else writes here but into the last byte, the ESC that gives text up
	keep     the last bytes of a window, to be compared with the first of the next one
	chunk    payload: no byte of it is handed over before the modem's OK
*/

/** Bytes of the ring. */
const RING_SIZE = 256;
/** Bytes of the landing area: one FIFO of an ESP32 UART, so that one read empties it. */
export const LANDING_SIZE = 128;
/** Longest line in bytes that is kept; longer ones are dropped and counted. Partial line, one burst and the LF that ends the search fit the ring. */
export const LINE_LIMIT: number = RING_SIZE - LANDING_SIZE - 1;
/** Longest command line in bytes: 556 (V1.11 1.8) and its carriage return, rounded up. */
export const COMMAND_SIZE = 576;
/** Bytes by which two windows of a file overlap. */
export const KEEP_SIZE = 64;
/** Bytes of the numbers of a line. */
export const VALUES_SIZE = 32;
/** Bytes of what is known of the command line. */
export const SAID_SIZE = 16;
/** Default burst: payload bytes requested from the modem at once. */
export const DEFAULT_CHUNK = 1152;

// All of them on whole words.
export const SAID_START: number = VALUES_SIZE;
export const RING_START: number = SAID_START + SAID_SIZE;
export const RING_END: number = RING_START + RING_SIZE;
export const LANDING_START: number = RING_END;
export const LINE_START: number = LANDING_START + LANDING_SIZE;
export const LINE_END: number = LINE_START + COMMAND_SIZE;
export const KEEP_START: number = LINE_END;
export const CHUNK_START: number = KEEP_START + KEEP_SIZE;

/** log2 of the largest piece: a piece never exceeds the landing area. */
export const LARGEST_PIECE = 7;
/** Sizes that no piece has: each would be four slots, and smaller ones do it too. */
export const LEFT_OUT: number = 8 + 64;

/** The buffers of one modem, all made at construction. */
export class Memory {
	readonly bytes: Uint8Array;
	/** The same, four bytes at a time. */
	readonly words: Int32Array;
	/**
	 * Views of 1, 2, 4, 16, 32 and 128 bytes on the landing area, by the logarithm of their size; null for those that are {@link LEFT_OUT}. A port takes whole
	 * views only, and making one allocates.
	 */
	readonly pieces: (Uint8Array | null)[];
	/** Capacity of the chunk in bytes. */
	readonly chunkSize: number;

	constructor(chunkSize: number) {
		const buffer = new ArrayBuffer(CHUNK_START + ((chunkSize + 3) & ~3));
		this.bytes = new Uint8Array(buffer);
		this.words = new Int32Array(buffer);
		this.pieces = [];
		for (let bit = 0; bit <= LARGEST_PIECE; bit++) {
			const size = 1 << bit;
			this.pieces.push((size & LEFT_OUT) === 0 ? new Uint8Array(buffer, LANDING_START, size) : null);
		}
		this.chunkSize = chunkSize;
	}
}
