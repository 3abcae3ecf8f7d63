import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";

function start(word: string): { status: number | null; stdout: string; stderr: string } {
	return spawnSync(process.execPath, ["--import", "tsx", "demo/main.ts", word], { encoding: "utf8" });
}

test("npm start has help, and a sentence for an option that it does not know", () => {
	const help = start("--help");
	assert.is(help.status, 0, help.stderr);
	assert.match(help.stdout, "--json");
	const unknown = start("--jsn");
	assert.is(unknown.status, 2);
	assert.match(unknown.stderr, /Unknown option '--jsn'/);
	assert.not.match(unknown.stderr, /\n\s+at /);
});

test.run();
