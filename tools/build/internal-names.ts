import ts from "typescript";

/** Every name that a declaration in `nodes` gives to a member of a class, an interface, an object type or an object. */
function declaredNames(nodes: readonly ts.Node[]): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		const isMember = ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElementLike(node);
		if (isMember && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
		ts.forEachChild(node, visit);
	};
	nodes.forEach(visit);
	return names;
}

/** What an application sees: the members of all types that it can get at from the exports of a module. */
class Surface {
	readonly names = new Set<string>();
	private readonly checker: ts.TypeChecker;
	private readonly seen = new Set<ts.Type>();

	constructor(checker: ts.TypeChecker, entry: ts.SourceFile) {
		this.checker = checker;
		for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(entry)!)) this.addExport(symbol);
	}

	private addExport(symbol: ts.Symbol): void {
		const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
		this.names.add(symbol.name);
		if (target.flags & ts.SymbolFlags.Value) this.addType(this.checker.getTypeOfSymbol(target));
		if (target.flags & ts.SymbolFlags.Type) this.addType(this.checker.getDeclaredTypeOfSymbol(target));
	}

	private addType(type: ts.Type): void {
		if (this.seen.has(type)) return;
		this.seen.add(type);
		if (type.isUnionOrIntersection()) type.types.forEach(part => this.addType(part));
		for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) this.addSignature(signature);
		this.checker.getTypeArguments?.(type as ts.TypeReference).forEach(argument => this.addType(argument));
		for (const base of type.getBaseTypes?.() ?? []) this.addType(base);
		for (const property of type.getProperties()) this.addProperty(property);
	}

	private addSignature(signature: ts.Signature): void {
		for (const parameter of signature.getParameters()) this.addType(this.checker.getTypeOfSymbol(parameter));
		this.addType(signature.getReturnType());
	}

	/** Those of JavaScript itself have no names to be changed, and lead nowhere. */
	private addProperty(property: ts.Symbol): void {
		const declaration = property.declarations?.[0];
		if (!declaration || declaration.getSourceFile().isDeclarationFile) return;
		if (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) return;
		this.names.add(property.name);
		this.addType(this.checker.getTypeOfSymbol(property));
	}
}

/** What a module says of its platform: `declare function setWatch(…, options: { repeat: boolean })`. */
function ambientNames(sources: readonly ts.SourceFile[]): Set<string> {
	const isAmbient = (statement: ts.Statement): boolean =>
		ts.canHaveModifiers(statement) && (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false);
	return declaredNames(sources.flatMap(source => source.statements.filter(isAmbient)));
}

/** Texts of the program: what is looked up by its name keeps it. */
function spelledNames(sources: readonly ts.SourceFile[]): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node)) names.add(node.text);
		ts.forEachChild(node, visit);
	};
	sources.forEach(visit);
	return names;
}

/** The names of members of `program` that neither an application of `entry`, nor the engine, nor a text of the program itself knows. */
export function internalNames(program: ts.Program, entry: string): string[] {
	const sources = program.getSourceFiles().filter(source => !source.isDeclarationFile);
	const libraries = program.getSourceFiles().filter(source => source.isDeclarationFile);
	const surface = new Surface(program.getTypeChecker(), program.getSourceFile(entry)!);
	const known = new Set([...declaredNames(libraries), ...ambientNames(sources), ...spelledNames(sources), ...surface.names]);
	return [...declaredNames(sources)].filter(name => !known.has(name)).sort();
}
