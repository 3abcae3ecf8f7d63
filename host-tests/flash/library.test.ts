import { test as uvuTest } from "uvu";
import * as assert from "uvu/assert";
import {
	ADDED,
	addCosts,
	buildCensus,
	libraryParts,
	manifestModules,
	measureFlash,
	measureParts,
	includable,
} from "../../lab/flash/index.ts";
import { deviceOptions, readManifest } from "../../lab/flash/compile.ts";
import { inLoadOrder } from "../../lab/flash/modules.ts";
import { build } from "../../tools/build/build.ts";

await build("library");
const { binary } = await buildCensus();
const measured = binary ? uvuTest : uvuTest.skip;

uvuTest("every module of the manifests is in one part", () => {
	const names = libraryParts().flatMap(({ modules }) => modules.map(({ name }) => name));
	assert.equal(
		names.toSorted(),
		includable()
			.map(({ name }) => name)
			.toSorted(),
	);
	assert.ok(libraryParts().every(({ modules }) => modules.length > 0));
});

// What is not in the list keeps its own code in flash beside what it has left there. mcconfig's `*` finds no TypeScript.
uvuTest("every module of the manifest is preloaded", () => {
	assert.equal(
		readManifest().preload.toSorted(),
		manifestModules()
			.map(({ name }) => name)
			.toSorted(),
	);
});

uvuTest("modules load behind what they import", () => {
	const order = inLoadOrder([
		{ name: "a/top", text: 'import "./middle.js"; import "timer";' },
		{ name: "b/bottom", text: "" },
		{ name: "a/middle", text: 'export * from "../b/bottom.js"; import "./top.js";' },
	]);
	assert.equal(
		order.map(({ name }) => name),
		["b/bottom", "a/middle", "a/top"],
	);
});

measured("parts, folders and constructs add up", async () => {
	const report = await measureFlash();
	const { modem, http, all, folders, constructs } = report;
	assert.ok(modem.bytes < http.bytes && http.bytes < all.bytes);
	assert.is(addCosts(folders.map(({ cost }) => cost)).bytes, addCosts([all, ...ADDED.map(name => report[name])]).bytes);
	assert.is(
		Object.values(constructs).reduce((total, slots) => total + slots, 0),
		all.slots,
	);
	assert.is(constructs.other, 0);
	assert.is(all.constructs.function, 3 * all.functions);
});

measured("a service takes the same whether the others are linked or not", async () => {
	const [modem, http] = libraryParts();
	const alone = await measureParts([modem!, http!]);
	assert.is(addCosts(alone.map(({ cost }) => cost)).bytes, (await measureFlash()).http.bytes);
});

measured("what is linked does not depend on how an application's manifest has its TypeScript compiled", async () => {
	const defined = await measureFlash(libraryParts(), deviceOptions({}));
	const { all } = await measureFlash();
	assert.equal(defined.all, all);
});

uvuTest.run();
