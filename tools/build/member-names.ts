import ts from "typescript";
import { isPrivate, publishedBy } from "./published-names.ts";
import { shortNames } from "./short-names.ts";

type Owner = ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeLiteralNode | ts.ObjectLiteralExpression;
type Member = ts.ClassElement | ts.TypeElement | ts.ObjectLiteralElementLike;

function isOwner(node: ts.Node): node is Owner {
	return ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node) || ts.isObjectLiteralExpression(node);
}

/** `declare class TextDecoder { … }`: the sources say what the engine has. */
function isAmbient(node: ts.Node): boolean {
	return (
		(ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0
	);
}

function membersOf(owner: Owner): readonly Member[] {
	return ts.isObjectLiteralExpression(owner) ? owner.properties : owner.members;
}

function nameOf(declaration: ts.Declaration): string | undefined {
	const name = ts.getNameOfDeclaration(declaration);
	return name && ts.isIdentifier(name) ? name.text : undefined;
}

/** What the sources of a program call by names. */
class Sources {
	readonly files: readonly ts.SourceFile[];
	readonly owners: Owner[] = [];
	/** Names of one or two letters, which are given to nothing else. */
	readonly short = new Set<string>();
	/** Texts: one may be the name of a property. */
	readonly texts = new Set<string>();
	/** Properties of what the engine provides. */
	readonly engine = new Set<string>();

	constructor(program: ts.Program) {
		const files = program.getSourceFiles();
		this.files = files.filter(file => !file.isDeclarationFile);
		for (const file of this.files) this.visit(file);
		for (const file of files) if (file.isDeclarationFile) this.visitEngine(file);
	}

	private visit(node: ts.Node): void {
		if (ts.isIdentifier(node) && node.text.length <= 2) this.short.add(node.text);
		if (ts.isStringLiteralLike(node)) this.texts.add(node.text);
		if (isAmbient(node)) return this.visitEngine(node);
		if (isOwner(node)) this.owners.push(node);
		ts.forEachChild(node, child => this.visit(child));
	}

	private visitEngine(node: ts.Node): void {
		if (isOwner(node)) for (const member of membersOf(node)) this.engine.add(nameOf(member) ?? "");
		ts.forEachChild(node, child => this.visitEngine(child));
	}
}

/**
 * Short names for members of a program's classes and objects that no application and no engine knows, so that flash holds few names:
 * - `private` and `protected` ones, which the type checker tells apart, by class;
 * - the others that no published type has: one short name stands for a name, wherever it is read. Two share one where nothing has both.
 */
class HiddenNames {
	private readonly checker: ts.TypeChecker;
	private readonly sources: Sources;
	private readonly families: ReadonlyMap<Owner, ReadonlySet<string>>;
	private readonly shared = new Map<string, string>();
	/** Short names of members that are looked for in vain somewhere: nothing else may have them. */
	private readonly unique = new Set<string>();
	private readonly own = new Map<ts.ClassLikeDeclaration, ReadonlyMap<string, string>>();

	constructor(program: ts.Program, entries: readonly ts.SourceFile[]) {
		this.checker = program.getTypeChecker();
		this.sources = new Sources(program);
		const internal = this.internalNames(publishedBy(program, entries).names);
		this.families = this.familiesOf(internal);
		this.share(internal);
	}

	/** The short name of the member that `node` names, undefined for one that keeps its name. What the build has made has no symbol. */
	of(node: ts.Identifier): string | undefined {
		const symbol = node.pos < 0 ? undefined : this.checker.getSymbolAtLocation(node);
		const short = this.ofSymbol(symbol) ?? this.shared.get(node.text);
		if (short !== undefined && node.pos >= 0 && symbol === undefined) {
			throw new Error(
				`${node.getSourceFile().fileName}: ${node.parent.getText()} is of no known type: nobody knows whose ${node.text} that is`,
			);
		}
		return short;
	}

	/** The short name of what `{ name }` takes out of an object. */
	ofBinding({ name, propertyName, dotDotDotToken, parent }: ts.BindingElement): string | undefined {
		const property = propertyName ?? name;
		if (dotDotDotToken || !ts.isIdentifier(property) || !ts.isObjectBindingPattern(parent)) return undefined;
		return this.ofSymbol(this.checker.getTypeAtLocation(parent).getProperty(property.text)) ?? this.shared.get(property.text);
	}

	/** A text that is the name of a private member. */
	isPrivateText(node: ts.StringLiteralLike): boolean {
		return this.ofSymbol(this.checker.getSymbolAtLocation(node)) !== undefined;
	}

	private ofSymbol(symbol: ts.Symbol | undefined): string | undefined {
		const member = symbol?.declarations?.find(declaration => isPrivate(declaration) && nameOf(declaration) !== undefined);
		return member && ts.isClassLike(member.parent) ? this.namesOf(member.parent).get(nameOf(member)!) : undefined;
	}

	/** Of a class and what it inherits. */
	private namesOf(owner: ts.ClassLikeDeclaration): ReadonlyMap<string, string> {
		const known = this.own.get(owner);
		if (known) return known;
		const base = this.baseOf(owner);
		const names = new Map(base ? this.namesOf(base) : undefined);
		const others = [...this.families.get(owner)!].map(name => this.shared.get(name)!);
		const free = shortNames(new Set([...this.sources.short, ...this.unique, ...others, ...names.values()]));
		for (const member of owner.members) {
			const name = nameOf(member);
			if (name !== undefined && isPrivate(member) && !names.has(name)) names.set(name, free.next().value as string);
		}
		this.own.set(owner, names);
		return names;
	}

	private baseOf(owner: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration | undefined {
		const type = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
		const declaration = type && this.checker.getTypeAtLocation(type).symbol?.valueDeclaration;
		return declaration && ts.isClassLike(declaration) ? declaration : undefined;
	}

	/** Members that a class, or an object of a declared type, has, and nothing that anybody else knows. */
	private internalNames(published: ReadonlySet<string>): Set<string> {
		const { owners, texts, engine } = this.sources;
		const open = (is: (owner: Owner) => boolean): string[] =>
			owners.filter(is).flatMap(owner => membersOf(owner).flatMap(member => (isPrivate(member) ? [] : (nameOf(member) ?? []))));
		const types = new Set(open(owner => ts.isInterfaceDeclaration(owner) || ts.isTypeLiteralNode(owner)));
		const names = [...open(ts.isClassLike), ...open(ts.isObjectLiteralExpression).filter(name => types.has(name))];
		return new Set(names.filter(name => !published.has(name) && !texts.has(name) && !engine.has(name)));
	}

	/** The internal names that may meet in one object: those of a class with all that inherit from one another, and those of a type. */
	private familiesOf(internal: ReadonlySet<string>): Map<Owner, Set<string>> {
		const families = new Map<Owner, Set<string>>();
		const rootOf = (owner: Owner): Owner => {
			const base = ts.isClassLike(owner) ? this.baseOf(owner) : undefined;
			return base ? rootOf(base) : owner;
		};
		for (const owner of this.sources.owners) {
			const root = rootOf(owner);
			const family = families.get(root) ?? new Set();
			families.set(root, family).set(owner, family);
			const inherited = ts.isInterfaceDeclaration(owner) ? this.checker.getTypeAtLocation(owner).getProperties() : [];
			for (const name of [...membersOf(owner).map(nameOf), ...inherited.map(({ name }) => name)]) {
				if (name !== undefined && internal.has(name)) family.add(name);
			}
		}
		return families;
	}

	private share(internal: ReadonlySet<string>): void {
		const members = this.sources.owners.flatMap(owner => [...membersOf(owner)]);
		const optional = new Set(members.filter(member => "questionToken" in member && member.questionToken).map(nameOf));
		const families = [...new Set(this.families.values())];
		for (const name of [...internal].toSorted((a, b) => Number(optional.has(b)) - Number(optional.has(a)))) {
			const near = families.filter(family => family.has(name)).flatMap(family => [...family].map(other => this.shared.get(other) ?? ""));
			const short = shortNames(new Set([...this.sources.short, ...this.unique, ...near])).next().value as string;
			this.shared.set(name, short);
			if (optional.has(name)) this.unique.add(short);
		}
	}
}

/** The name of a property, in a declaration or behind a dot; not that of `{ name }`. */
function propertyName(node: ts.Node): ts.Identifier | undefined {
	const hasName =
		ts.isPropertyAccessExpression(node) || ts.isClassElement(node) || ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node);
	return hasName && node.name && ts.isIdentifier(node.name) ? node.name : undefined;
}

/** Gives hidden members their short names, wherever they are declared and used. What the modules `entries` export has types that are published. */
export function shortenMemberNames(program: ts.Program, entries: readonly ts.SourceFile[]): ts.TransformerFactory<ts.SourceFile> {
	const names = new HiddenNames(program, entries);
	const { factory } = ts;
	return context => source => {
		const visit = (node: ts.Node): ts.Node => {
			if (ts.isTypeNode(node)) return node;
			const name = propertyName(node);
			const short = name && names.of(name);
			if (short !== undefined) {
				return ts.visitEachChild(node, child => (child === name ? factory.createIdentifier(short) : visit(child)), context);
			}
			if (ts.isShorthandPropertyAssignment(node)) {
				const property = names.of(node.name);
				return property === undefined ? node : factory.createPropertyAssignment(property, node.name);
			}
			if (ts.isBindingElement(node)) return bindingOf(node);
			if (
				ts.isElementAccessExpression(node) &&
				ts.isStringLiteralLike(node.argumentExpression) &&
				names.isPrivateText(node.argumentExpression)
			) {
				throw new Error(`${source.fileName}: ${node.getText(source)} reaches a private member by its text`);
			}
			return ts.visitEachChild(node, visit, context);
		};
		const bindingOf = (node: ts.BindingElement): ts.Node => {
			// Another transformer may have made this node anew: what the checker knows is the one of the source.
			const short = names.ofBinding(ts.getOriginalNode(node, ts.isBindingElement));
			const property = short === undefined ? node.propertyName : factory.createIdentifier(short);
			const initializer = ts.visitNode(node.initializer, visit, ts.isExpression);
			return factory.updateBindingElement(node, node.dotDotDotToken, property, node.name, initializer);
		};
		return ts.visitNode(source, visit, ts.isSourceFile);
	};
}
