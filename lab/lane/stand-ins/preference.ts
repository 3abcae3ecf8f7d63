import { board, tell } from "./board.ts";

type Value = string | number | boolean;
const values: Map<string, Value> = new Map(Object.entries(board.preferences ?? {}));
const keyOf = (domain: string, name: string): string => `${domain}.${name}`;

/** `preference` of the SDK (modules/files/preference). */
export default {
	get: (domain: string, name: string): Value | undefined => values.get(keyOf(domain, name)),
	set(domain: string, name: string, value: Value): void {
		values.set(keyOf(domain, name), value);
		tell("preference", keyOf(domain, name), value);
	},
	delete(domain: string, name: string): void {
		values.delete(keyOf(domain, name));
		tell("no preference", keyOf(domain, name));
	},
};
