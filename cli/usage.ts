/** The command line is wrong. */
export class UsageError extends Error {}

/** What scripts can tell from the exit status. */
export const EXIT: { readonly [name in "done" | "failed" | "usage" | "port" | "modem" | "server" | "interrupted" | "unread"]: number } =
	Object.freeze({
		done: 0,
		/** Anything that is not listed here, such as a file that cannot be written. */
		failed: 1,
		usage: 2,
		/** The serial port. */
		port: 3,
		/** From the modem's power to its bearer. */
		modem: 4,
		/** The network or the server. */
		server: 5,
		interrupted: 130,
		/** Nobody reads the output any more: what a shell says of a program that SIGPIPE has ended. */
		unread: 141,
	});

const MODEM = "noAnswer sim simLocked simBlocked pin denied notRegistered bearer bearerLost stackBusy reset protocol command".split(" ");
/** What waits for a server, too: how long that takes is not the modem's fault. */
const TRANSFERS = ["http", "ftp"];

/** The exit status for what a command has failed with. */
export function exitStatus(error: unknown): number {
	if (error instanceof UsageError) return EXIT.usage;
	const { code, operation } = error as { code?: string; operation?: string };
	if (typeof code !== "string" || operation === undefined) return EXIT.failed;
	if (code === "argument" || code === "unsupported") return EXIT.usage;
	if (code === "port") return EXIT.port;
	const isModem = MODEM.includes(code) || operation === "start" || (code === "timeout" && !TRANSFERS.includes(operation));
	return isModem ? EXIT.modem : EXIT.server;
}
