import ts from "typescript";
import { shortNames } from "./short-names.ts";

const { factory } = ts;

/** What the module gives out under its own name: an application may see it. */
export function publicNames(source: ts.SourceFile): Set<string> {
	const names = new Set<string>();
	for (const statement of source.statements) {
		if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
		for (const { name, propertyName } of statement.exportClause.elements) {
			if (name.text.length > 2) names.add((propertyName ?? name).text);
		}
	}
	return names;
}

/** A function, or the module. */
type Scope = ts.SignatureDeclaration | ts.SourceFile;

/** The identifier is the name of a property, of an export, or of what another module exports. */
function isOutside(node: ts.Identifier): boolean {
	const { parent } = node;
	if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
	if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node;
	if (ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) return parent.propertyName === node;
	const isMember = ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isMethodDeclaration(parent) || ts.isAccessor(parent);
	return isMember && parent.name === node;
}

/** From the inside out. What a function is called is spoken of outside it. */
function scopesAround(node: ts.Node): Scope[] {
	const scopes: Scope[] = [];
	const { parent } = node;
	const isFunctionName = ts.isFunctionDeclaration(parent) && parent.name === node;
	for (let at: ts.Node = isFunctionName ? parent.parent : parent; at; at = at.parent) {
		if (ts.isFunctionLike(at) || ts.isSourceFile(at)) scopes.push(at);
	}
	return scopes;
}

/** A variable, or whatever else can be called by a name: where it is declared, and where its name stands. */
interface Variable {
	/** The names of classes, of what an application sees, and of what the engine provides stay. */
	readonly isKept: boolean;
	readonly scope: Scope | undefined;
	readonly places: ts.Identifier[];
	name: string;
}

/** The variables of a module, in the order in which they are declared, from the outside in. */
class Variables {
	private readonly checker: ts.TypeChecker;
	private readonly kept: ReadonlySet<string>;
	private readonly known = new Map<ts.Symbol | string, Variable>();
	/** What is spoken of in a function, or in one inside it. */
	private readonly spoken = new Map<Scope, Set<Variable>>();

	constructor(program: ts.Program, source: ts.SourceFile) {
		this.checker = program.getTypeChecker();
		this.kept = publicNames(source);
		const visit = (node: ts.Node): void => {
			if (ts.isIdentifier(node) && !isOutside(node)) this.note(node);
			ts.forEachChild(node, visit);
		};
		visit(source);
	}

	/** New names, by where an identifier begins. */
	shorten(): Map<number, string> {
		const renamed = new Map<number, string>();
		for (const [scope, spoken] of this.spoken) {
			const own = [...spoken].filter(variable => variable.scope === scope && !variable.isKept);
			// The names of what is inside do not stand yet.
			const taken = [...spoken].filter(variable => variable.isKept || renamed.has(variable.places[0]!.getStart()));
			const free = shortNames(new Set(taken.map(({ name }) => name)));
			for (const variable of own) {
				variable.name = free.next().value as string;
				for (const place of variable.places) renamed.set(place.getStart(), variable.name);
			}
		}
		return renamed;
	}

	private note(node: ts.Identifier): void {
		const symbol = this.symbolOf(node);
		const key = symbol ?? node.text;
		let variable = this.known.get(key);
		if (!variable) this.known.set(key, (variable = this.variableOf(node.text, symbol)));
		variable.places.push(node);
		for (const scope of scopesAround(node).toReversed()) {
			if (!this.spoken.has(scope)) this.spoken.set(scope, new Set());
			this.spoken.get(scope)!.add(variable);
		}
	}

	private symbolOf(node: ts.Identifier): ts.Symbol | undefined {
		const { parent } = node;
		if (ts.isShorthandPropertyAssignment(parent)) return this.checker.getShorthandAssignmentValueSymbol(parent);
		if (ts.isExportSpecifier(parent)) return this.checker.getExportSpecifierLocalTargetSymbol(parent);
		return this.checker.getSymbolAtLocation(node);
	}

	private variableOf(name: string, symbol: ts.Symbol | undefined): Variable {
		const declaration = symbol?.declarations?.[0];
		const isClass = declaration !== undefined && ts.isClassLike(declaration);
		return {
			isKept: declaration === undefined || isClass || this.kept.has(name),
			scope: declaration && scopeOf(declaration),
			places: [],
			name,
		};
	}
}

/** A parameter belongs to its function, and so does the name of a function expression. */
function scopeOf(declaration: ts.Node): Scope {
	return ts.isFunctionExpression(declaration) ? declaration : scopesAround(declaration)[0]!;
}

/** The module alone, as TypeScript, so that no name of JavaScript's old modules means anything. */
function programOf(text: string): { program: ts.Program; source: ts.SourceFile } {
	const fileName = "module.ts";
	const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
	const host: ts.CompilerHost = {
		...ts.createCompilerHost({}),
		getSourceFile: name => (name === fileName ? source : undefined),
		fileExists: name => name === fileName,
	};
	return {
		program: ts.createProgram([fileName], { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest }, host),
		source,
	};
}

/**
 * Gives the variables of a module short names, functions and parameters among them, but for those that an application sees: on XS the name of each is a key in
 * flash, also of a local one, and what is called the same shares it, members too. Classes keep their own: some bundlers write a renamed one in another way.
 */
export function shortenVariableNames(source: ts.SourceFile): ts.SourceFile {
	const { program, source: parsed } = programOf(source.text);
	const names = new Variables(program, parsed).shorten();
	const nameOf = (node: ts.Node): string | undefined => (node.pos < 0 ? undefined : names.get(node.getStart(source)));
	const rename = (node: ts.ModuleExportName): ts.Identifier => factory.createIdentifier(nameOf(node) ?? node.text);
	const { transformed } = ts.transform(source, [
		context => root => {
			const visit = (node: ts.Node): ts.Node => {
				if (ts.isShorthandPropertyAssignment(node)) return factory.createPropertyAssignment(node.name.text, rename(node.name));
				if (ts.isExportSpecifier(node) && !node.propertyName && nameOf(node.name) !== undefined) {
					return factory.updateExportSpecifier(node, false, rename(node.name), node.name);
				}
				if (ts.isImportSpecifier(node) && !node.propertyName)
					return factory.updateImportSpecifier(node, false, node.name, rename(node.name));
				if (ts.isBindingElement(node) && !node.propertyName && ts.isObjectBindingPattern(node.parent) && ts.isIdentifier(node.name)) {
					const initializer = ts.visitNode(node.initializer, visit, ts.isExpression);
					return factory.updateBindingElement(
						node,
						node.dotDotDotToken,
						node.dotDotDotToken ? undefined : node.name,
						rename(node.name),
						initializer,
					);
				}
				if (ts.isIdentifier(node)) return nameOf(node) === undefined ? node : rename(node);
				return ts.visitEachChild(node, visit, context);
			};
			return ts.visitNode(root, visit, ts.isSourceFile);
		},
	]);
	return transformed[0]!;
}
