import { resolve } from "node:path";
import type { Plugin } from "rollup";
import ts from "typescript";
import { inlineConstants } from "./constants.ts";
import { evaluateConstants } from "./evaluate.ts";
import { inlineCalls } from "./inline-calls.ts";
import { inlineValues } from "./inline-values.ts";
import { shortenMemberNames } from "./member-names.ts";
import { runtimes, services } from "./services.ts";
import { shedFunctionProperties } from "./shed.ts";
import { shortenVariableNames } from "./variable-names.ts";

type Factory = (program: ts.Program) => ts.TransformerFactory<ts.SourceFile>;

/** What makes the modules below `folder` fit a microcontroller, for the TypeScript plugin and for rollup. */
export async function device(folder: string, scratch: string): Promise<{ transformers: object; tidy: Plugin }> {
	const computed = await evaluateConstants(folder, scratch);
	const entries = [...Object.values(services).map(({ entry }) => entry), ...runtimes].map(path => resolve(folder, path));
	const entriesOf = (program: ts.Program): ts.SourceFile[] => entries.flatMap(path => program.getSourceFile(path) ?? []);
	const factories: Factory[] = [
		program => inlineCalls(program, computed, entriesOf(program)),
		inlineValues,
		program => inlineConstants(program, computed),
		program => shortenMemberNames(program, entriesOf(program)),
	];
	return { transformers: { before: factories.map(factory => ({ type: "program", factory })) }, tidy };
}

/**
 * Comments are the sources', names of variables are short, and functions do not carry theirs. Nothing else changes: `const` stays `const`, what is shorter to read is longer as bytecode of XS, and a number
 * such as 1000 must not become 1e3, which XS takes for a float. The source map
 * is named after a tab, which Node.js and debuggers read; the SDK's compiler, which knows a space only, would take the first of the sources for all of them.
 */
const tidy: Plugin = {
	name: "tidy",
	renderChunk(code, { fileName }) {
		const { outputText, sourceMapText } = ts.transpileModule(code, {
			fileName,
			compilerOptions: PRINTED,
			transformers: { before: [() => shortenVariableNames] },
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
