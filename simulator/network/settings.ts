/** What can be stuck until a bearer closes or AT+CFUN changes. */
export type Jam = "dns" | "stack" | "http" | "ftp";

/** What becomes of an AT+SAPBR=1. */
export type Opening = "works" | "refused" | "dead" | "no address" | "connecting";

/** Settings of SIM, registration and bearers that are words, or lists of them. */
export const NETWORK_CHOICES = {
	bearerOpenings: ["works", "refused", "dead", "no address", "connecting"],
	jammed: ["dns", "stack", "http", "ftp"],
} as const satisfies Record<string, readonly (Opening | Jam)[]>;

/** What no source establishes about SIM, registration and bearers. Durations are ms of simulated time. */
export interface NetworkSettings {
	/** From the active port until the SIM answers; before that +CPIN? is an error, 14. */
	simTime: number;
	/** From the SIM being ready until registered, attached and `Call Ready`. */
	registrationTime: number;
	/** AT+CLTS=1: the network's time at the start of the clock, ms since 1970 (UTC), and its zone in quarters of an hour. */
	networkTime: number;
	networkZone: number;
	/** Whether the modem attaches to GPRS when it has registered; if not, AT+SAPBR=1 fails until AT+CGATT=1. */
	attachOnRegistration: boolean;
	/**
	 * What becomes of one AT+SAPBR=1 after the other, over all bearers and restarts; the last for ever. `refused`: an error
	 * after `bearerOpenTime`, the bearer stays closed. `dead`: it looks open, with an address, and nothing gets through
	 * (601, 61) until it is closed and opened again. `no address`: the same with 0.0.0.0. `connecting`: OK, but
	 * AT+SAPBR=2 says 0 and nothing gets through for `bearerConnectTime`.
	 */
	bearerOpenings: readonly Opening[];
	bearerConnectTime: number;
	/** AT+SAPBR=1 is refused while AT+CGACT has a context active: seen once on a SIM900. */
	contextBlocksBearer: boolean;
	/**
	 * What is stuck at power-on, as other faults leave it: until a bearer closes or AT+CFUN changes. `dns`: every action
	 * ends with 603. `stack`: with 604. `http`: HTTPINIT and HTTPTERM are errors. `ftp`: FTPSTATE says 1 and a session
	 * command ends with 66 [INF].
	 */
	jammed: readonly Jam[];
	/** +CPIN? while the RF is off: CME 14, SIM busy, or 3. */
	cpinWhileOff: number;
	/** AT+SAPBR=1 and =0, AT+CGATT, AT+COPS=?. */
	bearerOpenTime: number;
	bearerCloseTime: number;
	attachTime: number;
	operatorScanTime: number;
	/** From AT+HTTPACTION's OK to the first byte of the answer, and the rate of the air interface, bytes/s. */
	networkLatency: number;
	networkRate: number;
}

/** The defaults. */
export const NETWORK_SETTINGS: NetworkSettings = {
	simTime: 500,
	registrationTime: 3000,
	networkTime: Date.UTC(2015, 0, 12),
	networkZone: 32,
	attachOnRegistration: true,
	bearerOpenings: ["works"],
	bearerConnectTime: 5000,
	contextBlocksBearer: false,
	jammed: [],
	cpinWhileOff: 14,
	bearerOpenTime: 700,
	bearerCloseTime: 500,
	attachTime: 1000,
	operatorScanTime: 20_000,
	networkLatency: 300,
	networkRate: 10_000,
};
