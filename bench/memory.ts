import { nastyFile, serveFile } from "../lab/peers/file-server.ts";
import { runSession } from "../lab/session.ts";
import { loadPart, missing } from "./figures.ts";
import { BAUD } from "./world.ts";

export const name = "memory";

/** Bytes of a slot on a 32-bit microcontroller. */
const SLOT = 16;

const count = (value: number): string => value.toLocaleString("en");

/** The memory table of the README, for XS with 32-bit slots. */
export async function table(): Promise<string | undefined> {
	if (await missing()) return undefined;
	const { heap, socketHeap, stack } = await loadPart("memory");
	const server = await serveFile(nastyFile(20_000));
	const { marks } = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file` },
		engine: "xs",
		baud: BAUD,
	}).finally(() => server.close());
	const { slots, chunkBytes, blocks } = marks[1]!;
	const stacks = Object.entries(stack.operations).map(([what, needed]) => `| stack: ${what} | ${count(needed * SLOT)} (${needed} slots) |`);
	return [
		"| what | bytes of RAM |",
		"| --- | --- |",
		`| heap after \`new SIM900\`: slots | ${count(heap.slots * SLOT)} (${count(heap.slots)} slots) |`,
		`| heap after \`new SIM900\`: chunks, all buffers included | ${count(heap.chunkBytes)} |`,
		`| heap for each open \`TCP\`, its buffers included | ${count(socketHeap.bytes)} (${count(socketHeap.slots)} slots) |`,
		`| heap from the return of \`request()\` to \`onDone\` | ${slots} slots, ${chunkBytes} chunk bytes, ${blocks} C blocks |`,
		...stacks,
	].join("\n");
}
