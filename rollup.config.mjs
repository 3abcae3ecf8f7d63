import { readFileSync, rmSync } from "node:fs";
import typescript from "@rollup/plugin-typescript";

const { exports, bin } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** Every file of dist/ that `exports` and `bin` name is built from the source of the same name, so nothing is listed twice. */
function entries(target) {
	if (typeof target === "object") return Object.values(target).flatMap(entries);
	if (!target.startsWith("./dist/") || !target.endsWith(".js")) return [];
	const source = target.replace("./dist/", "").replace(/js$/, "ts");
	return [source.startsWith("simulator/") ? source : `src/${source}`];
}

const sources = [...new Set([...entries(exports), ...entries(bin)])];

/** dist/ is published as it is: what a module that has gone left there goes too. */
const clean = {
	name: "clean",
	buildStart: () => rmSync("dist", { recursive: true, force: true }),
};

/** dist/ mirrors src/; the simulator, which needs Node.js and which the library does not know, has a folder of its own in it. */
function build(folder, dir, tsconfig, plugins) {
	return {
		input: sources.filter(source => source.startsWith(folder)),
		// What the platform provides, and the package's own entry that each platform answers in its own way.
		external: [/^embedded:/, /^mc\//, /^node:/, "timer", /^sim900\//],
		output: { dir, format: "es", preserveModules: true, preserveModulesRoot: folder },
		// Module-level calls only make constant tables; entries keep theirs.
		treeshake: { moduleSideEffects: false },
		plugins: [...plugins, typescript({ tsconfig })],
	};
}

export default [build("src", "dist", "tsconfig.build.json", [clean]), build("simulator", "dist/simulator", "tsconfig.simulator.json", [])];
