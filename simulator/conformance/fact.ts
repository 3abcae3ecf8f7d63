import type { Settings } from "../settings.ts";

/** One thing known of the module. */
export interface Fact {
	/** Of docs/behaviour.md. */
	readonly section: string;
	readonly fact: string;
	/** A choice is what no source establishes: a setting with a default. */
	readonly state: "implemented" | "choice" | "absent";
	/** Settings that decide a choice. */
	readonly settings: readonly (keyof Settings)[];
	/** Tests that show it: file, colon, title. */
	readonly tests: readonly string[];
	/** Why it is absent. */
	readonly why?: string;
}

/** Something that is there. */
export const is = (section: string, fact: string, ...tests: string[]): Fact => ({
	section,
	fact,
	state: "implemented",
	settings: [],
	tests,
});

/** Something that no source establishes. */
export const chosen = (section: string, fact: string, settings: readonly (keyof Settings)[], ...tests: string[]): Fact => ({
	section,
	fact,
	state: "choice",
	settings,
	tests,
});

/** Something that is not there. */
export const absent = (section: string, fact: string, why: string): Fact => ({
	section,
	fact,
	state: "absent",
	settings: [],
	tests: [],
	why,
});
