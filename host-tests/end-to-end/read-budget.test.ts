import { test } from "uvu";
import * as assert from "uvu/assert";
import { measure } from "../../bench/http-read.ts";

// Virtual time, so the same everywhere: what the benchmark prints is what is budgeted here.
test("reading 300,000 bytes at 115200 baud in chunks of 1,152 takes at most 1.10 times what they take on the wire", async () => {
	const { ratio, healed } = await measure(1152);
	assert.ok(ratio > 1 && ratio <= 1.1, String(ratio));
	assert.is(healed, 0);
});

test.run();
