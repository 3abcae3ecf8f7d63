import type { Plugin } from "rollup";
import ts from "typescript";
import { inlineConstants } from "./constants.ts";
import { evaluateConstants } from "./evaluate.ts";
import { shortenFunctionNames } from "./function-names.ts";
import { shortenPrivateNames } from "./private-names.ts";
import { shedFunctionProperties } from "./shed.ts";

type Factory = (program: ts.Program) => ts.TransformerFactory<ts.SourceFile>;

/** What makes the modules below `folder` fit a microcontroller, for the TypeScript plugin and for rollup. */
export async function device(folder: string, scratch: string): Promise<{ transformers: object; tidy: Plugin }> {
	const computed = await evaluateConstants(folder, scratch);
	const factories: Factory[] = [program => inlineConstants(program, computed), shortenPrivateNames];
	return { transformers: { before: factories.map(factory => ({ type: "program", factory })) }, tidy };
}

/**
 * Comments are the sources', names of functions are short, and the functions do not carry them. Nothing else changes: `const` stays `const`, what is shorter to read is longer as bytecode of XS, and a number
 * such as 1000 must not become 1e3, which XS takes for a float.
 */
const tidy: Plugin = {
	name: "tidy",
	renderChunk(code, { fileName }) {
		const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest, true);
		return { code: shedFunctionProperties(ts.createPrinter({ removeComments: true }).printFile(shortenFunctionNames(source))), map: null };
	},
};
