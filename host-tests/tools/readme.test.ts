import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Producer, fillFigures, loadProducers } from "../../tools/readme.ts";

const producers: Producer[] = [
	{ name: "size", table: async () => "| part | bytes |\n|-|-|\n| code | 12 |" },
	{ name: "heap", table: async () => "3.1 KB" },
	{ name: "elsewhere", table: async () => undefined },
];

const sizes = "| part | bytes |\n| ---- | ----- |\n| code | 12    |";

test("a figure that is what its command measures stays", async () => {
	const text = `# A\n\n<!-- figures:size -->\n\n${sizes}\n\n<!-- /figures -->\n\nuses <!-- figures:heap -->3.1 KB<!-- /figures --> of heap\n`;
	assert.equal(await fillFigures(text, producers), { text, stale: [], unmeasured: [] });
});

test("a stale figure is named and rewritten, the text around it is not", async () => {
	const { text, stale } = await fillFigures(
		"a\n<!-- figures:size -->\nold\n<!-- /figures -->\nb <!-- figures:heap -->3.2 KB<!-- /figures --> c\n",
		producers,
	);
	assert.equal(stale, ["size", "heap"]);
	assert.is(text, `a\n<!-- figures:size -->\n\n${sizes}\n\n<!-- /figures -->\nb <!-- figures:heap -->3.1 KB<!-- /figures --> c\n`);
	assert.equal((await fillFigures(text, producers)).stale, []);
});

test("a figure that this machine cannot measure is left and named", async () => {
	const text = "<!-- figures:elsewhere -->1<!-- /figures -->";
	assert.equal(await fillFigures(text, producers), { text, stale: [], unmeasured: ["elsewhere"] });
});

test("a figure without a producer and markers that do not pair up are refused", async () => {
	const failure = (text: string): Promise<string> => fillFigures(text, producers).then(String, (error: Error) => error.message);
	assert.match(await failure("<!-- figures:other -->1<!-- /figures -->"), 'nothing below bench/ produces the figures "other"');
	assert.match(await failure("<!-- figures:size -->1"), "needs its");
	assert.match(await failure("<!-- figures:size -->1<!-- figures:heap -->2<!-- /figures -->"), "needs its");
});

test("only modules that say that they are producers are loaded", async () => {
	const found = await loadProducers(fileURLToPath(new URL("fixtures/bench", import.meta.url)));
	assert.equal(
		found.map(({ name }) => name),
		["example"],
	);
	assert.is(await found[0]!.table(), "| a |");
});

test("figures that are not asked for are not measured", async () => {
	const text = "<!-- figures:size -->1<!-- /figures --><!-- figures:heap -->2<!-- /figures -->";
	assert.equal((await fillFigures(text, producers, ["heap"])).stale, ["heap"]);
});

test.run();
