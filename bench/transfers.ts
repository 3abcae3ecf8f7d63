import { loadPart, missing } from "./figures.ts";

export const name = "transfers";

/** Transfers at 115200 baud over the time that their bytes alone take on the wire, the processor's time included. */
export async function table(): Promise<string | undefined> {
	if (await missing()) return undefined;
	const { wire, stalled, upload, flood } = await loadPart("transfers");
	const rows = Object.entries(wire).map(([chunk, ratio]) => {
		const { ratio: slow, healed } = stalled[chunk]!;
		return `| GET, ${Number(chunk).toLocaleString("en")} bytes at once | ${ratio.toFixed(2)} | ${slow.toFixed(2)} | ${healed} |`;
	});
	return [
		"| transfer | time over the wire's own | with stalls of 15 ms every 0.5 s | chunks read again |",
		"| --- | --- | --- | --- |",
		...rows,
		`| POST | ${upload.post.toFixed(2)} | | |`,
		`| FTP put | ${upload.put.toFixed(2)} | | |`,
		`| FTP extended put | ${upload.extendedPut.toFixed(2)} | | |`,
		"",
		`Of ${flood.sent} lines \`RING\` that follow one another without a pause, ${flood.heard} are heard and ${flood.lost} bytes find the FIFO full.`,
	].join("\n");
}
