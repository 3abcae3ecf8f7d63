import { absent, chosen, type Fact, is } from "./fact.ts";

/** Section 5 of the behaviour page. */
export const HTTP_FACTS: readonly Fact[] = [
	is("5.1", "HTTPINIT and HTTPTERM", "http: commands need HTTPINIT, INIT and TERM once each"),
	is(
		"5.2",
		"HTTPPARA, its limits and its block",
		"http: HTTPPARA? prints the block of parameters",
		"http: headers: UA, Content-Type of a POST, USERDATA with its delimiter",
		"http: URLs come apart in every form the modem takes",
	),
	chosen(
		"5.2",
		"CID in use when none is set; 206 as itself or as 200; redirections followed",
		["httpDefaultCid", "httpPartialStatus", "httpRedirections"],
		"application-note: 2.6 break point: the rest of the file, with the status the note prints",
		"http: under REDIR=1 a redirection is followed, but not for ever",
	),
	is(
		"5.3",
		"HTTPDATA takes exactly so many bytes, with DCD",
		"http: a data phase takes any byte, ends after the declared ones, and HTTPREAD gives them back",
	),
	chosen(
		"5.3",
		"what HTTPDATA says when its time is over",
		["httpDataExpiry"],
		"http: a data phase that is not filled ends with its time: ok",
	),
	is(
		"5.4",
		"HTTPACTION 0 to 2, 600 to 604",
		"application-note: 2.3 HTTP HEAD: length 0 and nothing to read (the note prints HTTPACTION=1 by mistake)",
		"http: a bearer lost in mid-action ends it with 601",
	),
	chosen(
		"5.4",
		"a second action while one runs; a body that is too large; time-out; https",
		["httpBusy", "httpTooLarge", "httpTimeoutStatus", "httpsStatus"],
		"http: a second action while one runs is an error, or 604",
		"http: a server that is silent is given up after TIMEOUT",
	),
	chosen("5.4", "speed of the air", ["networkLatency", "networkRate"], "application-note: 2.7 status while a session runs and after it"),
	is(
		"5.5",
		"HTTPREAD as a whole and in ranges; bare OK where nothing is stored",
		"http: where nothing is stored HTTPREAD is a bare OK",
		"application-note: 2.1 HTTP GET, read as a whole",
	),
	chosen("5.5", "a range past the end", ["httpReadPastEnd"], "http: where nothing is stored HTTPREAD is a bare OK"),
	is("5.6", "HTTPSTATUS, also while an action runs", "application-note: 2.7 status while a session runs and after it"),
	is("5.7", "HTTPSCONT", "http: HTTPSCONT keeps the parameters over a reset"),
	absent("5.8", "HTTPHEAD", "SIM800 only; no driver of the ones read uses it"),
];
