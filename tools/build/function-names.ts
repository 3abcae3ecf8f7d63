import ts from "typescript";
import { shortNames } from "./private-names.ts";

const { factory } = ts;

/** Names of the functions that a module of dist/ declares at its top. A class keeps its own: some bundlers write a renamed one in another way. */
function declaredFunctions(source: ts.SourceFile): string[] {
	return source.statements.flatMap(statement => (ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : []));
}

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

/** `{ name }` of a pattern or an import gives a property or an export a variable of its name: it is not renamed. */
function bindsByName(source: ts.SourceFile): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		const binds = (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) || ts.isImportSpecifier(node);
		if (binds && !node.propertyName && ts.isIdentifier(node.name)) names.add(node.name.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return names;
}

/** The identifier is the name of a property, of an export, or of what another module exports. */
function isOutside(node: ts.Identifier): boolean {
	const { parent } = node;
	if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
	if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node;
	if (ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) return parent.propertyName === node;
	const isMember = ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isMethodDeclaration(parent) || ts.isAccessor(parent);
	return isMember && parent.name === node;
}

function variableNames(source: ts.SourceFile): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isIdentifier(node) && !isOutside(node)) names.add(node.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return names;
}

/**
 * Gives the functions of a module that no application sees short names, many of which members have too: on XS the name of a function is a
 * key in flash. A name is exchanged wherever it is a variable's, also for a local one of the same name, and the new one is nobody else's.
 */
export function shortenFunctionNames(source: ts.SourceFile): ts.SourceFile {
	const kept = new Set([...publicNames(source), ...bindsByName(source)]);
	const free = shortNames(variableNames(source));
	const names = new Map(
		declaredFunctions(source)
			.filter(name => !kept.has(name))
			.map(name => [name, free.next().value as string]),
	);
	const rename = ({ text }: ts.ModuleExportName): ts.Identifier => factory.createIdentifier(names.get(text) ?? text);
	const { transformed } = ts.transform(source, [
		context => root => {
			const visit = (node: ts.Node): ts.Node => {
				if (ts.isShorthandPropertyAssignment(node) && names.has(node.name.text)) {
					return factory.createPropertyAssignment(node.name.text, rename(node.name));
				}
				if (ts.isExportSpecifier(node) && !node.propertyName && names.has(node.name.text)) {
					return factory.updateExportSpecifier(node, false, rename(node.name), node.name);
				}
				if (ts.isIdentifier(node)) return names.has(node.text) && !isOutside(node) ? rename(node) : node;
				return ts.visitEachChild(node, visit, context);
			};
			return ts.visitNode(root, visit, ts.isSourceFile);
		},
	]);
	return transformed[0]!;
}
