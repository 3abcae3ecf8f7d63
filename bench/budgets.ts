/* What no figure may exceed: budgets.json has the shape of the figures, with limits for numbers. */
import { readFileSync } from "node:fs";

type Limits = { readonly [name: string]: number | Limits };

/** A figure that is over its limit. */
export interface Excess {
	readonly name: string;
	readonly value: number;
	readonly limit: number;
}

/** The limits of budgets.json. */
export function readBudgets(): Limits {
	return JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8")) as Limits;
}

/** The figures that are over their limits. A limit without a figure is one too: nobody would miss it otherwise. */
export function findExcesses(figures: object, limits: Limits, path = ""): Excess[] {
	return Object.entries(limits).flatMap(([key, limit]) => {
		const value = (figures as Record<string, unknown>)[key];
		const name = path + key;
		if (typeof limit === "object") return findExcesses((value ?? {}) as object, limit, `${name}.`);
		return typeof value === "number" && value <= limit ? [] : [{ name, value: typeof value === "number" ? value : NaN, limit }];
	});
}
