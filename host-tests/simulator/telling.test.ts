import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withTranscript } from "../../simulator/transcript.ts";
import { Dialogue } from "./dialogue.ts";

test("what a test throws has the end of the transcript added, without secrets", async () => {
	const host = new Dialogue();
	const failure = await withTranscript(host.modem, async () => {
		await host.script('AT+CPIN="1234"', "AT+CSQ");
		throw new Error("too weak");
	}).then(String, (error: Error) => error.message);
	assert.match(failure, /^too weak\n\nthe end of the transcript:\n/);
	assert.match(failure, /\d+\.\d +\+\d+\.\d <- \+CSQ: 21,0\n/);
	assert.match(failure, "-> AT+CPIN=***");
});

for (const file of ["own-application", "this-library"]) {
	test(`the example of the README is the one that is tested: ${file}`, () => {
		const example = readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8").trim();
		const readme = readFileSync(new URL("../../simulator/README.md", import.meta.url), "utf8");
		assert.ok(readme.includes(`\`\`\`ts\n${example}\n\`\`\``));
	});
}

test("what goes well is handed on", async () => {
	assert.is(await withTranscript(new Dialogue().modem, () => 5), 5);
});

test.run();
