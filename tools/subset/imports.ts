import { posix } from "node:path";
import { isBuiltin } from "node:module";
import ts from "typescript";

/** A rule about what a module of src/ imports. */
export interface ImportRule {
	readonly name: string;
	readonly reason: string;
	readonly instead: string;
	/** Holds for the platform adapters in src/runtime and for src/fetch too. */
	readonly everywhere?: true;
	matches(what: Import): boolean;
}

/** One import, as the rules see it. */
export interface Import {
	/** Path of the importing module below src/. */
	readonly from: string;
	readonly specifier: string;
	/** Path of the imported module below src/, `undefined` for a bare specifier. */
	readonly to: string | undefined;
	readonly typeOnly: boolean;
	readonly dynamic: boolean;
}

// Lowest first; what stands in one row knows nothing of its neighbours.
const layers: readonly (readonly string[])[] = [
	["runtime"],
	["uart"],
	["at"],
	["modem"],
	["transfer"],
	["http", "ftp", "socket", "messages", "ussd", "information"],
	["explain", "trace", "udp", "network"],
	["fetch", "promises"],
];

const PLATFORM = /^runtime\/(moddable|pico|desktop|node|espruino)\b/;
const RUNTIME = "sim900/runtime";

function folder(path: string): string {
	return path.split("/", 1)[0]!;
}

function layer(path: string): number {
	return layers.findIndex(row => row.includes(folder(path)));
}

function isOutside({ to }: Import): boolean {
	return to !== undefined && to.startsWith("..");
}

/** Modules directly in src/ are entries: they stand above all layers. */
function isEntry(path: string): boolean {
	return !path.includes("/");
}

function climbs({ from, to, typeOnly }: Import): boolean {
	if (to === undefined || to.startsWith("..") || isEntry(from) || folder(from) === folder(to)) return false;
	if (isEntry(to)) return true;
	// An adapter has to know the shape of what it adapts.
	if (folder(from) === "runtime" && typeOnly) return false;
	return layer(to) >= layer(from);
}

/** Which module may import which. */
export const importRules: readonly ImportRule[] = [
	{
		name: "import-node",
		reason: "src/ runs on microcontrollers; node's modules are the host side's",
		instead: "take what is needed as an option",
		everywhere: true,
		matches: ({ specifier }) => isBuiltin(specifier) && specifier !== "timer",
	},
	{
		name: "import-outside",
		reason: "src/ imports neither the simulator nor tests",
		instead: "let the simulator import the driver",
		everywhere: true,
		matches: isOutside,
	},
	{
		name: "import-direction",
		reason: "dependencies point downwards only: fetch -> http, ftp -> transfer -> modem -> at -> uart -> runtime",
		instead: "move what both need to the lower layer, or let the upper one pass it in",
		everywhere: true,
		matches: climbs,
	},
	{
		name: "import-embedded",
		reason: "the application chooses its ports: a static import binds the core to one platform",
		instead: "take { io, ...options } as every ECMA-419 driver does",
		matches: ({ specifier }) => specifier.startsWith("embedded:"),
	},
	{
		name: "import-platform",
		reason: "binds the core to one platform",
		instead: `import from "${RUNTIME}"`,
		matches: ({ from, to }) => to !== undefined && PLATFORM.test(to) && folder(from) !== "runtime",
	},
	{
		name: "import-package",
		reason: "the core depends on nothing but its runtime",
		instead: `reach it through "${RUNTIME}"`,
		matches: ({ specifier, to }) =>
			to === undefined && specifier !== RUNTIME && !specifier.startsWith("embedded:") && !isBuiltin(specifier),
	},
	{
		name: "import-dynamic",
		reason: "neither engine loads modules at run time",
		instead: "a static import",
		everywhere: true,
		matches: ({ dynamic }) => dynamic,
	},
];

function specifierOf(node: ts.Node): ts.Expression | undefined {
	if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
	if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal as ts.Expression;
	if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0] ?? node.expression;
	return undefined;
}

/** Named imports count as types when each of them says so. */
function isTypeOnly(node: ts.Node): boolean {
	if (ts.isImportTypeNode(node)) return true;
	if (ts.isExportDeclaration(node)) return node.isTypeOnly;
	if (!ts.isImportDeclaration(node) || !node.importClause) return false;
	if (node.importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
	const bindings = node.importClause.namedBindings;
	return (
		!node.importClause.name &&
		bindings !== undefined &&
		ts.isNamedImports(bindings) &&
		bindings.elements.every(element => element.isTypeOnly)
	);
}

/** What `node`, in the module at `from` below src/, imports; `undefined` when it is no import. */
export function importOf(node: ts.Node, from: string): Import | undefined {
	const expression = specifierOf(node);
	if (!expression) return undefined;
	const specifier = ts.isStringLiteralLike(expression) ? expression.text : "";
	const to = specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
	return { from, specifier, to, typeOnly: isTypeOnly(node), dynamic: ts.isCallExpression(node) };
}
