/* What `new SIM900` leaves on the heap after two collections, DCD given. */
import type { MarkReport } from "../lab/lane/index.ts";
import { runSession } from "../lab/session.ts";
import { BAUD } from "./world.ts";

export interface Heap {
	slots: number;
	chunkBytes: number;
}

export async function measureHeap(): Promise<Heap> {
	const marks: MarkReport[] = [];
	await runSession({
		firmware: "lab/firmware/construct.ts",
		config: {},
		engine: "xs",
		baud: BAUD,
		onMark: report => void marks.push(report!),
	});
	const [before, , , after] = marks;
	return { slots: after!.heap.slots - before!.heap.slots, chunkBytes: after!.heap.chunkBytes - before!.heap.chunkBytes };
}
