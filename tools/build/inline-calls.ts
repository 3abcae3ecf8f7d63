import ts from "typescript";

const { factory } = ts;

/** What is called once and can stand where it is called: a private method, or a function that its module keeps to itself. */
type Callee = (ts.MethodDeclaration | ts.FunctionDeclaration) & { readonly name: ts.Identifier; readonly body: ts.Block };
/** `this.method(…);`, that after `return`, or what takes its value: `target = this.method(…);`, `const target = this.method(…);`, `if (this.method(…))`. */
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
		? (flags & ts.ModifierFlags.Private) !== 0
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

function isMethodOf(callee: Callee, caller: ts.Node): boolean {
	return ts.isFunctionDeclaration(callee) || caller.parent === callee.parent;
}

/** Who is called once, and where. */
class Calls {
	readonly sites = new Map<Site, Callee>();
	readonly callees = new Map<Callee, Site>();
	private readonly checker: ts.TypeChecker;

	constructor(program: ts.Program) {
		this.checker = program.getTypeChecker();
		for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) this.look(source);
		// From the inside out: what a callee has taken in may hold a `return` of its own.
		for (const [callee, site] of this.callees) if (!this.fits(callee, site)) this.callees.delete(callee);
		for (const [callee, site] of this.callees) this.sites.set(site, callee);
	}

	/** The value that the function returns means nothing. */
	private isVoid(callee: Callee): boolean {
		const signature = this.checker.getSignatureFromDeclaration(callee)!;
		return (this.checker.getReturnTypeOfSignature(signature).flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
	}

	private look(source: ts.SourceFile): void {
		const callees = new Map<ts.Symbol, Callee>();
		const uses = new Map<ts.Symbol, ts.Identifier[]>();
		const visit = (node: ts.Node): void => {
			if (isCallee(node)) callees.set(this.checker.getSymbolAtLocation(node.name)!, node);
			if (ts.isIdentifier(node)) {
				const symbol = this.symbolOf(node);
				if (symbol) uses.set(symbol, [...(uses.get(symbol) ?? []), node]);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
		for (const [symbol, callee] of callees) {
			const [use, ...others] = uses.get(symbol)!.filter(node => node !== callee.name);
			const site = use && others.length === 0 && symbol.declarations!.length === 1 ? siteOf(use, callee) : undefined;
			if (site) this.callees.set(callee, site);
		}
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
		return [...this.callees].filter(([, site]) => ts.findAncestor(site, node => node === callee)).map(([inner]) => inner);
	}
}

/** The statement that the use is the call of. */
function siteOf(use: ts.Identifier, callee: Callee): Site | undefined {
	const { parent } = use;
	const isMethod = ts.isPropertyAccessExpression(parent) && parent.name === use && parent.expression.kind === ts.SyntaxKind.ThisKeyword;
	const target: ts.Node = ts.isMethodDeclaration(callee) ? parent : use;
	if (ts.isMethodDeclaration(callee) && !isMethod) return undefined;
	const call = target.parent;
	if (!ts.isCallExpression(call) || call.expression !== target || call.arguments.some(ts.isSpreadElement)) return undefined;
	const isOdd = (node: ts.Node): boolean => ts.isFunctionLike(node) || targetOf(node) !== undefined;
	if (call.arguments.length > callee.parameters.length || contains(call, isOdd)) return undefined;
	const site = ts.findAncestor(call, ts.isStatement);
	if (!site || !isSite(site) || valueOf(site) !== call) return undefined;
	const caller = ts.findAncestor(site, ts.isFunctionLike);
	if (!caller || caller === callee || ts.isArrowFunction(caller) || !isMethodOf(callee, caller)) return undefined;
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

/** It means the same wherever it stands: a variable, a number, nothing. */
function isSimple(node: ts.Expression): boolean {
	return (
		ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.ThisKeyword
	);
}

/**
 * Puts private methods and functions that are called once where they are called, if that is a statement: on XS each costs about 180 bytes of flash before it
 * does anything, and a frame of the stack. In the sources a function is as long as its reader likes.
 */
export function inlineCalls(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
	const calls = new Calls(program);
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
			for (const name of declaredNames(original)) values.set(name, factory.createIdentifier(`${name}$${++count}`));
			callee.parameters.forEach(({ name }, index) => {
				const { text } = name as ts.Identifier;
				const value = call.arguments[index];
				if (value && isSimple(value) && !isAssigned(original, text)) values.set(text, value);
				else bindings.push(bind(values.get(text) as ts.Identifier, value));
			});
			const rename = (node: ts.Node): ts.Node => {
				if (ts.isTypeNode(node)) return node;
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
			return [...before, factory.createBlock([...bindings, ...body, ...end], true), ...after];
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
			return expand(node as Site, bodies.get(callee)!, call);
		};
		return ts.visitNode(source, visit) as ts.SourceFile;
	};
}
