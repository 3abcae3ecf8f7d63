/*
	npm run check: everything that can be said about the code without running it. Stops at the first step that fails.
*/
import { spawnSync } from "node:child_process";
import { delimiter, resolve } from "node:path";
import { performance } from "node:perf_hooks";

interface Step {
	readonly name: string;
	readonly command: string;
	/** What to do when it fails. */
	readonly next: string;
}

const steps: readonly Step[] = [
	{
		name: "types: src",
		command: "node node_modules/typescript/bin/tsc -p tsconfig.json",
		next: "mend the types; src/ knows neither DOM nor node",
	},
	{ name: "types: host side", command: "node node_modules/typescript/bin/tsc -p tsconfig.host.json", next: "mend the types" },
	{
		name: "types: browser",
		command: "node node_modules/typescript/bin/tsc -p tsconfig.browser.json",
		next: "mend the types; a page knows the DOM, and of the simulator what needs no Node.js",
	},
	{
		name: "types: firmware",
		command: "node node_modules/typescript/bin/tsc -p tsconfig.firmware.json",
		next: "mend the types; firmware knows the Moddable SDK's modules only",
	},
	{ name: "lint", command: "oxlint --deny-warnings", next: "mend it; `npx oxlint --fix` mends what is mechanical" },
	{
		name: "subset",
		command: "node --import tsx tools/lint-subset.ts",
		next: "write it as each line says: src/ runs on XS and on Espruino",
	},
	{ name: "format", command: "prettier --check --log-level warn .", next: "npm run format" },
	{ name: "build", command: "node --import tsx tools/build.ts", next: "mend it; `npm run build` shows the whole message" },
	{ name: "publint", command: "publint --strict", next: "mend `exports` or `files` in package.json" },
	{
		name: "entries",
		command: "attw --pack . --profile esm-only --quiet",
		next: "mend `exports`; `npx attw --pack . --profile esm-only` says where",
	},
	{ name: "package", command: "node --import tsx tools/package.ts", next: "mend `exports` or `files` in package.json, or the manifest" },
];

const environment = { ...process.env, PATH: `${resolve("node_modules/.bin")}${delimiter}${process.env.PATH}` };

function runStep({ name, command, next }: Step): boolean {
	const start = performance.now();
	process.stdout.write(`${name.padEnd(18)}`);
	const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: "utf8", env: environment });
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	console.log(status === 0 ? `ok      ${seconds} s` : `FAILED  ${seconds} s\n\n${stdout}${stderr}\nnext: ${next}`);
	return status === 0;
}

const failed = steps.find(step => !runStep(step));
if (failed) process.exitCode = 1;
else console.log("all checks passed");
