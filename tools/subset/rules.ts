import ts from "typescript";

/** One thing that the core must not contain. */
export interface Rule {
	readonly name: string;
	readonly reason: string;
	readonly instead: string;
	/** What is looked at: the sources, the JavaScript the compiler makes of them, or both. */
	readonly where: "source" | "emitted" | "both";
	matches(node: ts.Node): boolean;
}

const Kind = ts.SyntaxKind;

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
	return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(modifier => modifier.kind === kind) ?? false);
}

/** Whether `node` is an identifier that stands for a value: no property name, no declaration. */
function isReference(node: ts.Node): node is ts.Identifier {
	if (!ts.isIdentifier(node)) return false;
	const parent = node.parent;
	if (ts.isShorthandPropertyAssignment(parent)) return true;
	if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
	if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false;
	return (parent as { name?: ts.Node }).name !== node;
}

function refersTo(...names: string[]): (node: ts.Node) => boolean {
	const set = new Set(names);
	return node => isReference(node) && set.has(node.text);
}

function isMember(node: ts.Node, object: string, names: string[]): boolean {
	if (!ts.isPropertyAccessExpression(node) || !names.includes(node.name.text)) return false;
	return ts.isIdentifier(node.expression) && node.expression.text === object;
}

/** A call of a method of something else: `this.at()` is the class's own. */
function callsMethod(node: ts.Node, names: string[]): boolean {
	if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
	const { expression, name } = node.expression;
	return names.includes(name.text) && expression.kind !== Kind.ThisKeyword && expression.kind !== Kind.SuperKeyword;
}

function isFunctionValue(node: ts.Node): boolean {
	return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** The outer node that `test` holds for, not looking past a function. */
function enclosing(node: ts.Node, test: (outer: ts.Node) => boolean): boolean {
	for (let outer = node.parent; outer && !ts.isFunctionLike(outer); outer = outer.parent) {
		if (test(outer)) return true;
	}
	return false;
}

function isLoop(node: ts.Node): boolean {
	return ts.isIterationStatement(node, false);
}

/** Runs when the module is loaded, not when something is called. */
function isModuleLevel(node: ts.Node): boolean {
	return enclosing(node, ts.isSourceFile);
}

function isAssignmentPattern(node: ts.Node): boolean {
	if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== Kind.EqualsToken) return false;
	return ts.isObjectLiteralExpression(node.left) || ts.isArrayLiteralExpression(node.left);
}

/** The expression under `as const`, `satisfies` and parentheses. */
function bare(node: ts.Expression): ts.Expression {
	let inner = node;
	while (ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner) || ts.isParenthesizedExpression(inner)) inner = inner.expression;
	return inner;
}

function isUnfrozenTable(node: ts.Node): boolean {
	if (!ts.isVariableDeclaration(node) || !node.initializer || !isModuleLevel(node)) return false;
	const value = bare(node.initializer);
	return ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value);
}

/** Of JavaScript itself: classes that are not written in it. */
const BUILTIN = /^extends (\w*Error|\w*Array|ArrayBuffer|DataView|Date|Function|Map|Object|Promise|Set)\b/;

function extendsBuiltin(node: ts.Node): boolean {
	return ts.isHeritageClause(node) && BUILTIN.test(node.getText());
}

/** `super.method()` in a class that is there to be extended. */
function callsSuperMethod(node: ts.Node): boolean {
	if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== Kind.SuperKeyword) return false;
	const owner = ts.findAncestor(node, ts.isClassLike);
	return owner !== undefined && hasModifier(owner, Kind.AbstractKeyword);
}

/** A class expression that refers to itself by its own name. */
function namesItself(node: ts.Node): boolean {
	if (!isReference(node)) return false;
	return ts.findAncestor(node.parent, outer => ts.isClassExpression(outer) && outer.name?.text === node.text) !== undefined;
}

/** What Espruino 2v29 cannot parse, does not have, or gets wrong; and what costs memory on XS. */
export const subsetRules: readonly Rule[] = [
	{
		name: "default-parameter",
		reason: "Espruino has no default parameters",
		instead: "test the argument for undefined in the body",
		where: "both",
		matches: node => ts.isParameter(node) && node.initializer !== undefined,
	},
	{
		name: "rest-parameter",
		reason: "Espruino has no rest parameters; on XS a call allocates 2 slots and a chunk",
		instead: "name the parameters",
		where: "both",
		matches: node => ts.isParameter(node) && node.dotDotDotToken !== undefined,
	},
	{
		name: "spread",
		reason: "Espruino has no spread; on XS it allocates 8 slots",
		instead: "pass the values one by one or copy the fields",
		where: "both",
		matches: node => ts.isSpreadElement(node) || ts.isSpreadAssignment(node),
	},
	{
		name: "destructuring",
		reason: "Espruino has no destructuring; that of an array allocates 8 slots on XS",
		instead: "read the properties one by one",
		where: "both",
		matches: node => ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node) || isAssignmentPattern(node),
	},
	{
		name: "async",
		reason: "Espruino has no async functions; on XS one await costs about 1.5 KB",
		instead: "call back, or do it in the promise layer on top of the core",
		where: "both",
		matches: node => hasModifier(node, Kind.AsyncKeyword) || ts.isAwaitExpression(node),
	},
	{
		name: "generator",
		reason: "Espruino has no generators; on XS each step allocates 3 slots",
		instead: "keep the position in a field",
		where: "both",
		matches: node => (node as ts.FunctionLikeDeclaration).asteriskToken?.parent === node,
	},
	{
		name: "for-of",
		reason: "Espruino has no for-of; on XS it allocates 8 slots and a block",
		instead: "count with an index",
		where: "both",
		matches: ts.isForOfStatement,
	},
	{
		name: "for-in",
		reason: "allocates 24 slots on XS",
		instead: "name the properties, or walk a table by index",
		where: "source",
		matches: ts.isForInStatement,
	},
	{
		name: "private-name",
		reason: "Espruino has no #private names, and lowering them needs WeakMap",
		instead: "TypeScript's private",
		where: "both",
		matches: ts.isPrivateIdentifier,
	},
	{
		name: "static-block",
		reason: "Espruino has no static blocks",
		instead: "a module constant",
		where: "both",
		matches: ts.isClassStaticBlockDeclaration,
	},
	{
		name: "static-member",
		reason: "Espruino does not inherit static members; on XS a static field is in read-only memory once preloaded",
		instead: "a module constant or function",
		where: "source",
		matches: node => ts.isClassElement(node) && hasModifier(node, Kind.StaticKeyword),
	},
	{
		name: "computed-key",
		reason: "Espruino has no computed keys",
		instead: "assign object[key] afterwards",
		where: "both",
		matches: ts.isComputedPropertyName,
	},
	{
		name: "label",
		reason: "Espruino has no labels",
		instead: "put the inner loop into a function and return",
		where: "both",
		matches: ts.isLabeledStatement,
	},
	{
		name: "tagged-template",
		reason: "Espruino has no tagged templates",
		instead: "call the function with its arguments",
		where: "both",
		matches: ts.isTaggedTemplateExpression,
	},
	{
		name: "try",
		reason: "on XS each entry allocates a C block and saves all registers",
		instead: "leave the state complete before calling out, so that an exception harms nothing",
		where: "source",
		matches: ts.isTryStatement,
	},
	{
		name: "meta-property",
		reason: "Espruino has neither new.target nor import.meta",
		instead: "pass what is needed as an argument",
		where: "both",
		matches: ts.isMetaProperty,
	},
	{
		name: "decorator",
		reason: "neither engine runs decorators unlowered, and their helpers allocate",
		instead: "call the function",
		where: "both",
		matches: ts.isDecorator,
	},
	{
		name: "regular-expression",
		reason: "a match allocates its result and strings, in time nothing bounds",
		instead: "compare bytes",
		where: "source",
		matches: ts.isRegularExpressionLiteral,
	},
	{
		name: "bigint",
		reason: "Espruino has no BigInt",
		instead: "numbers; above 32 bits, two of them",
		where: "both",
		matches: node => ts.isBigIntLiteral(node) || refersTo("BigInt", "BigInt64Array", "BigUint64Array")(node),
	},
	{
		name: "enum",
		reason: "an enum is an object in RAM once preloaded, and a const enum is not inlined by rollup",
		instead: "export const NAME = 1",
		where: "source",
		matches: ts.isEnumDeclaration,
	},
	{
		name: "namespace",
		reason: "a namespace is a closure and an object in RAM",
		instead: "a module",
		where: "source",
		matches: ts.isModuleDeclaration,
	},
	{
		name: "parameter-property",
		reason: "becomes a class field without initialiser, a syntax error on Espruino",
		instead: "declare the field and assign it in the constructor",
		where: "source",
		matches: node => ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent),
	},
	{
		name: "field-without-initialiser",
		reason: "a syntax error on Espruino: the compiler is set to leave such fields out (useDefineForClassFields)",
		instead: "give it a value, or write `declare` before it and assign it in the constructor",
		where: "emitted",
		matches: node => ts.isPropertyDeclaration(node) && !node.initializer && !hasModifier(node, Kind.AbstractKeyword),
	},
	{
		name: "field-function",
		reason: "an arrow function in a field loses `this` on Espruino and costs a closure for each instance",
		instead: "a method, bound once in the constructor where it is passed on",
		where: "both",
		matches: node => ts.isPropertyDeclaration(node) && node.initializer !== undefined && isFunctionValue(bare(node.initializer)),
	},
	{
		name: "reserved-method-name",
		reason: "methods named get, set or static are syntax errors on Espruino",
		instead: "another name",
		where: "both",
		matches: node => ts.isMethodDeclaration(node) && /^(get|set|static)$/.test(node.name.getText()),
	},
	{
		name: "nested-function",
		reason: "Espruino does not hoist inside a function body",
		instead: "a function of the module, or a method",
		where: "both",
		matches: node => ts.isFunctionDeclaration(node) && !ts.isSourceFile(node.parent),
	},
	{
		name: "closure-in-loop",
		reason: "a closure allocates each time round, and Espruino has one `let` for the whole loop",
		instead: "make the function once, before the loop",
		where: "both",
		matches: node => isFunctionValue(node) && enclosing(node, isLoop),
	},
	{
		name: "module-variable",
		reason: "costs RAM once preloaded, and two modems would share it",
		instead: "a const, or a field of the instance",
		where: "source",
		matches: node => ts.isVariableStatement(node) && !(node.declarationList.flags & ts.NodeFlags.Const) && ts.isSourceFile(node.parent),
	},
	{
		name: "unfrozen-table",
		reason: "an object of the module that is not frozen costs RAM once preloaded",
		instead: "Object.freeze(…)",
		where: "source",
		matches: isUnfrozenTable,
	},
	{
		name: "extends-builtin",
		reason:
			"Espruino has no super() to its own classes; their prototypes are frozen once preloaded, so assigning a name or a message throws",
		instead: "a class of its own, whose prototype is given the other one by Object.setPrototypeOf",
		where: "both",
		matches: extendsBuiltin,
	},
	{
		name: "own-class-name",
		reason: "inside a class expression Espruino does not know its name",
		instead: "a class declaration, or a constant that holds the class",
		where: "source",
		matches: namesItself,
	},
	{
		name: "super-method",
		reason: "Espruino's super looks one class above the object's own, whatever class the method stands in: here it would find itself",
		instead: "a method that the base class calls, and that does nothing there",
		where: "source",
		matches: callsSuperMethod,
	},
	{
		name: "arguments",
		reason: "allocates 5 slots and a chunk on XS",
		instead: "name the parameters",
		where: "source",
		matches: refersTo("arguments"),
	},
	{
		name: "collection",
		reason: "Espruino has no collections; on XS a new key allocates 3 slots and a chunk",
		instead: "fields, or an array made at construction",
		where: "both",
		matches: refersTo("Map", "Set", "WeakMap", "WeakSet", "WeakRef"),
	},
	{
		name: "reflection",
		reason: "Espruino has neither symbols nor proxies",
		instead: "plain properties",
		where: "both",
		matches: refersTo("Symbol", "Proxy", "Reflect", "FinalizationRegistry"),
	},
	{
		name: "promise",
		reason: "allocates 18 slots on XS, and a rejection that nobody handles aborts the machine",
		instead: "call back; the promise layer stands on top of the core",
		where: "both",
		matches: refersTo("Promise", "queueMicrotask"),
	},
	{
		name: "host-timer",
		reason: "absent on Moddable, and setting one allocates",
		instead: "the runtime's one timer, rescheduled",
		where: "source",
		matches: refersTo("setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"),
	},
	{
		name: "host-global",
		reason: "not there on every runtime",
		instead: "ask the runtime (sim900/runtime) or the options for it",
		where: "source",
		matches: refersTo(
			"console",
			"performance",
			"trace",
			"structuredClone",
			"TextDecoder",
			"TextEncoder",
			"AbortController",
			"process",
			"Buffer",
			"require",
		),
	},
	{
		name: "missing-builtin",
		reason: "Espruino lacks Math.imul and trunc, Number.isInteger, Array.from, at and flat",
		instead: "`| 0`, an index, or a loop at construction",
		where: "source",
		matches: node =>
			isMember(node, "Math", ["imul", "trunc"]) ||
			isMember(node, "Number", ["isInteger"]) ||
			isMember(node, "Array", ["from"]) ||
			callsMethod(node, ["at", "flat"]),
	},
	{
		name: "letter-case",
		reason: "brings 12 kB of Unicode tables into an image of XS",
		instead: "`lower()` of src/at/check.ts",
		where: "source",
		matches: node => callsMethod(node, ["toLowerCase", "toUpperCase", "localeCompare", "normalize"]),
	},
	{
		name: "copy-within",
		reason: "Espruino lacks copyWithin",
		instead: "runtime.move",
		where: "source",
		matches: node => callsMethod(node, ["copyWithin"]),
	},
];
