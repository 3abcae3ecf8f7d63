import type { Chosen } from "../choices.ts";

/** Settings of sockets that are one of some words. */
export const SOCKET_CHOICES = {
	/** `+CIPRXGET:1` comes once until everything has been read, or with everything that arrives. */
	socketAnnounce: ["once", "always"],
	/** Bytes that were not read when the other end closed: can still be read, or are gone (seen on a SIM7000). */
	socketUnread: ["kept", "lost"],
} as const;

/** What no source establishes about sockets. Durations are ms of simulated time. */
export interface SocketSettings extends Chosen<typeof SOCKET_CHOICES> {
	/** AT+CIICR, and AT+CIPSTART straight from IP INITIAL. */
	socketContextTime: number;
	/** AT+CIPSHUT while a context or a connection is there; without either it answers at once. */
	socketShutTime: number;
	/** From AT+CIPSTART's OK to CONNECT FAIL when nobody answers: 75 s with AT+CIPMUX=1, 160 s without, on a SIM800. */
	socketConnectTime: number;
	socketConnectTimeSingle: number;
	/** From the last byte sent to its acknowledgement without an answer until the connection counts as broken: 645 s on a SIM800. */
	socketMuteTime: number;
	/** Bytes that wait in the modem for each connection; then its window closes. 2871 have been seen. */
	socketReceiveBuffer: number;
	/** Most bytes of one AT+CIPSEND: 1380 in the note, 1460 and 1024 seen. */
	socketSendMaximum: number;
	/** Bytes confirmed by one `DATA ACCEPT`, one value after the other, the last for ever. */
	socketAcceptPortions: readonly number[];
	/** The prompt of AT+CIPSEND is `> `, or `>` alone. */
	socketPromptBlank: boolean;
	/** `+PDP: DEACT` is followed by CLOSED of each connection. */
	socketClosedOnDeact: boolean;
}

/** The defaults. */
export const SOCKET_SETTINGS: SocketSettings = {
	socketAnnounce: "once",
	socketUnread: "kept",
	socketContextTime: 700,
	socketShutTime: 500,
	socketConnectTime: 75_000,
	socketConnectTimeSingle: 160_000,
	socketMuteTime: 645_000,
	socketReceiveBuffer: 2920,
	socketSendMaximum: 1380,
	socketAcceptPortions: [Infinity],
	socketPromptBlank: true,
	socketClosedOnDeact: false,
};
