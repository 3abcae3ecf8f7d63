import { loadPart, missing } from "./figures.ts";

export const name = "instructions";

const count = (value: number): string => Math.round(value).toLocaleString("en");

/** What the firmware's processor does, in RV32IMC instructions. */
export async function table(): Promise<string | undefined> {
	if (await missing()) return undefined;
	const { instructions, floods, naive } = await loadPart("instructions");
	const { payload64, payload120, payloadRead64, ring, cmti, readCycle } = instructions;
	const worst = Object.entries(floods).toSorted(([, a], [, b]) => b - a)[0]![0];
	const rows: [string, number][] = [
		["a byte of payload, bursts of 64, used in place", payload64],
		["a byte of payload, bursts of 120, used in place", payload120],
		["a byte of payload, bursts of 64, read into a buffer", payloadRead64],
		["an `AT+HTTPREAD` with its answer, without the payload", readCycle],
		["a line `RING`", ring],
		["the same with strings, `indexOf` and `slice`", naive.slice[0]],
		["the same with strings and `split`", naive.split[0]],
		['a line `+CMTI: "SM",1234`', cmti],
		["the same with strings, `indexOf` and `slice`", naive.slice[1]],
		["the same with strings and `split`", naive.split[1]],
		["128 bytes of `RING` lines", floods["RING"]!],
		[`128 bytes of the worst kind (\`${worst}\`)`, instructions.fifoWorst],
	];
	return ["| what | instructions |", "| --- | --: |", ...rows.map(([what, value]) => `| ${what} | ${count(value)} |`)].join("\n");
}
