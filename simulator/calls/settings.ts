import type { Chosen } from "../choices.ts";

/** Settings of calls that are lists of words. */
export const CALL_CHOICES = {
	/** What becomes of one ATD after the other; the last for ever. */
	callOutcomes: ["answered", "busy", "no answer", "no carrier"],
} as const;

/** What becomes of an ATD. */
export type CallOutcome = (typeof CALL_CHOICES)["callOutcomes"][number];

/** What no source establishes about calls. Durations are ms of simulated time. */
export interface CallSettings extends Omit<Chosen<typeof CALL_CHOICES>, "callOutcomes"> {
	callOutcomes: readonly CallOutcome[];
	/** From ATD to its outcome. */
	callTime: number;
	/** From one RING to the next, and how many there are before the caller gives up. */
	ringInterval: number;
	ringCount: number;
}

/** The defaults. */
export const CALL_SETTINGS: CallSettings = {
	callOutcomes: ["answered"],
	callTime: 5000,
	ringInterval: 3000,
	ringCount: 10,
};
