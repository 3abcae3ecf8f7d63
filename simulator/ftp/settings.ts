import type { Chosen } from "../choices.ts";
import type { FtpFailure } from "./server.ts";

/** Reasons for which a session fails: the network's, and the modem's own. */
export type FtpReason =
	| FtpFailure
	/** The bearer is not open, or is lost. */
	| "bearer"
	/** A session runs already. */
	| "busy"
	/** A name or the server is empty. */
	| "parameter";

/** Settings of FTP that are one of some words. */
export const FTP_CHOICES = {
	/** A session command while a session runs: the first survives, or ends without a word. */
	ftpSecondSession: ["refused", "ends both"],
	/** FTPGET=2 with more than 1460: an error, or as if it were 1460. */
	ftpReadOver: ["error", "cut"],
	/** `+FTPGET:1,0` comes by itself after the last byte has been read, or only after a read that got nothing. */
	ftpEnd: ["drained", "zero"],
	/** A download that breaks: what has come can be read first, or is lost. */
	ftpBreak: ["drained", "at once"],
	/** FTPPUT=2 with more than the maximum: an error, or the maximum is confirmed. */
	ftpPutOver: ["error", "cut"],
	/** FTPPUT=2 with data before the next `+FTPPUT:1,1`. */
	ftpPutEarly: ["error", "accept"],
	/** What FTPPUT=2 and FTPEXTPUT=2 say when their time is over; what has come is kept either way. */
	ftpDataExpiry: ["ok", "error"],
} as const;

/** What no source establishes about FTP. Durations are ms of simulated time. */
export interface FtpSettings extends Chosen<typeof FTP_CHOICES> {
	/** Values that are in force until they are set or FTPSCONT has stored others: mode active, type binary, STOR. FTPTIMEOUT is in s. */
	ftpDefaults: Readonly<Record<"FTPMODE" | "FTPTYPE" | "FTPPUTOPT" | "FTPCID" | "FTPTIMEOUT", string>>;
	/** Second value of `+FTPGET:1,<error>`. Which reply of a server leads to which number is a guess; so is 79 for a missing file. */
	ftpErrors: Readonly<Record<FtpReason, number>>;
	/** From the OK of a session command until the server is ready to send or to receive, on top of real time. */
	ftpOpenTime: number;
	/** Bytes that the modem downloads ahead; when they are full it stops reading the socket. */
	ftpReceiveBuffer: number;
	/** Bytes that arrive at a time. */
	ftpSegment: number;
	/** Under FTPTYPE A the modem clears the eighth bit of what passes. */
	ftpAsciiStrip: boolean;
	/** Most bytes of one `+FTPGET:2,<n>`, one value after the other, the last for ever. */
	ftpReadPortions: readonly number[];
	/** From one `+FTPGET:1,1` or read to the next `+FTPGET:1,1` while unread data sits. */
	ftpRepeatInterval: number;
	/** After a read that got less than it asked for new data is announced at once; otherwise when the interval is over. */
	ftpAnnounceArrival: boolean;
	/** From what brings the end (`ftpEnd`) to `+FTPGET:1,0`. */
	ftpEndDelay: number;
	/** From the last read (unread data sitting) or `+FTPPUT:1,1` until the modem gives up with 64. */
	ftpIdleTime: number;
	/** Third value of `+FTPPUT:1,1,<max>`, one after the other, the last for ever: 1280 in the application note, 1260 and 1360 seen. */
	ftpPutMaximum: readonly number[];
	/** Most bytes confirmed by `+FTPPUT:2,<n>`, one value after the other, the last for ever. */
	ftpPutPortions: readonly number[];
	/** How long FTPPUT=2 waits for the data it has asked for. */
	ftpPutInputTime: number;
	/** From the server's confirmation of an upload to `+FTPPUT:1,0`: more than 4 s, up to 20 s, have been seen; Infinity: it never comes. */
	ftpPutEndDelay: number;
	/** Bytes that FTPEXTPUT can hold: "300k". */
	ftpExtendedMaximum: number;
}

/** The defaults. */
export const FTP_SETTINGS: FtpSettings = {
	ftpDefaults: { FTPMODE: "0", FTPTYPE: "I", FTPPUTOPT: "STOR", FTPCID: "1", FTPTIMEOUT: "75" },
	ftpErrors: {
		net: 61,
		dns: 62,
		connect: 63,
		timeout: 64,
		server: 65,
		user: 71,
		password: 72,
		type: 73,
		rest: 74,
		passive: 75,
		active: 76,
		operate: 77,
		upload: 78,
		download: 79,
		bearer: 61,
		busy: 66,
		parameter: 66,
	},
	ftpOpenTime: 2000,
	ftpSecondSession: "refused",
	ftpReceiveBuffer: 5840,
	ftpSegment: 1460,
	ftpAsciiStrip: true,
	ftpReadPortions: [1460],
	ftpReadOver: "error",
	ftpRepeatInterval: 5000,
	ftpAnnounceArrival: true,
	ftpEndDelay: 200,
	ftpEnd: "drained",
	ftpBreak: "drained",
	ftpIdleTime: 60_000,
	ftpPutMaximum: [1280],
	ftpPutPortions: [Infinity],
	ftpPutOver: "error",
	ftpPutEarly: "error",
	ftpPutInputTime: 75_000,
	ftpDataExpiry: "ok",
	ftpPutEndDelay: 4000,
	ftpExtendedMaximum: 307_200,
};
