import ts from "typescript";
import type { Computed } from "./evaluate.ts";
import { numberLiteral } from "./literals.ts";

const Kind = ts.SyntaxKind;

const UNARY: ReadonlyMap<ts.SyntaxKind, (value: number) => number> = new Map([
	[Kind.MinusToken, (value: number) => -value],
	[Kind.PlusToken, (value: number) => value],
	[Kind.TildeToken, (value: number) => ~value],
]);

const BINARY: ReadonlyMap<ts.SyntaxKind, (left: number, right: number) => number> = new Map([
	[Kind.PlusToken, (left: number, right: number) => left + right],
	[Kind.MinusToken, (left: number, right: number) => left - right],
	[Kind.AsteriskToken, (left: number, right: number) => left * right],
	[Kind.SlashToken, (left: number, right: number) => left / right],
	[Kind.PercentToken, (left: number, right: number) => left % right],
	[Kind.BarToken, (left: number, right: number) => left | right],
	[Kind.AmpersandToken, (left: number, right: number) => left & right],
	[Kind.CaretToken, (left: number, right: number) => left ^ right],
	[Kind.LessThanLessThanToken, (left: number, right: number) => left << right],
	[Kind.GreaterThanGreaterThanToken, (left: number, right: number) => left >> right],
	[Kind.GreaterThanGreaterThanGreaterThanToken, (left: number, right: number) => left >>> right],
]);

/** A `const` of a module, not of a function. */
export function isModuleConstant(node: ts.Node): node is ts.VariableDeclaration & { name: ts.Identifier; initializer: ts.Expression } {
	return (
		ts.isVariableDeclaration(node) &&
		ts.isIdentifier(node.name) &&
		node.initializer !== undefined &&
		// The build has made it.
		node.parent !== undefined &&
		(node.parent.flags & ts.NodeFlags.Const) !== 0 &&
		ts.isSourceFile(node.parent.parent.parent)
	);
}

/** The numbers behind module constants, through the imports and exports of a program. */
export class Numbers {
	private readonly checker: ts.TypeChecker;
	private readonly computed: Computed;
	private readonly known = new Map<ts.Symbol, number | undefined>();

	constructor(program: ts.Program, computed: Computed) {
		this.checker = program.getTypeChecker();
		this.computed = computed;
	}

	/** The value of a constant expression, undefined for every other. */
	of(node: ts.Node): number | undefined {
		if (ts.isNumericLiteral(node)) return Number(node.text);
		if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return this.of(node.expression);
		if (ts.isPrefixUnaryExpression(node)) {
			const operand = this.of(node.operand);
			return operand === undefined ? undefined : UNARY.get(node.operator)?.(operand);
		}
		if (ts.isBinaryExpression(node)) {
			const compute = BINARY.get(node.operatorToken.kind);
			const left = compute && this.of(node.left);
			const right = left === undefined ? undefined : this.of(node.right);
			return right === undefined ? undefined : compute!(left!, right);
		}
		return ts.isIdentifier(node) && isRead(node) ? this.ofName(node) : undefined;
	}

	private ofName(node: ts.Identifier): number | undefined {
		let symbol = ts.isShorthandPropertyAssignment(node.parent)
			? this.checker.getShorthandAssignmentValueSymbol(node.parent)
			: this.checker.getSymbolAtLocation(node);
		if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = this.checker.getAliasedSymbol(symbol);
		if (!symbol) return undefined;
		if (!this.known.has(symbol)) this.known.set(symbol, this.ofSymbol(symbol));
		return this.known.get(symbol);
	}

	private ofSymbol(symbol: ts.Symbol): number | undefined {
		const declaration = symbol.valueDeclaration;
		if (!declaration || !isModuleConstant(declaration)) return undefined;
		const value = this.computed.get(declaration.getSourceFile().fileName)?.get(declaration.name.text)?.value;
		return typeof value === "number" ? value : this.of(declaration.initializer);
	}
}

/** The name stands for its value: it declares, imports, exports or names nothing. */
function isRead(node: ts.Identifier): boolean {
	const { parent } = node;
	if (parent === undefined) return false;
	if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
	if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
	if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) return parent.initializer === node;
	if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === node;
	if (ts.isBindingElement(parent)) return parent.initializer === node;
	return ts.isExpression(node) && !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isDeclarationStatement(parent);
}

/**
 * Puts values in the place of the calls that make constants, and numbers in the place of those constants, also across modules: on XS a captured constant costs a closure slot in flash and a slot of
 * stack in every frame. The declarations remain, and the bundler drops those that nobody reads.
 */
export function inlineConstants(program: ts.Program, computed: Computed): ts.TransformerFactory<ts.SourceFile> {
	const numbers = new Numbers(program, computed);
	return context => source => {
		const visit = (node: ts.Node): ts.Node => {
			if (ts.isTypeNode(node)) return node;
			if (ts.isShorthandPropertyAssignment(node)) {
				const value = numbers.of(node.name);
				return value === undefined ? node : ts.factory.createPropertyAssignment(node.name.text, numberLiteral(value));
			}
			if (isModuleConstant(node)) {
				const made = computed.get(source.fileName)?.get(node.name.text);
				if (made) return ts.factory.updateVariableDeclaration(node, node.name, undefined, undefined, made.literal);
			}
			if (ts.isExpression(node) && !ts.isNumericLiteral(node)) {
				const value = numbers.of(node);
				if (value !== undefined && Number.isFinite(value)) return numberLiteral(value);
			}
			return ts.visitEachChild(node, visit, context);
		};
		return ts.visitNode(source, visit, ts.isSourceFile);
	};
}
