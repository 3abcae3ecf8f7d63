import type { Chosen } from "../choices.ts";

/** Settings of HTTP that are one of some words. */
export const HTTP_CHOICES = {
	/** What HTTPDATA says when its time is over; what has come is kept either way. */
	httpDataExpiry: ["ok", "error"],
	/** Status reported for a server's 206: itself, or the 200 that the application note prints. */
	httpPartialStatus: [206, 200],
	/** HTTPACTION while one runs. */
	httpBusy: ["error", "604"],
	/** HTTPREAD whose start is past the end: a header that says 0, or a bare OK. */
	httpReadPastEnd: ["zero", "ok"],
	/** After a 603 every action ends with the same, or with 604, until a bearer closes or AT+CFUN changes: both were seen. */
	httpSticky: ["no", "603", "604"],
	/** A blank inside a URL: it is sent as it is, or HTTPPARA refuses it. */
	httpBlankInUrl: ["sent", "error"],
	/** The `#` of a URL and what follows it: sent as it is, or left out. */
	httpFragment: ["sent", "dropped"],
	/** A body that does not fit the modem: 602, or cut at the limit. */
	httpTooLarge: ["602", "cut"],
} as const;

/** What no source establishes about HTTP. Durations are ms of simulated time. */
export interface HttpSettings extends Chosen<typeof HTTP_CHOICES> {
	/** CID in use when HTTPPARA has not set it; SIM800 shows 1. */
	httpDefaultCid: number;
	/** Status when TIMEOUT is over. */
	httpTimeoutStatus: number;
	/** Status for an https URL on a module without TLS, or under HTTPSSL=0. */
	httpsStatus: number;
	/** Status for a URL of another scheme, such as ftp. */
	httpSchemeStatus: number;
	/** Most bytes that one HTTPREAD gives: modules were seen to stop at 1024, at 512 and below. */
	httpReadMaximum: number;
	/** HTTPTERM while an action runs ends it silently, or its report still comes. */
	httpReportAfterTerm: boolean;
	/** Redirections followed under REDIR=1. */
	httpRedirections: number;
}

/** The defaults. */
export const HTTP_SETTINGS: HttpSettings = {
	httpDefaultCid: 1,
	httpDataExpiry: "ok",
	httpBusy: "error",
	httpReadPastEnd: "zero",
	httpPartialStatus: 206,
	httpTooLarge: "602",
	httpTimeoutStatus: 601,
	httpsStatus: 603,
	httpSchemeStatus: 603,
	httpReadMaximum: Infinity,
	httpReportAfterTerm: false,
	httpSticky: "no",
	httpBlankInUrl: "sent",
	httpFragment: "sent",
	httpRedirections: 5,
};
