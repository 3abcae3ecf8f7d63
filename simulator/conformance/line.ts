import { absent, chosen, type Fact, is } from "./fact.ts";

/** Section 1 of the behaviour page. */
export const LINE_FACTS: readonly Fact[] = [
	is(
		"1.1",
		"AT or at, ended by CR; backspace edits",
		'command-line: backspace takes a character back: "ATX\\bI"',
		'command-line: noise before the prefix is ignored: "\\u0000ÿÿxyzAT"',
	),
	is(
		"1.2",
		"a line feed after CR is echoed and harmless",
		"command-line: a line feed after the CR is echoed and harmless",
		"command-line: AT with echo is answered with 41 54 0D 0D 0A 4F 4B 0D 0A",
	),
	chosen("1.2", "a line that ends with a line feed alone", ["lineFeedEnds"], "command-line: a line feed alone ends a line, or does not"),
	is(
		"1.3",
		"ATV1 and ATV0 forms; texts of SIMCom's own stay words",
		"lines: under ATV0 results are digits and information has no leading line break; unsolicited codes keep both",
	),
	absent(
		"1.3",
		"AT+CREG? keeps its leading line break under ATV0",
		"one transcript shows it, and that one may have been changed by the terminal",
	),
	is("1.4", "header, exactly n bytes, then CRLF OK CRLF; with n = 0 a blank line", "application-note: 2.1 HTTP GET, read as a whole"),
	chosen(
		"1.5",
		"echo of payload",
		["payloadEcho"],
		"http: a data phase takes any byte, ends after the declared ones, and HTTPREAD gives them back",
	),
	is("1.6", "ATQ1 keeps results back", "command-line: ATQ1 keeps results back, not information"),
	is("1.7", "A/ repeats the line before", "command-line: A/ repeats the line before at once"),
	is(
		"1.8",
		"concatenation, end at the first error, 556 characters",
		'command-line: an error ends the line; what stands before it has answered: "AT+CSQ;+NOSUCH;+CREG?"',
		'command-line: 556 characters after AT are a line: "AT                  …"',
		'command-line: 557 are not, and nothing is executed: "ATE1                …"',
	),
	chosen("1.9", "what is sent before the result", ["typeAhead", "latency"], "command-line: what is sent before the result is lost"),
	is(
		"1.10",
		"blanks, lower case and missing quotes are taken",
		"startup: settings that drivers make while they start are kept and shown",
		"application-note: 1.1 bearer profile",
	),
	is("1.11", "CMEE 0, 1 and 2 with the texts of the manual", "command-line: AT+CMEE chooses between ERROR, a number and a text"),
	chosen("1.11", "CME code of a bad parameter", ["invalidParameter"], "http: commands need HTTPINIT, INIT and TERM once each"),
	is(
		"1.12",
		"AT+IPR after its result, autobaud until AT, quiet under autobaud",
		"command-line: AT+IPR changes the rate after its result, and AT&W keeps it",
		"power: autobaud keeps quiet until AT comes, at any rate, and then keeps that rate",
	),
	chosen(
		"1.12",
		"highest rate that autobaud finds",
		["autobaudMaximum"],
		"power: autobaud keeps quiet until AT comes, at any rate, and then keeps that rate",
	),
	absent("1.12", "another rate under autobaud at run time after 2 s of DTR high", "no driver is known to use it"),
	is(
		"1.13",
		"IFC 0,0 by default; 2,2 is RTS and CTS, 1 lets the host send XOFF",
		"lines: under AT+IFC=2,2 the modem stops sending while RTS is high and loses nothing",
		"lines: CTS is high while a command is executed, low for payload, and what comes late is kept",
		"lines: under AT+IFC=1,1 XOFF holds the modem back and XON lets it go",
	),
	absent("1.13", "the modem's own XOFF", "nothing says when it sends one"),
	is(
		"1.14",
		"power-on bytes 00 49 49 49 49 FF FF FF FF at 115200",
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
	),
	is("1.15", "AT&F, AT&W, ATZ", "command-line: ATZ brings back what AT&W stored; AT&F what the factory set"),
	is("1.16", "AT+CUSACC is accepted", "startup: settings that drivers make while they start are kept and shown"),
];
