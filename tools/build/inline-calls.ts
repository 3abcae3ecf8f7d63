import ts from "typescript";
import { Numbers } from "./constants.ts";
import type { Computed } from "./evaluate.ts";
import { FOREIGN, isMarked, isPath, isValue } from "./inline-values.ts";
import { publishedBy } from "./published-names.ts";

const { factory } = ts;

/** What is called once and can stand where it is called: a method, or a function that its module keeps to itself. */
type Callee = (ts.MethodDeclaration | ts.FunctionDeclaration) & { readonly name: ts.Identifier; readonly body: ts.Block };
/** `this.method(…);`, or that of another object, that after `return`, or what takes its value: `target = this.method(…);`, `const target = this.method(…);`, `if (this.method(…))`. */
type Site = ts.ReturnStatement | ts.ExpressionStatement | ts.VariableStatement | ts.IfStatement;

function isSite(node: ts.Node): node is Site {
	return ts.isReturnStatement(node) || ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isIfStatement(node);
}

function isNegated(node: ts.Expression): node is ts.PrefixUnaryExpression {
	return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
}

function isCallee(node: ts.Node): node is Callee {
	if (!(ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) || !node.body || !node.name || !ts.isIdentifier(node.name))
		return false;
	const flags = ts.getCombinedModifierFlags(node);
	const isOwn = ts.isMethodDeclaration(node)
		? ts.isClassLike(node.parent)
		: (flags & ts.ModifierFlags.Export) === 0 && ts.isSourceFile(node.parent);
	const isPlain = (flags & (ts.ModifierFlags.Static | ts.ModifierFlags.Async)) === 0 && !node.asteriskToken;
	return isOwn && isPlain && node.parameters.every(isPlainParameter) && !contains(node.body, isHard);
}

function isPlainParameter({ name, initializer, dotDotDotToken }: ts.ParameterDeclaration): boolean {
	return ts.isIdentifier(name) && name.text !== "this" && !initializer && !dotDotDotToken;
}

/** What would mean something else in another function. */
function isHard(node: ts.Node): boolean {
	const isWord = ts.isIdentifier(node) && node.text === "arguments";
	return isWord || ts.isFunctionLike(node) || ts.isBindingElement(node) || ts.isLabeledStatement(node) || ts.isTryStatement(node);
}

function contains(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
	return ts.forEachChild(node, child => is(child) || contains(child, is)) ?? false;
}

/** The value of a statement, without what takes it. */
function valueOf(site: Site): ts.Expression | undefined {
	if (ts.isVariableStatement(site)) {
		const [declaration, ...others] = site.declarationList.declarations;
		return others.length === 0 && ts.isIdentifier(declaration!.name) ? declaration!.initializer : undefined;
	}
	const { expression } = site;
	if (ts.isIfStatement(site)) return isNegated(site.expression) ? site.expression.operand : expression;
	const isTaken =
		ts.isExpressionStatement(site) &&
		ts.isBinaryExpression(site.expression) &&
		site.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
	return isTaken ? (site.expression as ts.BinaryExpression).right : expression;
}

function callOf(site: Site): ts.CallExpression | undefined {
	const value = valueOf(site);
	return value && ts.isCallExpression(value) ? value : undefined;
}

/** Takes the value of what is called. */
function isTaking(site: Site): boolean {
	return ts.isVariableStatement(site) || ts.isIfStatement(site) || (ts.isExpressionStatement(site) && site.expression !== callOf(site));
}

function hasReturn(node: ts.Node): boolean {
	return ts.isReturnStatement(node) || contains(node, ts.isReturnStatement);
}

function alwaysReturns(statement: ts.Statement | undefined): boolean {
	if (!statement) return false;
	if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
	if (ts.isBlock(statement)) return alwaysReturns(statement.statements.at(-1));
	return ts.isIfStatement(statement) && alwaysReturns(statement.thenStatement) && alwaysReturns(statement.elseStatement);
}

function partsOf(statement: ts.Statement | undefined): readonly ts.Statement[] {
	if (!statement) return [];
	return ts.isBlock(statement) ? statement.statements : [statement];
}

/** What becomes of a value that is returned. */
type Take = (value: ts.Expression | undefined) => ts.Statement | undefined;

const drop: Take = value => value && factory.createExpressionStatement(value);

/**
 * The same without `return`: what comes after `if (…) return;` is its `else`, and a clause of a `switch` breaks if nothing comes after that. Undefined where it
 * cannot be said so.
 */
function withoutReturn(statements: readonly ts.Statement[], take: Take): ts.Statement[] | undefined {
	const first = statements.findIndex(hasReturn);
	if (first < 0) return [...statements];
	const [statement, ...rest] = statements.slice(first) as [ts.Statement, ...ts.Statement[]];
	const before = statements.slice(0, first);
	if (ts.isReturnStatement(statement)) {
		const taken = take(statement.expression);
		return taken ? [...before, ts.setOriginalNode(taken, statement)] : before;
	}
	const other = ts.isIfStatement(statement)
		? withoutReturnIf(statement, rest, take)
		: ts.isSwitchStatement(statement) && rest.length === 0
			? withoutReturnSwitch(statement, take)
			: undefined;
	return other && [...before, ts.setOriginalNode(other, statement)];
}

function withoutReturnIf(
	{ expression, thenStatement, elseStatement }: ts.IfStatement,
	rest: readonly ts.Statement[],
	take: Take,
): ts.IfStatement | undefined {
	const thenReturns = alwaysReturns(thenStatement);
	if (rest.length > 0 && !thenReturns && !alwaysReturns(elseStatement)) return undefined;
	const then = withoutReturn([...partsOf(thenStatement), ...(thenReturns ? [] : rest)], take);
	const otherwise = withoutReturn([...partsOf(elseStatement), ...(thenReturns ? rest : [])], take);
	if (!then || !otherwise) return undefined;
	const branches = [then, otherwise].map(branch => factory.createBlock(branch, true));
	return factory.createIfStatement(expression, branches[0]!, otherwise.length > 0 ? branches[1] : undefined);
}

function withoutReturnSwitch({ expression, caseBlock }: ts.SwitchStatement, take: Take): ts.SwitchStatement | undefined {
	const clauses: ts.CaseOrDefaultClause[] = [];
	for (const clause of caseBlock.clauses) {
		const { statements } = clause;
		const last = statements.at(-1);
		const breaks = last !== undefined && ts.isBreakStatement(last);
		const isOver = clause === caseBlock.clauses.at(-1) || breaks || alwaysReturns(last);
		const own = statements.length > 0 && isOver ? withoutReturn(breaks ? statements.slice(0, -1) : statements, take) : [];
		if (!own || (statements.length > 0 && !isOver)) return undefined;
		const all = statements.length > 0 ? [...own, factory.createBreakStatement()] : [];
		clauses.push(
			ts.isCaseClause(clause) ? factory.updateCaseClause(clause, clause.expression, all) : factory.updateDefaultClause(clause, all),
		);
	}
	return factory.createSwitchStatement(expression, factory.createCaseBlock(clauses));
}

/** Nothing of the function comes after the statement. */
function isTail(statement: ts.Node): boolean {
	const { parent } = statement;
	if (ts.isBlock(parent)) {
		if (parent.statements.at(-1) !== statement) return false;
		return ts.isFunctionLike(parent.parent) || isTail(parent);
	}
	return ts.isIfStatement(parent) && isTail(parent);
}

/** Whose method is called; undefined where that is a function. */
function receiverOf(call: ts.CallExpression): ts.Expression | undefined {
	return ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : undefined;
}

/** A type that is declared by its members. */
type Shape = ts.InterfaceDeclaration | ts.TypeLiteralNode;

/** Types of a program by the names of their members: an object may be known by one of them. */
function shapesOf(program: ts.Program): Map<string, Shape[]> {
	const shapes = new Map<string, Shape[]>();
	const visit = (node: ts.Node): void => {
		if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
			for (const { name } of node.members) {
				if (name && ts.isIdentifier(name)) shapes.set(name.text, [...(shapes.get(name.text) ?? []), node]);
			}
		}
		ts.forEachChild(node, visit);
	};
	for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) visit(source);
	return shapes;
}

/** It has parameters of its own, or something around it has. */
function isGeneric(shape: Shape): boolean {
	for (let node: ts.Node = shape; node; node = node.parent) {
		if ("typeParameters" in node && node.typeParameters !== undefined) return true;
	}
	return false;
}

function nameOf({ name }: ts.ClassElement | ts.TypeElement | Callee): string | undefined {
	return name && ts.isIdentifier(name) ? name.text : undefined;
}

/** Who is called once, or is marked, and where. */
class Calls {
	readonly sites = new Map<Site, Callee>();
	readonly callees = new Map<Callee, readonly Site[]>();
	private readonly checker: ts.TypeChecker;
	private readonly numbers: Numbers;
	private readonly published: ReadonlySet<ts.Declaration>;
	private readonly shapes: ReadonlyMap<string, readonly Shape[]>;
	/** What classes inherit from. */
	private readonly bases = new Map<ts.Node, ts.ClassLikeDeclaration>();
	private readonly candidates = new Set<Callee>();
	private readonly others: ts.ClassElement[] = [];
	private readonly classes = new Set<ts.ClassLikeDeclaration>();
	private readonly literals: ts.ObjectLiteralExpression[] = [];
	private readonly uses = new Map<ts.Declaration, ts.Identifier[]>();

	constructor(program: ts.Program, computed: Computed, entries: readonly ts.SourceFile[]) {
		this.checker = program.getTypeChecker();
		this.numbers = new Numbers(program, computed);
		this.published = publishedBy(program, entries).declarations;
		this.shapes = shapesOf(program);
		for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) this.look(source);
		for (const callee of this.candidates) {
			const sites = this.isHidden(callee) ? this.sitesOf(callee) : [];
			if (sites.length === 1 || (sites.length > 0 && isMarked(callee))) this.callees.set(callee, sites);
		}
		for (const [callee] of this.callees) if (this.isCircular(callee)) this.callees.delete(callee);
		// From the inside out: what a callee has taken in may hold a `return` of its own.
		for (const [callee, sites] of this.callees) if (!sites.every(site => this.fits(callee, site))) this.callees.delete(callee);
		for (const [callee, sites] of this.callees) for (const site of sites) this.sites.set(site, callee);
		for (const callee of this.candidates) {
			const { name } = callee;
			if (isMarked(callee) && !isValue(callee) && !this.callees.has(callee))
				throw new Error(`${name.text} is marked with @inline, and cannot stand where it is called`);
		}
	}

	/** Where it is called; nowhere if something else is done with it, or one of the calls is none of a statement that it could stand for. */
	private sitesOf(callee: Callee): Site[] {
		const declarations: ts.Declaration[] = [callee];
		if (ts.isMethodDeclaration(callee))
			for (const { members } of this.shapesOf(callee)) declarations.push(...members.filter(each => nameOf(each) === callee.name.text));
		const uses = declarations
			.flatMap(each => this.uses.get(each) ?? [])
			.filter(node => !declarations.includes(node.parent as ts.Declaration));
		const sites = uses.map(use => siteOf(use, callee));
		const isGood = (site: Site | undefined): site is Site =>
			site !== undefined && (site.getSourceFile() === callee.getSourceFile() || this.isPortable(callee));
		return sites.every(isGood) ? sites : [];
	}

	/** The value that the function returns means nothing. */
	private isVoid(callee: Callee): boolean {
		const signature = this.checker.getSignatureFromDeclaration(callee)!;
		return (this.checker.getReturnTypeOfSignature(signature).flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
	}

	private look(source: ts.SourceFile): void {
		const visit = (node: ts.Node): void => {
			if (isCallee(node)) this.candidates.add(node);
			else if (ts.isClassElement(node)) this.others.push(node);
			if (ts.isClassLike(node)) this.relate(node);
			if (ts.isObjectLiteralExpression(node)) this.literals.push(node);
			if (ts.isIdentifier(node)) {
				for (const declaration of this.symbolOf(node)?.declarations ?? []) {
					this.uses.set(declaration, [...(this.uses.get(declaration) ?? []), node]);
				}
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
	}

	private relate(node: ts.ClassLikeDeclaration): void {
		this.classes.add(node);
		const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
		if (!base) return;
		const declaration = this.checker.getTypeAtLocation(base).symbol?.valueDeclaration;
		if (declaration && ts.isClassLike(declaration)) this.bases.set(node, declaration);
	}

	private rootOf(node: ts.Node): ts.Node {
		const base = this.bases.get(node);
		return base ? this.rootOf(base) : node;
	}

	/** Nobody calls it but whom the program shows. */
	private isHidden(callee: Callee): boolean {
		if (ts.isFunctionDeclaration(callee)) return true;
		const { name } = callee;
		const parent = callee.parent as ts.ClassLikeDeclaration;
		// Two of one name, in one class or in those that inherit from one another.
		const isTwice = [...this.candidates, ...this.others].some(
			other => other !== callee && nameOf(other) === name.text && this.rootOf(other.parent) === this.rootOf(parent),
		);
		if (isTwice) return false;
		return (ts.getCombinedModifierFlags(callee) & ts.ModifierFlags.Private) !== 0 || !this.isKnown(callee, parent);
	}

	/** Somebody who does not know the class may call its method: who uses the library, or who knows its objects by another type. */
	private isKnown(callee: Callee, owner: ts.ClassLikeDeclaration): boolean {
		if (this.published.has(callee)) return true;
		const family = this.familyOf(owner);
		return (
			family.some(({ typeParameters }) => typeParameters !== undefined) || this.shapesOf(callee).some(shape => !this.isSole(family, shape))
		);
	}

	/** Objects of the class, and of those that inherit from it. */
	private familyOf(owner: ts.Node): ts.ClassLikeDeclaration[] {
		return [owner, ...[...this.bases.keys()].filter(node => this.inherits(node, owner))] as ts.ClassLikeDeclaration[];
	}

	/** The types by which others may know the objects that have the method. */
	private shapesOf(callee: Callee): Shape[] {
		const family = this.familyOf(callee.parent);
		return (this.shapes.get(callee.name!.text) ?? []).filter(shape => family.some(each => this.fitsShape(each, shape)));
	}

	/** Nothing but objects of these classes is known by this type: who calls by it calls their method. */
	private isSole(family: readonly ts.ClassLikeDeclaration[], shape: Shape): boolean {
		if (isGeneric(shape) || shape.members.some(member => this.published.has(member))) return false;
		const isOther = (node: ts.ClassLikeDeclaration): boolean => !family.includes(node) && this.fitsShape(node, shape);
		return ![...this.classes].some(isOther) && !this.literals.some(literal => this.fitsType(literal, shape));
	}

	private inherits(node: ts.Node, owner: ts.Node): boolean {
		const base = this.bases.get(node);
		return base !== undefined && (base === owner || this.inherits(base, owner));
	}

	private fitsShape(owner: ts.ClassLikeDeclaration, shape: Shape): boolean {
		return isGeneric(shape) || this.fitsType(owner, shape);
	}

	private fitsType(node: ts.Node, shape: Shape): boolean {
		return this.checker.isTypeAssignableTo(this.checker.getTypeAtLocation(node), this.checker.getTypeAtLocation(shape));
	}

	/** It can stand in another module: whatever it speaks of is its own, a number, or the engine's. */
	private isPortable(callee: Callee): boolean {
		const own = declaredNames(callee);
		const isFree = (node: ts.Node): boolean => {
			if (ts.isTypeNode(node)) return false;
			if (ts.isTemplateLiteral(node) || ts.isRegularExpressionLiteral(node) || ts.isBigIntLiteral(node)) return true;
			if (!ts.isIdentifier(node)) return ts.forEachChild(node, isFree) ?? false;
			if (!isVariable(node) || own.has(node.text) || this.numbers.of(node) !== undefined) return false;
			return this.symbolOf(node)?.declarations?.some(declaration => !declaration.getSourceFile().isDeclarationFile) ?? false;
		};
		return !isFree(callee.body);
	}

	/** It would be put into itself, by way of others. */
	private isCircular(callee: Callee): boolean {
		const seen = new Set<Callee>();
		const leadsBack = (inner: Callee): boolean =>
			this.callees.get(inner)!.some(site => {
				const around = ts.findAncestor(site, node => this.callees.has(node as Callee)) as Callee | undefined;
				if (around === callee) return true;
				if (!around || seen.has(around)) return false;
				seen.add(around);
				return leadsBack(around);
			});
		return leadsBack(callee);
	}

	private symbolOf(node: ts.Identifier): ts.Symbol | undefined {
		if (ts.isExportSpecifier(node.parent)) return this.checker.getExportSpecifierLocalTargetSymbol(node.parent);
		return ts.isShorthandPropertyAssignment(node.parent)
			? this.checker.getShorthandAssignmentValueSymbol(node.parent)
			: this.checker.getSymbolAtLocation(node);
	}

	/** The body can stand there: its `return` leaves the caller with the same value, or it does without. */
	private fits(callee: Callee, site: Site): boolean {
		if (ts.isReturnStatement(site)) return true;
		if (isTaking(site)) return !this.isVoid(callee) && this.isOpen(callee);
		return this.isOpen(callee) || (isTail(site) && this.isVoid(callee));
	}

	/** The body can be written without `return`, with what has been put into it. */
	isOpen(callee: Callee): boolean {
		return withoutReturn(callee.body.statements, drop) !== undefined && this.innerOf(callee).every(inner => this.isOpen(inner));
	}

	private innerOf(callee: Callee): Callee[] {
		return [...this.callees]
			.filter(([, sites]) => sites.some(site => ts.findAncestor(site, node => node === callee)))
			.map(([inner]) => inner);
	}
}

/** The statement that the use is the call of. */
function siteOf(use: ts.Identifier, callee: Callee): Site | undefined {
	const { parent } = use;
	const isMethod = ts.isPropertyAccessExpression(parent) && parent.name === use && !parent.questionDotToken && isPath(parent.expression);
	const target: ts.Node = ts.isMethodDeclaration(callee) ? parent : use;
	if (ts.isMethodDeclaration(callee) && !isMethod) return undefined;
	const call = target.parent;
	if (!ts.isCallExpression(call) || call.expression !== target || call.questionDotToken || call.arguments.some(ts.isSpreadElement))
		return undefined;
	const isOdd = (node: ts.Node): boolean => ts.isFunctionLike(node) || targetOf(node) !== undefined;
	if (call.arguments.length > callee.parameters.length || contains(call, isOdd)) return undefined;
	const site = ts.findAncestor(call, ts.isStatement);
	if (!site || !isSite(site) || valueOf(site) !== call) return undefined;
	const caller = ts.findAncestor(site, ts.isFunctionLike);
	if (!caller || caller === callee || ts.isArrowFunction(caller)) return undefined;
	// Who calls a method of its own by a name for `this` keeps a loop short, and its frame small.
	if (ts.isIdentifier(receiverOf(call) ?? call) && caller.parent === callee.parent && !isMarked(callee)) return undefined;
	// What is put before super() must not speak of `this`.
	const isDerived =
		ts.isClassLike(caller.parent) && caller.parent.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
	if (ts.isConstructorDeclaration(caller) && isDerived) return undefined;
	return hidesNothing(caller, callee) ? site : undefined;
}

/** No variable of the caller has the name of something else that the callee speaks of. */
function hidesNothing(caller: ts.Node, callee: Callee): boolean {
	const own = declaredNames(callee);
	const theirs = declaredNames(caller);
	return !contains(callee.body, node => ts.isIdentifier(node) && isVariable(node) && !own.has(node.text) && theirs.has(node.text));
}

function declaredNames(node: ts.Node): Set<string> {
	const names = new Set<string>();
	const visit = (child: ts.Node): void => {
		if ((ts.isVariableDeclaration(child) || ts.isParameter(child)) && ts.isIdentifier(child.name)) names.add(child.name.text);
		ts.forEachChild(child, visit);
	};
	visit(node);
	return names;
}

/** It names a variable, not a property. */
function isVariable(node: ts.Identifier): boolean {
	const original = ts.getOriginalNode(node);
	const { parent } = original;
	const hasName = parent && (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent));
	return !hasName || parent.name !== original;
}

/** What is assigned to, or stepped. */
function targetOf(node: ts.Node): ts.Expression | undefined {
	if (ts.isBinaryExpression(node)) {
		const { kind } = node.operatorToken;
		return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : undefined;
	}
	if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
	return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken ? node.operand : undefined;
}

function isAssigned(callee: Callee, name: string): boolean {
	return contains(callee.body, node => {
		const target = targetOf(node);
		return target !== undefined && ts.isIdentifier(target) && target.text === name;
	});
}

/** It is one statement that does something with `this` first. */
function saysThisOnce({ body }: Callee): boolean {
	let times = 0;
	const visit = (node: ts.Node): void => {
		if (node.kind === ts.SyntaxKind.ThisKeyword) times++;
		ts.forEachChild(node, visit);
	};
	visit(body);
	return times === 1 && body.statements.length === 1 && ts.isExpressionStatement(body.statements[0]!);
}

/** It means the same wherever it stands: a variable, a number, nothing. */
function isSimple(node: ts.Expression): boolean {
	return (
		ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.ThisKeyword
	);
}

/**
 * Puts methods and functions that are called once where they are called, if that is a statement: on XS each costs about 180 bytes of flash before it
 * does anything, and a frame of the stack. In the sources a function is as long as its reader likes. Methods of other objects too, if nobody can call them whom
 * the program does not show; what the modules `entries` export is called by others. Comes before {@link inlineConstants}, which knows `computed`.
 */
export function inlineCalls(
	program: ts.Program,
	computed: Computed,
	entries: readonly ts.SourceFile[],
): ts.TransformerFactory<ts.SourceFile> {
	const calls = new Calls(program, computed, entries);
	const { sites, callees } = calls;
	let count = 0;
	return context => source => {
		const bodies = new Map<ts.Node, Callee>();
		const collect = (node: ts.Node): void => {
			if (callees.has(ts.getOriginalNode(node) as Callee)) bodies.set(ts.getOriginalNode(node), node as Callee);
			ts.forEachChild(node, collect);
		};
		collect(source);

		/** The body with names of its own for its variables, and what it is called with in the place of its parameters. */
		const expand = (site: Site, callee: Callee, call: ts.CallExpression): ts.Statement[] => {
			const original = ts.getOriginalNode(callee) as Callee;
			const values = new Map<string, ts.Expression>();
			const bindings: ts.Statement[] = [];
			const self = selfOf(call, original, bindings);
			const isForeign = original.getSourceFile() !== source;
			for (const name of declaredNames(original)) values.set(name, factory.createIdentifier(`${name}$${++count}`));
			callee.parameters.forEach(({ name }, index) => {
				const { text } = name as ts.Identifier;
				const value = call.arguments[index];
				if (value && isSimple(value) && !isAssigned(original, text)) values.set(text, value);
				else bindings.push(bind(values.get(text) as ts.Identifier, value));
			});
			const rename = (node: ts.Node): ts.Node => {
				if (ts.isTypeNode(node)) return node;
				if (node.kind === ts.SyntaxKind.ThisKeyword) return self ?? node;
				// Its text would be looked for in the wrong file.
				if (isForeign && ts.isNumericLiteral(node)) return factory.createNumericLiteral(node.text);
				if (isForeign && ts.isStringLiteral(node)) return factory.createStringLiteral(node.text);
				if (ts.isShorthandPropertyAssignment(node)) {
					const value = values.get(node.name.text);
					return value ? factory.createPropertyAssignment(node.name.text, value) : node;
				}
				if (ts.isIdentifier(node)) return (isVariable(node) && values.get(node.text)) || node;
				return ts.visitEachChild(node, rename, context);
			};
			const statements = callee.body.statements.map(statement => ts.visitNode(statement, rename) as ts.Statement);
			const { before, take, after } = takenBy(site);
			const isOpen = calls.isOpen(original) && !ts.isReturnStatement(site);
			const body = visitAll(isOpen ? withoutReturn(statements, take)! : statements);
			const leaves = !ts.isReturnStatement(site) || alwaysReturns(original.body.statements.at(-1)) || isTail(ts.getOriginalNode(site));
			const end = leaves ? [] : [factory.createReturnStatement()];
			const block = factory.createBlock([...bindings, ...body, ...end], true);
			return [...before, isForeign ? ts.setEmitFlags(block, FOREIGN) : block, ...after];
		};
		/** What stands for `this`, if that is another object; it is looked for once, and has a name where `this` is said more than once. */
		const selfOf = (call: ts.CallExpression, callee: Callee, bindings: ts.Statement[]): ts.Expression | undefined => {
			let receiver = receiverOf(call);
			while (receiver && ts.isNonNullExpression(receiver)) receiver = receiver.expression;
			if (!receiver || receiver.kind === ts.SyntaxKind.ThisKeyword || ts.isIdentifier(receiver)) {
				return receiver && ts.isIdentifier(receiver) ? receiver : undefined;
			}
			if (saysThisOnce(callee) && !call.arguments.some(each => ts.isCallExpression(each) || contains(each, ts.isCallExpression)))
				return ts.visitNode(receiver, visit) as ts.Expression;
			const self = factory.createIdentifier(`self$${++count}`);
			bindings.push(bind(self, receiver));
			return self;
		};
		const visitAll = (statements: readonly ts.Statement[]): ts.Statement[] =>
			statements.flatMap(statement => [visit(statement) ?? []].flat() as ts.Statement[]);
		/** What stands before the body, what becomes of its value, and what stands after it. */
		const takenBy = (site: Site): { before: ts.Statement[]; take: Take; after: ts.Statement[] } => {
			const assign =
				(target: ts.Expression): Take =>
				value =>
					factory.createExpressionStatement(factory.createAssignment(target, value ?? factory.createVoidZero()));
			if (!isTaking(site) || ts.isReturnStatement(site)) return { before: [], take: drop, after: [] };
			if (ts.isExpressionStatement(site)) return { before: [], take: assign((site.expression as ts.BinaryExpression).left), after: [] };
			if (ts.isVariableStatement(site)) {
				const name = site.declarationList.declarations[0]!.name as ts.Identifier;
				return { before: [bind(name, undefined)], take: assign(factory.createIdentifier(name.text)), after: [] };
			}
			const name = factory.createIdentifier(`is$${++count}`);
			const condition = isNegated(site.expression) ? factory.createLogicalNot(name) : name;
			const after = ts.visitEachChild(factory.createIfStatement(condition, site.thenStatement, site.elseStatement), visit, context);
			return { before: [bind(name, undefined)], take: assign(name), after: [after] };
		};
		const bind = (name: ts.Identifier, value: ts.Expression | undefined): ts.Statement =>
			factory.createVariableStatement(
				undefined,
				factory.createVariableDeclarationList(
					[factory.createVariableDeclaration(name, undefined, undefined, value && (ts.visitNode(value, visit) as ts.Expression))],
					ts.NodeFlags.Let,
				),
			);
		const visit = (node: ts.Node): ts.Node | ts.Node[] | undefined => {
			const original = ts.getOriginalNode(node);
			if (callees.has(original as Callee)) return undefined;
			const callee = sites.get(original as Site);
			const call = callee && callOf(node as Site);
			if (!call) return ts.visitEachChild(node, visit, context);
			return expand(node as Site, bodies.get(callee) ?? callee, call);
		};
		return ts.visitNode(source, visit) as ts.SourceFile;
	};
}
