import { chosen, type Fact, is } from "./fact.ts";

/** Section 4 of the behaviour page. */
export const BEARER_FACTS: readonly Fact[] = [
	is("4", "three bearers; open, close, query, set, print, save; DEACT", "application-note: 1.1 bearer profile"),
	is(
		"4",
		"a wrong APN is refused, a missing one leads nowhere",
		"http: without a bearer, or with one opened without the APN, the action ends with 601",
	),
	chosen("4", "times of opening and closing", ["bearerOpenTime", "bearerCloseTime"], "application-note: 1.1 bearer profile"),
];
