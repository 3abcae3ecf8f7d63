/** What can go wrong, in words. */
export interface Fault {
	/** `code` of the error; of a `PortError`: `port` and its `fault`. */
	readonly code: string;
	/** Operation that it speaks for; empty for any. */
	readonly operation: string;
	/** The modem's numbers that stand for it; empty where it has none of its own. */
	readonly statuses: string;
	/** A sentence without its full stop. `%` is where the name of the server goes. */
	readonly what: string;
	/** What to do next; sentences, the last without its full stop. */
	readonly next: string;
}

function row(code: string, operation: string, statuses: string, what: string, next: string): Fault {
	return Object.freeze({ code, operation, statuses, what, next });
}

const RESUME = "Try again: a transfer goes on from its checkpoint";
const PATH = "Check the path, and that this account has the right to it";

/** Every error that there is, with what to do: the one place where the sentences stand. */
export const FAULTS: readonly Fault[] = Object.freeze([
	row("argument", "", "", "An argument is wrong; the message says which", "Nothing has been sent: correct the call"),
	row("busy", "", "", "Four requests wait already, and the modem serves one at a time", "Begin the next one when one of them has ended"),
	row(
		"unsupported",
		"",
		"",
		"This modem cannot do that",
		"See the firmware's revision: a newer one, or another modem of the family, may have it",
	),
	row(
		"noAnswer",
		"",
		"",
		"No modem answers at any rate",
		"Check that it has power (2 A) and is switched on, that TXD and RXD are crossed and share a ground, and that no other program uses the port",
	),
	row("sim", "", "CME", "The SIM is missing or is not ready", "Put a SIM in, with its contacts clean, and switch the modem off and on"),
	row("simLocked", "", "", "The SIM asks for its PIN", "Give it as the option pin, in a new modem"),
	row(
		"pin",
		"",
		"",
		"The SIM has refused the PIN, which is not tried again: after three wrong ones the SIM is blocked",
		"Correct the option pin, in a new modem",
	),
	row("simBlocked", "", "", "Three wrong PINs have blocked the SIM", "Unblock it with its PUK, in a phone"),
	row("denied", "", "", "The network refuses this SIM", "Check that the SIM is active and that its operator still runs a 2G network here"),
	row(
		"notRegistered",
		"",
		"",
		"No network has accepted the modem within 100 s",
		"Check the antenna and the coverage (2G only). The next request tries again",
	),
	row(
		"bearer",
		"",
		"CME",
		"The network is there, but the bearer could not be opened",
		"Check the access point (apn: name, user, password) and that the SIM has a data plan. The next request tries again",
	),
	row("bearerLost", "", "", "The network has closed the bearer", RESUME + ". The next request opens the bearer again"),
	row(
		"reset",
		"",
		"",
		"The modem has restarted or switched itself off",
		RESUME + ". If it happens again, the supply is too weak: it must give 2 A for a moment",
	),
	row("timeout", "", "", "The modem has not answered a command in time", RESUME),
	row(
		"timeout",
		"ftp",
		"64",
		"The FTP server% took too long, or the upload was not written in time",
		RESUME + ". Check that the server can be reached and that the application keeps writing",
	),
	row(
		"protocol",
		"",
		"",
		"The modem's answers make no sense, also after trying again",
		RESUME + ". Check the wiring, and try a lower baud rate",
	),
	row("command", "", "CME", "The modem has refused a command", "See the number in the list of +CME ERROR codes of the AT manual"),
	row(
		"underrun",
		"",
		"",
		"The application has not written all of the length that it had declared in time",
		"Write within 10 s of each onWritable, and as much as length says within 30 s and twice its time at the baud rate",
	),
	row(
		"stalled",
		"",
		"",
		"The application has not read or written for longer than stallTimeout allows",
		"Read what onReadable offers and write what onWritable asks for, or raise stallTimeout",
	),
	row(
		"rangeIgnored",
		"",
		"",
		"The server% has sent a different part of the file than requested",
		"Begin again at offset 0, or use another server",
	),
	row("cancelled", "", "", "It was cancelled: the request or the modem has been closed", "For a request after close() make a new modem"),
	row("notHttp", "http", "600", "What the server% has answered is not HTTP", "Check the address and the port"),
	row(
		"network",
		"http",
		"601, 607-999",
		"The server% could not be reached, or the connection broke",
		"The bearer was open: check the address and the port, and that the server can be reached from the internet. Then try again: a transfer goes on from its checkpoint",
	),
	row("noMemory", "http", "602", "The response is larger than the modem's memory", "Ask for a part of it with offset and length"),
	row("dns", "", "603, 62", "The name of the server% was not found", "Check how it is spelt; an address in numbers needs no DNS"),
	row("stackBusy", "http", "604", "The modem's network stack is stuck", RESUME),
	row("tls", "http", "605, 606", "The TLS handshake with the server% has failed", "Use an http: address that does not redirect to https:"),
	row(
		"network",
		"ftp",
		"61",
		"The connection to the FTP server% broke",
		RESUME + ". The bearer was open: check that the server can be reached from the internet",
	),
	row("connect", "socket", "", "The server does not accept the connection", "Check the host and the port"),
	row("closed", "socket", "", "The other end has closed the connection", "Connect again"),
	row("network", "socket", "", "The connection broke", "Connect again"),
	row(
		"command",
		"message",
		"CMS",
		"The modem or the network has refused the message",
		"See the number: 310 no SIM, 311 its PIN, 321 no message there, 322 the SIM is full, 330 no service centre (AT+CSCA), 331 no network, 332 it is silent, 512 not ready yet",
	),
	row("unsupported", "message", "", "It is not a message that was received", "Read another one"),
	row(
		"unconfirmed",
		"message",
		"",
		"The modem has the message, but has not said whether the network accepted it",
		"It may arrive: ask before sending it again",
	),
	row("incomplete", "message", "", "Fewer messages were read than the modem says that there are", "List them again"),
	row("busy", "socket", "", "The modem has six sockets open", "Close one that is no longer needed"),
	row(
		"connect",
		"ftp",
		"63",
		"The FTP server% does not accept the connection",
		"Check the host and the port, and that an FTP server runs there",
	),
	row("server", "ftp", "65", "The FTP server% has refused or broken the session", RESUME),
	row("notAllowed", "ftp", "66", "Another FTP session runs in the modem and could not be ended", "Try again"),
	row("reply", "ftp", "70", "What the FTP server% answers makes no sense", "Check the host and the port: it may not be an FTP server"),
	row("user", "ftp", "71", "The FTP server% refuses the user", "Correct the user"),
	row("password", "ftp", "72", "The FTP server% refuses the password", "Correct the user and the password"),
	row("type", "ftp", "73", "The FTP server% refuses binary transfers", "Use another server"),
	row("rest", "ftp", "74", "The FTP server% cannot continue a file at an offset", "Begin at offset 0"),
	row("passive", "ftp", "75", "The data connection to the FTP server% could not be opened", "Try passive: false"),
	row("active", "ftp", "76", "The FTP server% could not open the data connection", "Leave passive out: most networks let nobody in"),
	row("operate", "ftp", "77", "The FTP server% has refused: the file or folder is not there, or may not be touched", PATH),
	row("upload", "ftp", "78", "The FTP server% has refused the file, or the upload broke", PATH + ". Then resume"),
	row("download", "ftp", "79", "The FTP server% has no such file, or the download broke", PATH + ". Then resume"),
	row("fileSystem", "ftp", "85", "The modem's own file system has failed", "Try again"),
	row("quit", "ftp", "80, 86", "The FTP session was ended by somebody else", RESUME),
	row("incomplete", "", "", "The file does not have the expected length", "Resume, or begin again"),
	row(
		"unconfirmed",
		"",
		"",
		"Everything was sent, but the server's confirmation has not come",
		"Ask for the size of the file to know what has arrived",
	),
	row("status", "", "400-599", "The server% has answered with an error", "Check the address; the text of the answer may say more"),
	row("port", "", "", "The serial port cannot be used", "Check the cable, and what onStreamError says"),
	row(
		"port missing",
		"",
		"",
		"There is no such serial port",
		"Check its name, and that the cable is plugged in: `npx sim900 ports` lists what is there",
	),
	row(
		"port unreachable",
		"",
		"",
		"Nothing answers at that address",
		"Check the host and the port, and that a program there serves the modem: ser2net, or sim900-simulator",
	),
	row("port busy", "", "", "Another program has the serial port", "End that program: a terminal, ModemManager, or this one a second time"),
	row(
		"port denied",
		"",
		"",
		"This user may not open the serial port",
		"On Linux add the user to the group of the device (dialout, uucp), and log in again",
	),
	row("port gone", "", "", "The serial port has gone while it was used", "Plug the cable in again, and make a new modem"),
	row("port failed", "", "", "The serial port could not be opened", "Check the name and the baud rate; the cause says more"),
]);
