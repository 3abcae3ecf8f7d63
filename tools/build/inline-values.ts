import ts from "typescript";

const { factory } = ts;

/** What is marked with `@inline`: a method, a getter or a function that is one `return`. */
type Value = (ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.FunctionDeclaration) & { readonly name: ts.Identifier };

/** Its comment says so. */
export function isMarked(node: ts.Node): boolean {
	return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "inline");
}

/** It is marked, and one `return`. */
export function isValue(node: ts.Node): node is Value {
	const isOne = ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node) || ts.isFunctionDeclaration(node);
	return isOne && node.body !== undefined && isMarked(node) && returned(node as Value) !== undefined;
}

function returned({ body }: Value): ts.Expression | undefined {
	const [first, ...others] = body!.statements;
	return first && others.length === 0 && ts.isReturnStatement(first) ? first.expression : undefined;
}

/** Names, one after the other, from a variable or `this`, or a number: it means the same however often it is read. */
export function isPath(node: ts.Expression): boolean {
	if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return isPath(node.expression);
	if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isPath(node.expression);
	return ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}

/** What is put into a module from another one: neither the comments nor the places of this one belong to it. */
export const FOREIGN = ts.EmitFlags.NoComments | ts.EmitFlags.NoNestedComments | ts.EmitFlags.NoSourceMap | ts.EmitFlags.NoNestedSourceMaps;

/**
 * Puts the value of what is marked with `@inline` in the place of each call of it: a call costs a microcontroller as much as reading ten properties.
 * Nobody else may use it; throws where somebody does, or where the value cannot stand.
 */
export function inlineValues(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
	const checker = program.getTypeChecker();
	const values = new Set<ts.Declaration>();
	const visitAll = (node: ts.Node): void => {
		if (isValue(node)) values.add(node);
		ts.forEachChild(node, visitAll);
	};
	for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) visitAll(source);

	const valueOf = (name: ts.Node): Value | undefined => {
		const original = ts.getOriginalNode(name);
		if (!ts.isIdentifier(original) || original.parent === undefined) return undefined;
		let symbol = checker.getSymbolAtLocation(original);
		if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
		const declaration = symbol?.valueDeclaration;
		return declaration && declaration !== original.parent && values.has(declaration) ? (declaration as Value) : undefined;
	};

	return context => source => {
		/** The value, with what it is called with in the place of its parameters. */
		const substitute = (value: Value, self: ts.Expression | undefined, args: readonly ts.Expression[]): ts.Expression => {
			const isForeign = value.getSourceFile() !== source;
			const refuse = (what: string): never => {
				throw new Error(`${value.name.text}, which is marked with @inline, cannot stand in ${source.fileName}: ${what}`);
			};
			if (self && !isPath(self)) refuse("its object is found by a call");
			const uses = new Map<string, number>(value.parameters.map(({ name }) => [(name as ts.Identifier).text, 0]));
			const given = new Map([...uses.keys()].map((name, index) => [name, args[index]]));
			const rename = (node: ts.Node): ts.Node => {
				if (ts.isTypeNode(node)) return node;
				if (node.kind === ts.SyntaxKind.ThisKeyword) return self ?? node;
				if (ts.isPropertyAccessExpression(node)) {
					return factory.updatePropertyAccessExpression(node, ts.visitNode(node.expression, rename) as ts.Expression, node.name);
				}
				if (ts.isIdentifier(node) && uses.has(node.text)) {
					uses.set(node.text, uses.get(node.text)! + 1);
					return given.get(node.text) ?? refuse(`${node.text} is not given`);
				}
				if (isForeign && ts.isNumericLiteral(node)) return factory.createNumericLiteral(node.text);
				return ts.visitEachChild(node, rename, context);
			};
			const expression = ts.visitNode(ts.visitNode(returned(value), visit), rename) as ts.Expression;
			for (const [name, count] of uses) if (count > 1 && !isPath(given.get(name)!)) refuse(`${name} would be computed ${count} times`);
			const whole = factory.createParenthesizedExpression(expression);
			return isForeign ? ts.setEmitFlags(whole, FOREIGN) : whole;
		};
		const visit = (node: ts.Node): ts.Node | undefined => {
			// A function may be exported: the bundler drops it.
			if (!ts.isFunctionDeclaration(node) && values.has(ts.getOriginalNode(node) as ts.Declaration)) return undefined;
			if (ts.isCallExpression(node)) {
				const called = node.expression;
				const isOfObject = ts.isPropertyAccessExpression(called);
				const value = valueOf(isOfObject ? called.name : called);
				if (value && !ts.isGetAccessorDeclaration(value)) {
					const args = node.arguments.map(each => ts.visitNode(each, visit) as ts.Expression);
					return substitute(value, isOfObject ? (ts.visitNode(called.expression, visit) as ts.Expression) : undefined, args);
				}
			}
			if (ts.isPropertyAccessExpression(node)) {
				const value = valueOf(node.name);
				if (value && ts.isGetAccessorDeclaration(value))
					return substitute(value, ts.visitNode(node.expression, visit) as ts.Expression, []);
			}
			if (ts.isIdentifier(node) && valueOf(node) && !isSpecifier(ts.getOriginalNode(node).parent)) {
				throw new Error(`${node.text}, which is marked with @inline, is not called in ${source.fileName}`);
			}
			return ts.visitEachChild(node, visit, context);
		};
		return ts.visitNode(source, visit) as ts.SourceFile;
	};
}

/** An import or export of a name, which the bundler drops when nobody uses it. */
function isSpecifier(node: ts.Node): boolean {
	return ts.isImportSpecifier(node) || ts.isExportSpecifier(node);
}
