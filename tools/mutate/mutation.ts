import { transformSync } from "esbuild";

/** What the library promises, by the words of the README; and the protections that make the promises hold in the field. */
export const PROMISES = {
	allocation: "none allocated: nothing from the return of `request()` to `onDone`",
	loss: "no byte lost: what the wire or the FIFO loses is read again",
	verified: "no byte unverified: payload is handed over after its length and its OK",
	end: "one end: every request ends once, in bounded time, with success or a named error",
	free: "the modem is left free for the next request",
	resume: "a checkpoint says where to go on",
	refused: "what is wrong with an option is said before anything is sent, and nothing can be injected",
	queue: "requests wait for one another; close() cancels",
	start: "a modem that is off, at another rate or in the middle of something is found, and started again after a reset",
	recovery: "A: never stuck: the ladder from another look to a restart",
	inherited: "B: what others have left behind is not assumed",
	others: "C: other people's words are not taken for the modem's",
	second: "D: one number is never believed alone",
	stalled: "E: an application that stops holds up nobody",
} as const;

/** One protection taken away: a text of a source that is replaced, and the tests of which one at least must fail then. */
export interface Mutation {
	readonly file: string;
	/** Stands exactly once in the file. */
	readonly find: string;
	readonly replace: string;
	readonly guards: keyof typeof PROMISES;
	/** What goes wrong without it. */
	readonly reason: string;
	/** Files below host-tests/, without `.test.ts`. */
	readonly tests: readonly string[];
}

/** The source with the mutation. Throws where the text is not there exactly once, or what comes of it is no program. */
export function mutate(source: string, { find, replace }: Pick<Mutation, "find" | "replace">): string {
	const times = source.split(find).length - 1;
	if (times !== 1) throw new Error(`the text to be replaced stands there ${times} times, not once`);
	const mutated = source.replace(find, () => replace);
	transformSync(mutated, { loader: "ts" });
	return mutated;
}

/** Every third mutation, from the first, second or third on. */
export function thirdOf<T>(all: readonly T[], third: number): T[] {
	return all.filter((_, index) => index % 3 === third - 1);
}
