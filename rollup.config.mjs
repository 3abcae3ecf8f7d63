import { readFileSync, rmSync } from "node:fs";
import typescript from "@rollup/plugin-typescript";

const { exports } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** Every file of dist/ that `exports` names is built from the source of the same name, so nothing is listed twice. */
function entries(target) {
	if (typeof target === "object") return Object.values(target).flatMap(entries);
	return target.startsWith("./dist/") && target.endsWith(".js") ? [target.replace("./dist/", "src/").replace(/js$/, "ts")] : [];
}

/** dist/ is published as it is: what a module that has gone left there goes too. */
const clean = {
	name: "clean",
	buildStart: () => rmSync("dist", { recursive: true, force: true }),
};

export default {
	input: [...new Set(entries(exports))],
	// What the platform provides, and the package's own entry that each platform answers in its own way.
	external: [/^embedded:/, /^mc\//, /^node:/, "timer", /^sim900\//],
	output: { dir: "dist", format: "es", preserveModules: true, preserveModulesRoot: "src" },
	// Module-level calls only make constant tables.
	treeshake: { moduleSideEffects: false },
	plugins: [clean, typescript({ tsconfig: "tsconfig.build.json" })],
};
