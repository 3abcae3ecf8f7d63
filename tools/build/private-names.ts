import ts from "typescript";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const RESERVED: ReadonlySet<string> = new Set(["as", "do", "if", "in", "is", "of"]);
const Modifier = ts.ModifierFlags;

/** `a` to `z`, then `aa`, `ab`, … without what the sources themselves call a property. */
export function* shortNames(taken: ReadonlySet<string>): Generator<string> {
	for (let length = 1; ; length++) {
		for (let index = 0; index < LETTERS.length ** length; index++) {
			let name = "";
			for (let rest = index, i = 0; i < length; i++, rest = Math.floor(rest / LETTERS.length)) name = LETTERS[rest % LETTERS.length] + name;
			if (!taken.has(name) && !RESERVED.has(name)) yield name;
		}
	}
}

function isHidden(member: ts.Declaration): member is ts.ClassElement & { name: ts.Identifier } {
	const name = ts.getNameOfDeclaration(member);
	return (
		name !== undefined && ts.isIdentifier(name) && (ts.getCombinedModifierFlags(member) & (Modifier.Private | Modifier.Protected)) !== 0
	);
}

function textsOfProperties(source: ts.SourceFile, texts: Set<string>): void {
	const visit = (node: ts.Node): void => {
		if (ts.isIdentifier(node) && node.text.length <= 2) texts.add(node.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
}

/**
 * Short names for the `private` and `protected` members of a program's classes, which the type checker knows: no name that an application or
 * an engine uses is among them. Classes share them as far as none inherits from the other, so that flash holds few names.
 */
class HiddenNames {
	private readonly checker: ts.TypeChecker;
	private readonly taken = new Set<string>();
	private readonly names = new Map<ts.ClassLikeDeclaration, ReadonlyMap<string, string>>();

	constructor(program: ts.Program) {
		this.checker = program.getTypeChecker();
		const sources = program.getSourceFiles().filter(source => !source.isDeclarationFile);
		for (const source of sources) textsOfProperties(source, this.taken);
	}

	/** The short name of the member that `node` names, undefined for every other name. */
	of(node: ts.Node): string | undefined {
		return this.ofSymbol(this.checker.getSymbolAtLocation(node));
	}

	/** The short name of what `{ name }` takes out of an object. */
	ofBinding({ name, propertyName, parent }: ts.BindingElement): string | undefined {
		const property = propertyName ?? name;
		return ts.isIdentifier(property) && ts.isObjectBindingPattern(parent)
			? this.ofSymbol(this.checker.getTypeAtLocation(parent).getProperty(property.text))
			: undefined;
	}

	private ofSymbol(symbol: ts.Symbol | undefined): string | undefined {
		const member = symbol?.declarations?.find(isHidden);
		return member && ts.isClassLike(member.parent) ? this.namesOf(member.parent).get(member.name.text) : undefined;
	}

	/** Of a class and what it inherits. */
	private namesOf(owner: ts.ClassLikeDeclaration): ReadonlyMap<string, string> {
		const known = this.names.get(owner);
		if (known) return known;
		const base = this.baseOf(owner);
		const names = new Map(base ? this.namesOf(base) : undefined);
		const used = new Set(names.values());
		const free = shortNames(this.taken);
		for (const member of owner.members) {
			if (!isHidden(member) || names.has(member.name.text)) continue;
			let name;
			do name = free.next().value as string;
			while (used.has(name));
			names.set(member.name.text, name);
		}
		this.names.set(owner, names);
		return names;
	}

	private baseOf(owner: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration | undefined {
		const type = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
		const symbol = type && this.checker.getTypeAtLocation(type).symbol;
		const declaration = symbol?.valueDeclaration;
		return declaration && ts.isClassLike(declaration) ? declaration : undefined;
	}
}

/** Gives hidden members their short names, wherever they are declared and used. */
export function shortenPrivateNames(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
	const names = new HiddenNames(program);
	const { factory } = ts;
	return context => source => {
		const visit = (node: ts.Node): ts.Node => {
			if (ts.isTypeNode(node)) return node;
			if (ts.isIdentifier(node)) {
				const short = names.of(node);
				return short === undefined ? node : factory.createIdentifier(short);
			}
			if (ts.isBindingElement(node)) {
				// Another transformer may have made this node anew: what the checker knows is the one of the source.
				const short = names.ofBinding(ts.getOriginalNode(node, ts.isBindingElement));
				const property = short === undefined ? node.propertyName : factory.createIdentifier(short);
				return factory.updateBindingElement(
					node,
					node.dotDotDotToken,
					property,
					node.name,
					ts.visitNode(node.initializer, visit, ts.isExpression),
				);
			}
			if (
				ts.isElementAccessExpression(node) &&
				ts.isStringLiteralLike(node.argumentExpression) &&
				names.of(node.argumentExpression) !== undefined
			) {
				throw new Error(`${source.fileName}: ${node.getText(source)} reaches a private member by its text`);
			}
			return ts.visitEachChild(node, visit, context);
		};
		return ts.visitNode(source, visit, ts.isSourceFile);
	};
}
