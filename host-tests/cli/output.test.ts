import { test } from "uvu";
import * as assert from "uvu/assert";
import { Output } from "../../cli/output.ts";

/** What is said of a transfer of 10 s elsewhere than on a terminal. */
function said(options: { json?: boolean; quiet?: boolean }): string[] {
	const lines: string[] = [];
	const errors = { write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
	const output = new Output(options, errors);
	for (let tenth = 0; tenth <= 100; tenth++) output.progress(tenth * 100, 10_000, 10_000 + tenth * 100);
	return lines;
}

test("elsewhere than on a terminal progress is a plain line every two seconds", () => {
	const lines = said({});
	assert.is(lines.length, 5);
	assert.is(lines[1], "40 %  4000 B of 10.0 kB  1000 B/s  6 s left\n");
	for (const options of [{ json: true }, { quiet: true }]) assert.equal(said(options), []);
});

test.run();
