import type { MarkReport } from "../lab/lane/index.ts";

/** What the demo has seen, as `npm start -- --json` prints it. */
export interface Report {
	engine: "xs" | "mcu" | "node";
	/** Bytes handed to the application. */
	bytes: number;
	sha256: { sent: string; received: string };
	/** From the first AT+HTTPREAD to the last byte handed over, and the time that the bytes alone take at this baud rate. */
	wire: { seconds: number; limitSeconds: number };
	/** Between the return of request() and onDone; null where it was not measured. */
	allocated: { slots: number; chunkBytes: number; blocks: number } | null;
	/** Chunks that were read again in a download whose firmware stood still now and then, and whether the file came whole. */
	stalls: { healed: number; whole: boolean };
	/** Scene by scene: was it seen? `get` is the download above. */
	http: Record<string, boolean>;
	ftp: Record<string, boolean>;
}

/** The part of a mark that the report shows. */
export function allocationOf(mark: MarkReport | null | undefined): Report["allocated"] {
	if (!mark) return null;
	const { slots, chunkBytes, blocks } = mark;
	return { slots, chunkBytes, blocks };
}
