/*
	What `npm run build` makes of src/ and simulator/.
*/
import { dirname, join, posix, relative, resolve } from "node:path";
import typescript from "@rollup/plugin-typescript";
import { device } from "./tools/build/device.ts";
export { espruino } from "./tools/build/espruino.ts";
import { runtimes, serviceOf, services } from "./tools/build/services.ts";

// What the platform provides, and the package's own entry that each platform answers in its own way.
const external = [/^sim900$/, "commander", "serialport", /^embedded:/, /^mc\//, /^node:/, "timer", /^sim900\//];
// Module-level calls only make constant tables; entries keep theirs.
const treeshake = { moduleSideEffects: false };

/** Source maps are made in a folder that becomes dist/: where the sources are, seen from there. */
const sourceSeenFrom = dir => (source, map) => {
	const place = join("dist", relative(dir, map));
	return relative(dirname(place), source.replace(/^(\.\.\/)+/, "")).replaceAll("\\", posix.sep);
};

const named = Object.entries(services).map(([name, { entry }]) => [name, `src/${entry}`]);
const others = runtimes.map(path => [path.replace(/\.ts$/, ""), `src/${path}`]);

/** One module a service, in JavaScript as a microcontroller wants it. */
export async function library(dir, scratch) {
	const { transformers, tidy } = await device("src", scratch);
	return {
		input: Object.fromEntries([...named, ...others]),
		external,
		treeshake,
		preserveEntrySignatures: "allow-extension",
		output: {
			dir,
			format: "es",
			sourcemap: "hidden",
			sourcemapPathTransform: sourceSeenFrom(dir),
			entryFileNames: "[name].js",
			chunkFileNames: "[name].js",
			manualChunks: id => serviceOf(relative(resolve("src"), id).replaceAll("\\", posix.sep)),
			minifyInternalExports: true,
		},
		plugins: [typescript({ tsconfig: "tsconfig.build.json", outDir: dir, sourceMap: true, noEmitOnError: false, transformers }), tidy],
	};
}

/** The simulator, which needs Node.js and which the library does not know, and the program of the page that shows a timeline. */
export function simulator(dir) {
	return [simulatorModules(dir), viewer(dir)];
}

function viewer(dir) {
	return {
		input: "playground/timeline-page.ts",
		// Text that a page holds, and no module.
		output: { dir, entryFileNames: "simulator/timeline/viewer.txt", format: "iife" },
		plugins: [typescript({ tsconfig: "tsconfig.browser.json", noEmit: false })],
	};
}

function simulatorModules(dir) {
	return {
		input: ["simulator/index.ts", "simulator/cli.ts"],
		external,
		treeshake,
		output: {
			dir: `${dir}/simulator`,
			format: "es",
			sourcemap: true,
			sourcemapPathTransform: sourceSeenFrom(dir),
			preserveModules: true,
			preserveModulesRoot: "simulator",
		},
		plugins: [typescript({ tsconfig: "tsconfig.simulator.json", outDir: `${dir}/simulator`, sourceMap: true, inlineSources: true })],
	};
}

/** The command line, which uses the package as any other program does. */
export function cli(dir) {
	return {
		input: ["cli/main.ts"],
		external,
		treeshake,
		output: {
			dir: `${dir}/cli`,
			format: "es",
			sourcemap: true,
			sourcemapPathTransform: sourceSeenFrom(dir),
			preserveModules: true,
			preserveModulesRoot: "cli",
		},
		plugins: [typescript({ tsconfig: "tsconfig.cli.json", outDir: `${dir}/cli`, sourceMap: true, inlineSources: true })],
	};
}
