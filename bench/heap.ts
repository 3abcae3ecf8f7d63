/* What `new SIM900`, with DCD, and `new TCP` leave on the heap after two collections. */
import type { MarkReport } from "../lab/lane/index.ts";
import { runSession } from "../lab/session.ts";
import { BAUD } from "./world.ts";

const SLOT = 16;

export interface Heap {
	slots: number;
	chunkBytes: number;
}

/** What `new SIM900` leaves. */
export const measureHeap = (): Promise<Heap> => measure("lab/firmware/construct.ts");

/** What a further `new TCP` leaves, and in bytes of a 32-bit microcontroller. */
export async function measureSocketHeap(): Promise<Heap & { bytes: number }> {
	const heap = await measure("lab/firmware/construct-socket.ts");
	return { ...heap, bytes: heap.slots * SLOT + heap.chunkBytes };
}

async function measure(firmware: string): Promise<Heap> {
	const marks: MarkReport[] = [];
	await runSession({
		firmware,
		config: {},
		engine: "xs",
		baud: BAUD,
		onMark: report => void marks.push(report!),
	});
	const [before, , , after] = marks;
	return { slots: after!.heap.slots - before!.heap.slots, chunkBytes: after!.heap.chunkBytes - before!.heap.chunkBytes };
}
