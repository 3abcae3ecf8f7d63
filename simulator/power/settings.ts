/** What no source establishes about power, sleep and pins. Durations are ms of simulated time. */
export interface PowerSettings {
	/** From the start of power-on (or the end of a reset) until the serial port is active and STATUS is high. */
	bootTime: number;
	/** The same after NRESET or a power dip. */
	resetTime: number;
	/** How long PWRKEY must be low to switch on; off is from here to `powerKeyMaximum`. */
	powerKeyMinimum: number;
	powerKeyMaximum: number;
	/** From `NORMAL POWER DOWN` to STATUS low. */
	shutdownTime: number;
	/** Whether the synchronisation bytes 00 49 49 49 49 FF FF FF FF are sent at power-on, at 115200 whatever IPR says. */
	synchBytes: boolean;
	/** Codes after the serial port is active: RDY, +CFUN and +CPIN come in any order on real modules. `{pin}` is the state of the SIM, `{cfun}` that of AT+CFUN. */
	bootCodes: readonly { after: number; text: string }[];
	/** CFUN=0: `+CPIN: NOT READY` before its OK, or after it. */
	cpinBeforeOk: boolean;
	/** CSCLK=1: idle time with DTR high until the port is deaf; waking takes `wakeTime`. */
	sleepTime: number;
	wakeTime: number;
	/** RI pulse of an unsolicited code under CFGRI=1: 120 here, 1200 in the 2009 hardware edition. */
	ringPulse: number;
}

/** The defaults. */
export const POWER_SETTINGS: PowerSettings = {
	bootTime: 3200,
	resetTime: 1200,
	powerKeyMinimum: 1000,
	powerKeyMaximum: 5000,
	shutdownTime: 1700,
	synchBytes: true,
	bootCodes: [
		{ after: 0, text: "RDY" },
		{ after: 150, text: "+CFUN: {cfun}" },
		{ after: 600, text: "+CPIN: {pin}" },
	],
	cpinBeforeOk: true,
	sleepTime: 5000,
	wakeTime: 50,
	ringPulse: 120,
};
