import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import ts from "typescript";
import { isModuleConstant } from "./constants.ts";
import { literalOf, nameParts, type Names, NoLiteral } from "./literals.ts";

/** A constant whose value is known: the value, and how it is written. */
export interface Value {
	readonly value: unknown;
	readonly literal: ts.Expression;
}

/** Module constants that calls make, by file, then by name. */
export type Computed = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** What a module gives out under this name to be looked at: its own constants and whatever they may refer to. */
const SCOPE = "moduleScope";

interface Module {
	readonly file: string;
	readonly text: string;
	/** Constants that have to be computed. */
	readonly made: readonly string[];
	/** Every name of the module's own scope that stands for a value, in the order of its text. */
	readonly scope: readonly string[];
}

/** It calls something, or looks into something. */
function isComputed(node: ts.Node): boolean {
	if (ts.isFunctionLike(node)) return false;
	if (ts.isCallExpression(node) && node.expression.getText() === "Object.freeze") return node.arguments.some(isComputed);
	if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) return true;
	return ts.forEachChild(node, isComputed) ?? false;
}

function importedNames(statement: ts.ImportDeclaration): string[] {
	const { importClause } = statement;
	const bindings = importClause?.namedBindings;
	if (!importClause || importClause.phaseModifier !== undefined || !bindings || !ts.isNamedImports(bindings)) return [];
	return bindings.elements.filter(element => !element.isTypeOnly).map(element => element.name.text);
}

function inspect(file: string): Module {
	const text = readFileSync(file, "utf8");
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const made: string[] = [];
	const scope: string[] = [];
	for (const statement of source.statements) {
		if (ts.isImportDeclaration(statement)) scope.push(...importedNames(statement));
		else if (ts.isFunctionDeclaration(statement) && statement.body && statement.name) scope.push(statement.name.text);
		else if (ts.isVariableStatement(statement)) {
			for (const declaration of statement.declarationList.declarations.filter(isModuleConstant)) {
				scope.push(declaration.name.text);
				if (isComputed(declaration.initializer)) made.push(declaration.name.text);
			}
		}
	}
	return { file, text, made, scope };
}

function filesOf(folder: string): string[] {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return names.filter(name => name.endsWith(".ts")).map(name => join(folder, name));
}

/** Writes a module as JavaScript that Node.js runs. */
function transpile({ file, text, scope }: Module, target: string): void {
	const code = `${text}\nexport const ${SCOPE} = { ${scope.join(", ")} };\n`;
	mkdirSync(dirname(target), { recursive: true });
	const compilerOptions = { useDefineForClassFields: false, verbatimModuleSyntax: true };
	writeFileSync(target, transformSync(code, { loader: "ts", sourcefile: file, tsconfigRaw: { compilerOptions } }).code);
}

/** What cannot be written down is left to be made on the device. */
function valuesOf(scope: Readonly<Record<string, unknown>>, made: readonly string[]): ReadonlyMap<string, Value> {
	const values = new Map<string, Value>();
	const names: Names = new Map();
	for (const [name, value] of Object.entries(scope)) {
		try {
			if (made.includes(name)) values.set(name, { value, literal: literalOf(value, names) });
		} catch (error) {
			if (!(error instanceof NoLiteral)) throw error;
		}
		nameParts(value, name, names);
	}
	return values;
}

/**
 * Runs the modules below `folder` that make constants by calls, and returns those constants: hashes of keywords, packed scripts. What a
 * device gets is their values, and neither the calls nor, where nothing else needs it, what was called.
 */
export async function evaluateConstants(folder: string, scratch: string): Promise<Computed> {
	const modules = filesOf(resolve(folder)).map(inspect);
	const work = mkdtempSync(join(scratch, "evaluate-"));
	const targetOf = (file: string): string => join(work, file.slice(resolve(folder).length).replace(/ts$/, "js"));
	const computed = new Map<string, ReadonlyMap<string, Value>>();
	try {
		writeFileSync(join(work, "package.json"), '{ "type": "module" }');
		for (const module of modules) transpile(module, targetOf(module.file));
		for (const { file, made } of modules.filter(({ made }) => made.length)) {
			const { [SCOPE]: scope } = (await import(pathToFileURL(targetOf(file)).href)) as { [SCOPE]: Record<string, unknown> };
			computed.set(file, valuesOf(scope, made));
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return computed;
}
