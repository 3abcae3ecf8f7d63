import { engineAvailable } from "../lab/lane/index.ts";
import { nastyFile, serveFile } from "../lab/peers/file-server.ts";
import { hearLines } from "../lab/idle.ts";
import { runSession, type SessionResult } from "../lab/session.ts";

export const name = "cost";

/** Readings of XS's meter between the two marks of a session. */
function metered({ marks }: SessionResult): number {
	return marks[1]!.meter - marks[0]!.meter;
}

async function download(size: number, burst: number): Promise<number> {
	const server = await serveFile(nastyFile(size));
	const config = { url: `${server.origin}/file`, burst };
	const session = { firmware: "lab/firmware/http-get.ts", engine: "xs", baud: 115200 } as const;
	return metered(await runSession({ ...session, config }).finally(() => server.close()));
}

/** What one more byte costs: two sizes, so that what a request costs once drops out. */
async function payloadCost(burst: number): Promise<number> {
	const sizes = [23_040, 46_080] as const;
	const [small, large] = [await download(sizes[0], burst), await download(sizes[1], burst)];
	return (large - small) / (sizes[1] - sizes[0]);
}

async function lineCost(line: string): Promise<number> {
	const counts = [200, 400] as const;
	const [few, many] = [metered(await hearLines("xs", counts[0], [line])), metered(await hearLines("xs", counts[1], [line]))];
	return (many - few) / ((counts[1] - counts[0]) * (line.length + 4));
}

/** Costs by XS's meter (bytecodes and steps of primitives), which is the same on every machine. */
export async function table(): Promise<string | undefined> {
	if ((await engineAvailable()) !== "xs") return undefined;
	const rows = [
		["payload, bursts of 1,152 bytes", await payloadCost(1152)],
		["payload, bursts of 96 bytes", await payloadCost(96)],
		["lines of 20 bytes (`+CMTI`)", await lineCost('+CMTI: "SM",1234')],
		["lines of 8 bytes (`RING`)", await lineCost("RING")],
	] as const;
	return [
		"| bytes | steps of the engine per byte |",
		"| --- | --- |",
		...rows.map(([what, cost]) => `| ${what} | ${cost.toFixed(1)} |`),
	].join("\n");
}
