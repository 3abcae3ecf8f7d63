import { test } from "uvu";
import * as assert from "uvu/assert";
import { row } from "../../bench/espruino.ts";
import { digestOf } from "../../host-tests/espruino/measure.ts";
import { build } from "../../tools/build/build.ts";

await build("espruino");

const figures = {
	...{ engine: "esp32", version: "2v29", variables: 16_383, burst: 1152, required: 2862, connected: 3593, peak: 3999, growth: 0 },
	...{ module: "sim900-http", rates: { GET: 2473 } },
};

test("figures of a module say so where it has changed since", () => {
	assert.match(row({ ...figures, digest: digestOf("sim900-http") }), "| esp32 | sim900-http |");
	assert.match(row({ ...figures, digest: digestOf("sim900-ftp") }), "| esp32 | sim900-http, earlier |");
});

test.run();
