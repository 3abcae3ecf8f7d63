/* What to do about an error, where the command line can be told better than a program. */
import { FAULTS } from "sim900/explain";

/** By code; what is not here is said as the table of errors says it. */
const ADVICE: Readonly<Record<string, string>> = {
	argument: "Nothing has been sent",
	simLocked: "Give it with --pin",
	pin: "Correct --pin",
	bearer: "Check the access point (--apn, --apn-user, --apn-password) and that the SIM has a data plan",
	rangeIgnored: "Leave --resume out, or use another server",
	passive: "Try --no-passive",
	active: "Leave --no-passive out: most networks let nobody in",
	noMemory: "The modem cannot hold it, and cannot read it in parts from this server",
	cancelled: "Begin again",
	"port failed": "Check --port and --baud",
	"port gone": "Plug the cable in again, and begin again",
};

/** The error that all others come from. */
function rootOf(error: Error): Error {
	return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** An error in words. */
export function inWords(error: Error & { code?: string }): string {
	const { message, code = "" } = error;
	const row = FAULTS.find(fault => (fault.code === code || fault.code.startsWith(`${code} `)) && message.endsWith(`${fault.next}.`));
	const advice = row && ADVICE[row.code];
	const words = advice === undefined ? message : `${message.slice(0, -row!.next.length - 1)}${advice}.`;
	const root = rootOf(error);
	return code === "port" && root !== error && !words.includes(root.message) ? `${words} (${root.message})` : words;
}
