import { chosen, type Fact, is } from "./fact.ts";

/** Section 0 of the behaviour page. */
export const DIALECTS_FACTS: readonly Fact[] = [
	is(
		"0.1",
		"no space after the colon of HTTP and FTP lines; SIM800 has one",
		"application-note: a SIM800 prints a space after the colon, a SIM900 none",
	),
	is(
		"0.2",
		"ATI, GMI, GMM, GMR, GSV, GOI, GCAP, GSN, CIMI, CCID",
		'command-line: AT+GSV is one block of three lines: "AT+GSV"',
		'command-line: AT+GMR has no space: "AT+GMR"',
		'command-line: ATI: "ATI"',
	),
	is(
		"0.3",
		"commands that a revision does not know are errors",
		"startup: a revision does not know the commands of later ones",
		"http: an older firmware does not know HTTPSTATUS and TIMEOUT",
	),
	chosen("0.3", "CME code of an unknown command", ["unknownCommand"], "command-line: AT+CMEE chooses between ERROR, a number and a text"),
];
