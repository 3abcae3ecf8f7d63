import { chosen, type Fact, is } from "./fact.ts";

/** Section 7 of the behaviour page. */
export const CODES_FACTS: readonly Fact[] = [
	is(
		"7",
		"any code at any time outside payload",
		"faults: a script strikes at its times and after what the transcript says",
		"http: unsolicited codes wait for the end of a data phase and never stand inside a payload",
	),
	chosen(
		"7",
		"codes wait for the end of a data phase",
		["codesWaitForPayload"],
		"http: unsolicited codes wait for the end of a data phase and never stand inside a payload",
	),
];
