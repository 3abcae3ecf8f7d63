/** How far the modem is known to be. Each stage needs the ones before it. */
export const UNKNOWN = 0;
/** It answers, and has the driver's settings. */
export const ANSWERING = 1;
/** The SIM is ready. */
export const UNLOCKED = 2;
/** The network has taken it. */
export const REGISTERED = 3;
/** The bearer is open. */
export const CONNECTED = 4;

/** The stages as the application is told of them. */
export type StageName = "unknown" | "answering" | "unlocked" | "registered" | "connected";

/** Names by stage. */
export const STAGE_NAMES: readonly StageName[] = Object.freeze(["unknown", "answering", "unlocked", "registered", "connected"] as const);
