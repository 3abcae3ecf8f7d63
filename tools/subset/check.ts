import ts from "typescript";
import { findAllowances } from "./allowances.ts";
import { CLASS_RULES } from "./classes.ts";
import { importOf, importRules } from "./imports.ts";
import { type Rule, subsetRules } from "./rules.ts";

/** One place that breaks one rule. */
export interface Violation {
	/** Path below src/. */
	readonly path: string;
	readonly line: number;
	readonly rule: string;
	readonly reason: string;
	readonly instead: string;
}

type Broken = Pick<Rule, "name" | "reason" | "instead">;
type Judge = (node: ts.Node, erased: boolean) => readonly Broken[];

// Adapters to one platform, and the shapes whose contract forces promises.
const EXEMPT = /^(runtime\/|(fetch|promises|trace)\b|(moddable|node|espruino[\w-]*)\.ts$)/;

const sourceRules = subsetRules.filter(rule => rule.where !== "emitted");
const emittedRules = subsetRules.filter(rule => rule.where !== "source");
const ruleNames = new Set([...[...sourceRules, ...importRules].map(rule => rule.name), ...CLASS_RULES]);

/** Types and `declare` leave nothing behind in the emitted code. */
function isErased(node: ts.Node): boolean {
	if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
	if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(modifier => modifier.kind === ts.SyntaxKind.DeclareKeyword)) return true;
	if (!ts.isTypeNode(node)) return false;
	const heritage = node.parent;
	return !(ts.isHeritageClause(heritage) && ts.isClassLike(heritage.parent) && heritage.token === ts.SyntaxKind.ExtendsKeyword);
}

/** What an import, erased or not, breaks, and what code breaks that is emitted. */
function sourceJudge(path: string): Judge {
	const exempt = EXEMPT.test(path);
	return (node, erased) => {
		const what = importOf(node, path);
		if (what) return importRules.filter(rule => (rule.everywhere || !exempt) && rule.matches(what));
		return exempt || erased ? [] : sourceRules.filter(rule => rule.matches(node));
	};
}

function emittedJudge(node: ts.Node): readonly Broken[] {
	return emittedRules.filter(rule => rule.matches(node));
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
	return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function findViolations(path: string, text: string, judge: Judge): Violation[] {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
	const found: Violation[] = [];
	const visit = (node: ts.Node, within: boolean): void => {
		const erased = within || isErased(node);
		for (const { name, reason, instead } of judge(node, erased))
			found.push({ path, line: lineOf(file, node), rule: name, reason, instead });
		ts.forEachChild(node, child => visit(child, erased));
	};
	visit(file, false);
	return found;
}

function badAllowance(path: string, line: number, reason: string): Violation {
	return { path, line, rule: "allowance", reason, instead: "// subset: allow <rule> — <why>" };
}

/** Everything in `text`, the module at `path` below src/, that breaks a rule and is not allowed, by line; `known` has been found by other means. */
export function checkModule(path: string, text: string, known: readonly Violation[] = []): Violation[] {
	const allowances = findAllowances(text);
	const used = new Set<number>();
	const found = [...findViolations(path, text, sourceJudge(path)), ...known].filter(({ line, rule }) => {
		const allowed = allowances.find(allowance => allowance.line === line && allowance.rule === rule && allowance.why);
		if (allowed) used.add(allowed.at);
		return !allowed;
	});
	for (const { at, rule, why } of allowances) {
		if (!ruleNames.has(rule)) found.push(badAllowance(path, at, `there is no rule "${rule}"`));
		else if (!why) found.push(badAllowance(path, at, "an allowance needs a reason"));
		else if (!used.has(at)) found.push(badAllowance(path, at, `nothing on that line breaks ${rule}`));
	}
	return found.sort((a, b) => a.line - b.line);
}

/** What `text`, JavaScript that the compiler has emitted, contains that Espruino cannot run. */
export function checkEmitted(text: string): Violation[] {
	return findViolations("bundle.js", text, emittedJudge);
}

/** What `text`, a module as an engine gets it, contains that no lowering has taken away: also what the lowering has put in. */
export function checkLowered(text: string): Violation[] {
	const names = new Set(["own-class-name"]);
	const rules = subsetRules.filter(({ name, where }) => where !== "source" || names.has(name));
	return findViolations("module.js", text, node => rules.filter(rule => rule.matches(node)));
}
