import * as assert from "uvu/assert";
import type { SessionResult } from "../../lab/session.ts";

/** Nothing was allocated up to the firmware's second mark; the Node lane measures nothing. */
export function assertFlat(engine: string, result: SessionResult): void {
	if (engine === "node") return;
	const { slots, chunkBytes, blocks, keys } = result.marks[1]!;
	assert.equal({ slots, chunkBytes, blocks, keys }, { slots: 0, chunkBytes: 0, blocks: 0, keys: 0 });
}
