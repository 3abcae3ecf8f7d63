import ts from "typescript";

const Modifier = ts.ModifierFlags;

/** Its name is nobody's affair but its class's, or that of classes that inherit from it. */
export function isPrivate(declaration: ts.Declaration): boolean {
	return (ts.getCombinedModifierFlags(declaration) & (Modifier.Private | Modifier.Protected)) !== 0;
}

/** What others know of a program. */
export interface Published {
	/** Names of properties. */
	readonly names: ReadonlySet<string>;
	/** Where those are declared. */
	readonly declarations: ReadonlySet<ts.Declaration>;
}

/** The properties of whatever modules export, and of whatever those properties, parameters and results consist of. */
export function publishedBy(program: ts.Program, entries: readonly ts.SourceFile[]): Published {
	const checker = program.getTypeChecker();
	const names = new Set<string>();
	const declarations = new Set<ts.Declaration>();
	const visited = new Set<ts.Type>();
	const visit = (type: ts.Type): void => {
		if (visited.has(type)) return;
		visited.add(type);
		if (type.isUnionOrIntersection()) type.types.forEach(visit);
		type.aliasTypeArguments?.forEach(visit);
		if (isReference(type)) checker.getTypeArguments(type).forEach(visit);
		// The engine's own.
		if (type.symbol?.declarations?.every(declaration => declaration.getSourceFile().isDeclarationFile)) return;
		for (const property of type.getProperties()) {
			if (property.declarations?.some(isPrivate)) continue;
			names.add(property.name);
			for (const declaration of property.declarations ?? []) declarations.add(declaration);
			visit(checker.getTypeOfSymbol(property));
		}
		for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
			for (const parameter of signature.getParameters()) visit(checker.getTypeOfSymbol(parameter));
			for (const parameter of signature.declaration?.parameters ?? []) visit(checker.getTypeAtLocation(parameter));
			visit(signature.getReturnType());
		}
	};
	for (const entry of entries) {
		const module = checker.getSymbolAtLocation(entry);
		for (const exported of module ? checker.getExportsOfModule(module) : []) {
			const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
			if (symbol.flags & ts.SymbolFlags.Type) visit(checker.getDeclaredTypeOfSymbol(symbol));
			if (symbol.flags & ts.SymbolFlags.Value) visit(checker.getTypeOfSymbol(symbol));
		}
	}
	return { names, declarations };
}

function isReference(type: ts.Type): type is ts.TypeReference {
	const { objectFlags } = type as ts.ObjectType;
	return (type.flags & ts.TypeFlags.Object) !== 0 && (objectFlags & ts.ObjectFlags.Reference) !== 0;
}
