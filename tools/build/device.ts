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
 * such as 1000 must not become 1e3, which XS takes for a float. The source map
 * is named after a tab, which Node.js and debuggers read; the SDK's compiler, which knows a space only, would take the first of the sources for all of them.
 */
const tidy: Plugin = {
	name: "tidy",
	renderChunk(code, { fileName }) {
		const { outputText, sourceMapText } = ts.transpileModule(code, {
			fileName,
			compilerOptions: PRINTED,
			transformers: { before: [() => shortenFunctionNames] },
		});
		const printed = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
		return { code: shedFunctionProperties(printed), map: sourceMapText! };
	},
	generateBundle(_, files) {
		for (const file of Object.values(files)) {
			if (file.type === "chunk") file.code += `//#\tsourceMappingURL=${file.fileName.replace(/.*\//, "")}.map\n`;
		}
	},
};

/** As it stands, without comments. */
const PRINTED: ts.CompilerOptions = {
	target: ts.ScriptTarget.ESNext,
	module: ts.ModuleKind.Preserve,
	verbatimModuleSyntax: true,
	useDefineForClassFields: false,
	allowJs: true,
	removeComments: true,
	sourceMap: true,
};
