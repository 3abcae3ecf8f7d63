import { absent, chosen, type Fact, is } from "./fact.ts";

/** Section 2 of the behaviour page. */
export const POWER_FACTS: readonly Fact[] = [
	absent("2.1", "voltages", "lines have two levels here"),
	is(
		"2.2",
		"PWRKEY low for more than 1 s switches on, STATUS follows",
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
		"power: a shorter pulse does nothing",
	),
	chosen(
		"2.2",
		"times of PWRKEY and of the start",
		["bootTime", "powerKeyMinimum", "powerKeyMaximum", "synchBytes"],
		"power: PWRKEY low for a second switches on: STATUS, the synchronisation bytes, the codes, Call Ready",
	),
	is(
		"2.3",
		"the same pulse switches off; AT+CPOWD",
		"power: the same pulse on a running module switches it off, a longer one does not",
		"power: AT+CPOWD=1 says so without OK, AT+CPOWD=0 says nothing",
	),
	chosen(
		"2.3",
		"time of switching off",
		["shutdownTime"],
		"power: the same pulse on a running module switches it off, a longer one does not",
	),
	is("2.4", "NRESET", "power: NRESET cuts everything off and starts again"),
	chosen("2.4", "time after a reset", ["resetTime"], "power: NRESET cuts everything off and starts again"),
	chosen(
		"2.5",
		"order and times of RDY, +CFUN, +CPIN, Call Ready",
		["bootCodes", "simTime", "registrationTime"],
		"power: right after power-on the SIM is busy and the signal unknown",
		"startup: a SIM800 is ready for messages too, and rings for TCP/IP only under AT+CFGRI=2",
	),
	is(
		"2.6",
		"AT+CFUN 0, 1, 4 and reset",
		"power: AT+CFUN=0 leaves the network, 4 is not reached from 0, and 1 brings it back",
		"power: AT+CFUN=1,1 answers OK after the reboot at a fixed rate",
	),
	chosen(
		"2.6",
		"+CPIN: NOT READY before or after its OK",
		["cpinBeforeOk"],
		"power: AT+CFUN=0 leaves the network, 4 is not reached from 0, and 1 brings it back",
	),
	is("2.7", "voltage codes, with or without switching off (a fault)", "fault-script: the supply warns, or says its last word"),
	is(
		"2.7",
		"temperature codes (a fault: any text can be said)",
		"faults: a script strikes at its times and after what the transcript says",
	),
	absent("2.7", "CHARGE-ONLY MODE", "SIM900D only"),
	chosen("2.8", "RI pulse under AT+CFGRI=1", ["ringPulse"], "power: AT+CFGRI=1 makes RI pulse with an unsolicited code"),
	absent("2.9", "the NETLIGHT pin", "AT+CNETLIGHT is stored; nobody reads the lamp"),
	chosen(
		"2.10",
		"AT+CSCLK 1 and 2 with DTR",
		["sleepTime", "wakeTime"],
		"power: under AT+CSCLK=1 a module with DTR high falls asleep and DTR low wakes it",
	),
	is("2.11", "+++ without a data mode has no answer", "lines: +++ is answered by nothing where there is no data mode"),
	is(
		"2.11",
		"AT&D and +++ in data mode",
		"field: DTR ends data mode under AT&D1 and AT&D2, not under AT&D0",
		"field: data mode is left: commands are data until +++ stands between two pauses",
	),
	is(
		"2.12",
		"DCD low while payload is taken; always low under AT&C0",
		"application-note: 2.2 HTTP POST: DCD is low while the modem takes the data",
		"http: under AT&C0 DCD is always low",
	),
	chosen(
		"2.12",
		"whether and when DCD moves",
		["dcdInDataPhase", "dcdLead"],
		"application-note: 2.2 HTTP POST: DCD is low while the modem takes the data",
	),
];
