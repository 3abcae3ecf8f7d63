import { readFileSync } from "node:fs";
import { digestOf, type EngineFigures, type Measured, MODULES, sizesOf } from "../host-tests/espruino/measure.ts";
import { build } from "../tools/build/build.ts";

export const name = "espruino";

const count = (value: number): string => value.toLocaleString("en");

const rate = (value: number | undefined): string => (value === undefined ? "" : count(value));

/** What one engine has shown; of a module that has changed since, it says so. */
export function row({ engine, variables, module, digest, burst, required, connected, peak, growth, rates }: EngineFigures): string {
	const blocks = [variables, burst, required, connected].map(count);
	const speed = ["GET", "POST", "FTP get", "FTP put"].map(what => rate(rates[what]));
	const which = digest === digestOf(module) ? module : `${module}, earlier`;
	return `| ${[engine, which, ...blocks, peak > 0 ? count(peak) : "", "GET" in rates && module !== "sim900" ? count(growth) : "", ...speed].join(" | ")} |`;
}

/** The modules as they are, and what `npm run espruino` has kept: engines are on the PC of whoever measures. */
export async function table(): Promise<string> {
	await build("espruino");
	const { engines } = JSON.parse(readFileSync("bench/espruino.json", "utf8")) as Measured;
	return [
		"| module in Storage | bytes | as text |",
		"| --- | --: | --: |",
		...MODULES.map(module => {
			const [text, tokens] = sizesOf(module);
			return `| ${module} | ${count(tokens)} | ${count(text)} |`;
		}),
		"",
		"| engine | module | of | `burst` | require | connected | peak | after ten | GET, B/s | POST | FTP get | FTP put |",
		"| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
		...engines.map(row),
	].join("\n");
}
