/* Prints the titles that the test files given as arguments register when they are executed; runs none of the tests. */
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [[]], UVU_INDEX: 0 });
const { titles } = await import("./telling.ts");
const found: Record<string, string[]> = {};
for (const file of process.argv.slice(2)) {
	const before = titles.length;
	await import(new URL(`${file}.test.ts`, import.meta.url).href);
	found[file] = titles.slice(before);
}
// Some of them have opened servers.
process.stdout.write(JSON.stringify(found), () => process.exit(0));

export {};
