import type { Mutation } from "../mutation.ts";

export const EXPLAIN_MUTATIONS: readonly Mutation[] = [
	{
		file: "src/explain/explain.ts",
		find: "return message + (",
		replace: "return named(message, server) + (",
		guards: "end",
		reason: "the name of the server goes into sentences of the table only",
		tests: ["promises/mistakes"],
	},
];
