import { dirname, join, relative, resolve } from "node:path";
import { transform } from "esbuild";
import type { InputOptions, OutputOptions, Plugin } from "rollup";
import ts from "typescript";
import { inlineConstants } from "./constants.ts";
import { evaluateConstants } from "./evaluate.ts";
import { checkLowered } from "../subset/check.ts";
import { inlineCalls } from "./inline-calls.ts";
import { inlineValues } from "./inline-values.ts";
import { internalNames } from "./internal-names.ts";
import { supported } from "./espruino-language.ts";
import { pretokenise } from "./pretokenise.ts";

/** Modules of Espruino by the name that a program requires, and their entries below src/. */
export const modules: Readonly<Record<string, string>> = {
	sim900: "espruino.ts",
	"sim900-http": "espruino-http.ts",
	"sim900-ftp": "espruino-ftp.ts",
};
/** Its types are those of all. */
const LARGEST = "espruino.ts";

type Config = InputOptions & { output: OutputOptions };
const { factory } = ts;

const ARRAYS: Readonly<Record<string, (elements: number[]) => ArrayBufferView>> = {
	Uint8Array: elements => new Uint8Array(elements),
	Int32Array: elements => new Int32Array(elements),
};
/** Below it a table is no shorter as text. */
const LEAST_TABLE = 8;

function numberOf(node: ts.Expression): number {
	return ts.isPrefixUnaryExpression(node) ? -Number((node.operand as ts.NumericLiteral).text) : Number((node as ts.NumericLiteral).text);
}

/** `new Uint8Array([1, 2, …])` as a text of its bytes, which stays in flash: as an array it takes a block an element while it is loaded, and more than that afterwards. */
function tableAsText(node: ts.NewExpression): ts.Expression | undefined {
	const make = ts.isIdentifier(node.expression) ? ARRAYS[node.expression.text] : undefined;
	const list = node.arguments?.[0];
	if (!make || !list || !ts.isArrayLiteralExpression(list) || list.elements.length < LEAST_TABLE) return undefined;
	const bytes = Buffer.from(make(list.elements.map(numberOf)).buffer as ArrayBuffer);
	const text = factory.createCallExpression(factory.createIdentifier("atob"), undefined, [
		factory.createStringLiteral(bytes.toString("base64")),
	]);
	const buffer = factory.createPropertyAccessExpression(factory.createIdentifier("E"), "toArrayBuffer");
	return factory.updateNewExpression(node, node.expression, undefined, [factory.createCallExpression(buffer, undefined, [text])]);
}

/** `Object.freeze(value)`, which the engine does not have. */
function frozenValue(node: ts.Node): ts.Expression | undefined {
	if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
	const { expression, name } = node.expression;
	return ts.isIdentifier(expression) && expression.text === "Object" && name.text === "freeze" ? node.arguments[0] : undefined;
}

/** Texts of a module from this length on stand where they are used: as a variable of the module they would be in RAM for ever. */
const LONG_TEXT = 128;

function longTexts(source: ts.SourceFile): ReadonlyMap<string, ts.StringLiteral> {
	const declarations = source.statements.flatMap(statement =>
		ts.isVariableStatement(statement) ? statement.declarationList.declarations : [],
	);
	return new Map(
		declarations.flatMap(({ name, initializer }) =>
			initializer && ts.isStringLiteral(initializer) && initializer.text.length >= LONG_TEXT ? [[name.getText(source), initializer]] : [],
		),
	);
}

/** What the engine has not, or has for less. */
function adapt(code: string): string {
	const { outputText } = ts.transpileModule(code, {
		compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.Preserve, useDefineForClassFields: false, allowJs: true },
		transformers: {
			before: [
				context => source => {
					const texts = longTexts(source);
					const visit = (node: ts.Node): ts.Node => {
						if (ts.isIdentifier(node) && texts.has(node.text) && !ts.isVariableDeclaration(node.parent))
							return factory.createStringLiteral(texts.get(node.text)!.text);
						const inner = ts.visitEachChild(node, visit, context);
						return frozenValue(inner) ?? (ts.isNewExpression(inner) ? tableAsText(inner) : undefined) ?? inner;
					};
					return ts.visitNode(source, visit, ts.isSourceFile);
				},
			],
		},
	});
	return outputText;
}

/** Lowered to the engine's language, as short as can be. Rejects what cannot be lowered. */
async function lower(code: string, internal: readonly string[]): Promise<string> {
	const { code: lowered } = await transform(adapt(code), {
		format: "cjs",
		platform: "neutral",
		charset: "utf8",
		// A text with a line break would become a template literal, which no token stands for.
		supported: { ...supported, "template-literal": false },
		minify: true,
		mangleProps: new RegExp(`^(?:${internal.join("|")})$`),
		logLevel: "silent",
	});
	const [fault] = checkLowered(lowered);
	if (fault) throw new Error(`${fault.rule}: ${fault.reason}; instead: ${fault.instead}`);
	return lowered;
}

/** The sources as JavaScript with their constants in place, by path without its ending, and the names that may be changed. */
interface Compiled {
	readonly texts: ReadonlyMap<string, string>;
	readonly internal: readonly string[];
}

const stem = (path: string): string => path.replace(/\.[jt]s$/, "");

/** Once for all modules: the compiler takes longer than everything else. */
async function compile(scratch: string): Promise<Compiled> {
	const computed = await evaluateConstants("src", scratch);
	const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (error: ts.Diagnostic) => fail([error]) };
	const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
		"tsconfig.build.json",
		{ declaration: false, isolatedDeclarations: false },
		host,
	)!;
	const program = ts.createProgram(fileNames, options);
	const texts = new Map<string, string>();
	const source = (file: string): string => join(resolve("src"), relative(resolve(options.outDir!), file));
	const write: ts.WriteFileCallback = (file, text) => texts.set(stem(source(file)), text);
	const entries = Object.values(modules).flatMap(entry => program.getSourceFile(resolve("src", entry)) ?? []);
	const { diagnostics } = program.emit(undefined, write, undefined, false, {
		before: [inlineCalls(program, computed, entries), inlineValues(program), inlineConstants(program, computed)],
	});
	fail(diagnostics);
	return { texts, internal: internalNames(program, resolve("src", LARGEST)) };
}

function fail(diagnostics: readonly ts.Diagnostic[]): void {
	if (diagnostics.length)
		throw new Error(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n"));
}

/** The library asks for its runtime by the package's own name. */
function pathOf(name: string, from: string | undefined): string {
	if (name === "sim900/runtime") return resolve("src/runtime/espruino.ts");
	return from === undefined ? resolve(name) : resolve(dirname(from), name);
}

/** As modules of Espruino's collection begin: of the text, which is read, not of the tokens, which take room on a device. */
const HEADER = `/* Copyright (c) 2026 the sim900 authors. See the file LICENSE for copying permission. */
/* HTTP and FTP over a SIM900 or SIM800 modem: see SIM900HTTP.md. */
`;

function engine({ texts, internal }: Compiled): Plugin {
	return {
		name: "espruino",
		resolveId: (name, from) => stem(pathOf(name, from)),
		load: path => texts.get(path) ?? null,
		renderChunk: async code => ({ code: await lower(code, internal), map: null }),
		generateBundle(_, files) {
			for (const file of Object.values(files) as { fileName: string; code: string }[]) {
				const { fileName, code } = file;
				this.emitFile({ type: "asset", fileName: fileName.replace(/js$/, "tokens.js"), source: Buffer.from(pretokenise(code), "latin1") });
				file.code = HEADER + code;
			}
		},
	};
}

/** Modules that do something when they are loaded. */
const ACTIVE = /(runtime\/espruino|espruino-connect|at\/error)$/;

/** What rollup makes `dist/espruino/` by. */
export async function espruino(dir: string, scratch: string): Promise<Config[]> {
	const compiled = await compile(scratch);
	return Object.entries(modules).map(([name, entry]) => ({
		input: { [name]: join("src", entry) },
		treeshake: { moduleSideEffects: id => ACTIVE.test(id) },
		output: { dir: join(dir, "espruino"), format: "cjs", esModule: false, strict: false, exports: "named", entryFileNames: "[name].js" },
		plugins: [engine(compiled)],
	}));
}
