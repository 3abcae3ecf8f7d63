/* Tests that would take too long in one file have a file for each of their parts, whose name ends with that of the part. */
import { readdirSync } from "node:fs";
import * as assert from "uvu/assert";

/** The part of a file's name that says which part it is. */
const slugOf = (part: string): string => part.toLowerCase().replace(/\W+/g, "-").replace(/^-/, "");

/** Every part has its file in `folder`, and no file is of another part. */
export function assertSplit(folder: URL, prefix: string, parts: readonly string[]): void {
	const files = readdirSync(folder).filter(file => file.startsWith(`${prefix}-`) && file.endsWith(".test.ts"));
	assert.equal(files.toSorted(), parts.map(part => `${prefix}-${slugOf(part)}.test.ts`).toSorted());
}
