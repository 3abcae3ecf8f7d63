import ts from "typescript";

const { factory } = ts;

/** Names of the values that a module can refer to: its functions, imports and earlier constants, and what those hold. */
export type Names = Map<unknown, string>;

const TYPED_ARRAYS = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array] as const;

export function numberLiteral(value: number): ts.Expression {
	if (value < 0 || Object.is(value, -0)) {
		return factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, factory.createNumericLiteral(String(-value)));
	}
	return factory.createNumericLiteral(String(value));
}

/** `name.key[0]` */
function reference(path: string): ts.Expression {
	const [name, ...keys] = path.split(".");
	return keys.reduce<ts.Expression>(
		(object, key) =>
			/^\d/.test(key) ? factory.createElementAccessExpression(object, Number(key)) : factory.createPropertyAccessExpression(object, key),
		factory.createIdentifier(name!),
	);
}

function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/** Thrown for what cannot be written down. */
export class NoLiteral extends Error {}

/** The expression that makes `value` again: frozen where it is frozen, by name where it has one. Throws NoLiteral. */
export function literalOf(value: unknown, names: Names): ts.Expression {
	if (typeof value === "number" && Number.isFinite(value)) return numberLiteral(value);
	if (typeof value === "string") return factory.createStringLiteral(value);
	if (typeof value === "boolean") return value ? factory.createTrue() : factory.createFalse();
	if (value === null) return factory.createNull();
	if (value === undefined) return factory.createVoidZero();
	const name = names.get(value);
	if (name !== undefined) return reference(name);
	if (typeof value !== "object") throw new NoLiteral(`a ${typeof value} without a name`);
	const TypedArray = TYPED_ARRAYS.find(constructor => value instanceof constructor);
	if (TypedArray) {
		const elements = Array.from(value as Uint8Array, numberLiteral);
		return factory.createNewExpression(factory.createIdentifier(TypedArray.name), undefined, [
			factory.createArrayLiteralExpression(elements),
		]);
	}
	const literal = Array.isArray(value) ? arrayOf(value, names) : objectOf(value, names);
	return Object.isFrozen(value) ? freeze(literal) : literal;
}

function freeze(expression: ts.Expression): ts.Expression {
	const callee = factory.createPropertyAccessExpression(factory.createIdentifier("Object"), "freeze");
	return factory.createCallExpression(callee, undefined, [expression]);
}

function arrayOf(value: readonly unknown[], names: Names): ts.Expression {
	return factory.createArrayLiteralExpression(value.map(element => literalOf(element, names)));
}

function objectOf(value: object, names: Names): ts.Expression {
	if (!isPlain(value)) throw new NoLiteral(`an object of ${value.constructor.name}`);
	const properties = Object.entries(value).map(([key, property]) => factory.createPropertyAssignment(key, literalOf(property, names)));
	return factory.createObjectLiteralExpression(properties, true);
}

/** Gives `value`, and what it holds, names for the constants after it: nothing is written twice. */
export function nameParts(value: unknown, path: string, names: Names): void {
	if ((typeof value !== "object" && typeof value !== "function") || value === null || names.has(value)) return;
	names.set(value, path);
	if (typeof value !== "object" || !(Array.isArray(value) || isPlain(value))) return;
	for (const [key, part] of Object.entries(value)) if (/^\w+$/.test(key)) nameParts(part, `${path}.${key}`, names);
}
