import { readFileSync } from "node:fs";
import type { EngineFigures, Measured } from "../host-tests/espruino/measure.ts";

export const name = "espruino";

const count = (value: number): string => value.toLocaleString("en");

const rate = (value: number | undefined): string => (value === undefined ? "" : count(value));

function row({ engine, variables, module, burst, required, connected, peak, growth, rates }: EngineFigures): string {
	const blocks = [variables, burst, required, connected].map(count);
	const speed = ["GET", "POST", "FTP get", "FTP put"].map(what => rate(rates[what]));
	return `| ${[engine, module, ...blocks, peak > 0 ? count(peak) : "", "GET" in rates && module !== "sim900" ? count(growth) : "", ...speed].join(" | ")} |`;
}

/** What `npm run espruino` has kept: engines are on the PC of whoever measures. */
export async function table(): Promise<string> {
	const { modules, engines } = JSON.parse(readFileSync("bench/espruino.json", "utf8")) as Measured;
	return [
		"| module in Storage | bytes | as text |",
		"| --- | --: | --: |",
		...Object.entries(modules).map(([module, [text, tokens]]) => `| ${module} | ${count(tokens)} | ${count(text)} |`),
		"",
		"| engine | module | of | `burst` | require | connected | peak | after ten | GET, B/s | POST | FTP get | FTP put |",
		"| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
		...engines.map(row),
	].join("\n");
}
