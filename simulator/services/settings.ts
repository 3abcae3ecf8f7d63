/** What no source establishes about USSD, time, place and supply. Durations are ms of simulated time. */
export interface ServiceSettings {
	/** From AT+CUSD=1's OK to the operator's answer; `+CUSD: 4` where it has none. */
	ussdTime: number;
	/** From AT+CNTP's OK to its report, and from AT+CIPGSMLOC to its answer. */
	ntpTime: number;
	locationTime: number;
	/** Longitude and latitude in degrees, as AT+CIPGSMLOC and AT+CLBS print them. */
	location: readonly string[];
	/** AT+CBC: charge in per cent and voltage in mV, and what AT+CADC measures, mV. */
	battery: readonly number[];
	converter: number;
}

/** The defaults. */
export const SERVICE_SETTINGS: ServiceSettings = {
	ussdTime: 2000,
	ntpTime: 2000,
	locationTime: 3000,
	location: ["121.354138", "31.221938"],
	battery: [91, 4080],
	converter: 1200,
};
