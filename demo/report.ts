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

/** The report for a person. */
export function describe(report: Report, baud: number): string {
	const { wire, sha256, allocated } = report;
	const rate = report.bytes / wire.seconds;
	const share = (100 * wire.limitSeconds) / wire.seconds;
	const lines = [
		["bytes", report.bytes.toLocaleString("en")],
		["on the wire", `${wire.seconds.toFixed(2)} s at ${baud} baud; the bytes alone take ${wire.limitSeconds.toFixed(2)} s`],
		["", `${rate.toFixed(0)} bytes/s, ${share.toFixed(0)} % of what the baud rate allows`],
		["SHA-256 sent", sha256.sent],
		["received", `${sha256.received} ${sha256.sent === sha256.received ? "✔" : "✘"}`],
		["allocated", allocated ? describeAllocation(allocated) : "not measured: that takes the XS engine, and a C compiler to build it"],
	];
	return lines.map(([name, value]) => `${name!.padStart(13)}  ${value}`).join("\n") + "\n";
}

function describeAllocation({ slots, chunkBytes, blocks }: NonNullable<Report["allocated"]>): string {
	return `${slots} slots, ${chunkBytes} chunk bytes, ${blocks} C blocks, from the return of request() to onDone`;
}
