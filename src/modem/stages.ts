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
