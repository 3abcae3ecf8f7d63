/** What no source establishes about messages. Durations are ms of simulated time. */
export interface MessageSettings {
	/** From 1A to `+CMGS: <reference>`: up to 60 s on a SIM800. */
	messageSendTime: number;
	/** From there to the status report. */
	messageReportTime: number;
	/** Places of the SIM card. */
	messagePlaces: number;
	/** Longest text of one AT+CMGS in text mode, characters of the GSM alphabet; a SIM800 sends up to 1024 as several. */
	messageLongest: number;
	/** Number of the service centre on the SIM card; without one nothing is sent (CMS 330). */
	messageCentre: string;
	/** What ends an AT+CMGS after 1B: OK, or nothing. */
	messageEscapeSaysOk: boolean;
}

/** The defaults. */
export const MESSAGE_SETTINGS: MessageSettings = {
	messageSendTime: 3000,
	messageReportTime: 2000,
	messagePlaces: 30,
	messageLongest: 160,
	messageCentre: "+8613800100500",
	messageEscapeSaysOk: true,
};
