import ts from "typescript";

/** A class that breaks a rule which takes more than its own module to know. */
export interface ClassFault {
	/** Path of its module below src/. */
	readonly path: string;
	readonly line: number;
	readonly rule: string;
	readonly reason: string;
	readonly instead: string;
}

/** The rules of {@link checkClasses}. */
export const CLASS_RULES: readonly string[] = ["super-levels", "call-depth"];

interface Class {
	readonly path: string;
	readonly node: ts.ClassLikeDeclaration;
	readonly base: string | undefined;
	/** Methods of its own that each of its methods calls, nested functions left out: those run later. */
	readonly calls: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Calls of `this.method()` that may be nested: each takes two of the object's fifteen locks, and the application's callback and what it calls take the rest. */
const DEEPEST = 5;

function ownCalls(body: ts.Node): Set<string> {
	const found = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionLike(node)) return;
		const callee = ts.isCallExpression(node) ? node.expression : undefined;
		if (callee && ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword)
			found.add(callee.name.text);
		ts.forEachChild(node, visit);
	};
	ts.forEachChild(body, visit);
	return found;
}

function classAt(path: string, node: ts.ClassLikeDeclaration): Class {
	const extended = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
	const calls = new Map<string, Set<string>>();
	for (const member of node.members) {
		if (ts.isMethodDeclaration(member) && member.body) calls.set(member.name.getText(), ownCalls(member.body));
	}
	return { path, node, base: extended?.getText(), calls };
}

function classesOf(modules: ReadonlyMap<string, string>): Class[] {
	const found: Class[] = [];
	for (const [path, text] of modules) {
		const visit = (node: ts.Node): void => {
			if (ts.isClassLike(node)) found.push(classAt(path, node));
			ts.forEachChild(node, visit);
		};
		visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true));
	}
	return found;
}

/** The class and what it extends, nearest first. */
function lineage(start: Class, classes: readonly Class[]): Class[] {
	const line = [start];
	for (let { base } = start; base !== undefined;) {
		const parent = classes.find(({ node }) => node.name?.text === base);
		if (!parent || line.includes(parent)) break;
		line.push(parent);
		base = parent.base;
	}
	return line;
}

/** The longest chain of calls, no method twice. */
function longestChain(calls: ReadonlyMap<string, ReadonlySet<string>>): string[] {
	let longest: string[] = [];
	const follow = (chain: string[]): void => {
		if (chain.length > longest.length) longest = chain;
		for (const next of calls.get(chain.at(-1)!) ?? []) {
			if (calls.has(next) && !chain.includes(next) && longest.length <= DEEPEST + 1) follow([...chain, next]);
		}
	};
	for (const method of calls.keys()) follow([method]);
	return longest;
}

const superLevels = (levels: string): Omit<ClassFault, "path" | "line"> => ({
	rule: "super-levels",
	reason: `on Espruino super() over two levels calls itself until the stack is gone: ${levels}`,
	instead: "one base class, and what else is shared as a field",
});

const callDepth = (chain: string): Omit<ClassFault, "path" | "line"> => ({
	rule: "call-depth",
	reason: `an object of Espruino that is locked fifteen times is never freed, and each nested call of a method of its own takes two: ${chain}`,
	instead: "return what the caller then does, or an allowance for what lives as long as the modem",
});

/** Classes that Espruino gets wrong although each of their modules reads well: `super` over two levels, and calls of own methods nested too deep. */
export function checkClasses(modules: ReadonlyMap<string, string>): ClassFault[] {
	const classes = classesOf(modules);
	return classes.flatMap(each => {
		const { path, node } = each;
		const file = node.getSourceFile();
		const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
		const faults: ClassFault[] = [];
		const ancestors = lineage(each, classes);
		if (ancestors.length > 2)
			faults.push({ path, line, ...superLevels(ancestors.map(({ node }) => node.name?.text ?? "a class").join(" extends ")) });
		const calls = new Map(ancestors.toReversed().flatMap(({ calls }) => [...calls]));
		const chain = longestChain(calls);
		if (chain.length > DEEPEST) faults.push({ path, line, ...callDepth(chain.join(" -> ")) });
		return faults;
	});
}
