import type { TraceCallback } from "../uart/port.js";

const CR = 13;
const LF = 10;
/** Characters of a line that are shown. */
const LINE_LENGTH = 600;

// What must not be seen: PINs, passwords, and what stands before the host in a URL or in a header for authorization.
const SECRETS: readonly (readonly [pattern: RegExp, stars: string])[] = Object.freeze([
	Object.freeze([/(\+CPIN=).*/i, "$1***"] as const),
	Object.freeze([/(\+FTPPW[=:] *).*/i, "$1***"] as const),
	Object.freeze([/(\+CSTT=[^,]*,).*/i, "$1***"] as const),
	Object.freeze([/("?PWD"?,).*/i, "$1***"] as const),
	Object.freeze([/^(PWD: ).*/i, "$1***"] as const),
	Object.freeze([/(\/\/)[^/@\s"]+@/, "$1***@"] as const),
	Object.freeze([/((?:authorization|cookie|api-key|token): *)[^|"]*/i, "$1***"] as const),
]);

/** A line without secrets and without what is not printable. */
function shown(line: string): string {
	let text = line;
	for (const [pattern, stars] of SECRETS) text = text.replace(pattern, stars);
	return text.replace(/[^ -~]/g, character => "\\x" + (character.charCodeAt(0) + 256).toString(16).slice(1));
}

/** One direction: its bytes as lines, and as counts where they are payload. */
class Side {
	private text = "";
	/** Bytes of the payload that passes, and how many of them are still to come. */
	private payload = 0;
	private left = 0;
	/** Bytes of payload that begin after the next LF. */
	private announced = 0;
	private readonly print: (text: string) => void;
	private readonly onLine: (line: string) => void;

	constructor(print: (text: string) => void, onLine: (line: string) => void) {
		this.print = print;
		this.onLine = onLine;
	}

	/** The next `count` bytes are payload. */
	expect(count: number): void {
		this.left = count;
		this.payload = count;
	}

	/** The `count` bytes after this line are payload. */
	expectAfterLine(count: number): void {
		this.announced = count;
	}

	/** No more payload will come. */
	interrupt(): void {
		if (this.left > 0) this.print("[" + (this.payload - this.left) + " of " + this.payload + " bytes]");
		this.left = 0;
	}

	take(bytes: Uint8Array, start: number, end: number): void {
		for (let i = start; i < end; i++) {
			const byte = bytes[i]!;
			if (this.left > 0) this.count();
			else if (byte === CR) this.endLine();
			else if (byte === LF) this.beginPayload();
			else if (this.text.length < LINE_LENGTH) this.text += String.fromCharCode(byte);
		}
	}

	private count(): void {
		this.left--;
		if (this.left === 0) this.print("[" + this.payload + " bytes]");
	}

	private beginPayload(): void {
		if (this.announced > 0) this.expect(this.announced);
		this.announced = 0;
	}

	private endLine(): void {
		const { text } = this;
		if (text === "") return;
		this.text = "";
		this.print(shown(text));
		this.onLine(text);
	}
}

/**
 * For the option `onTrace`: prints the dialogue line by line: s since it began, s since the line before, `>` for the driver or `<` for the modem, and the
 * line. Payload is a count of bytes; PINs, passwords and what authorizes a request are stars. `now` gives ms.
 */
export function formatTrace(print: (line: string) => void, now: () => number = Date.now): TraceCallback {
	const begun = now();
	let previous = begun;
	const printer = (arrow: string) => (text: string) => {
		const time = now();
		print(`${((time - begun) / 1000).toFixed(3).padStart(9)} ${`+${((time - previous) / 1000).toFixed(3)}`.padStart(8)} ${arrow} ${text}`);
		previous = time;
	};
	/** Bytes that the driver has announced in its last command. */
	let announced = 0;
	const driver = new Side(printer(">"), line => {
		const data = /^AT\+(?:HTTPDATA=|FTPEXTPUT=2,\d+,)(\d+)/.exec(line);
		announced = data ? Number(data[1]) : 0;
	});
	const modem = new Side(printer("<"), line => {
		const header = /^\+(?:HTTPREAD: *|FTP(?:GET|LIST): *2, *)(\d+)$/.exec(line);
		const prompt = /^\+FTPPUT: *2, *(\d+)$/.exec(line);
		if (header) modem.expectAfterLine(Number(header[1]));
		else if (prompt) driver.expect(Number(prompt[1]));
		else if (/^(OK|ERROR|RDY|NORMAL POWER DOWN|\+CM[ES] ERROR)/.test(line)) driver.interrupt();
		else if (announced > 0 && /^(DOWNLOAD|\+FTPEXTPUT: *\d+, *\d+)$/.test(line)) driver.expect(announced);
	});
	return (direction, bytes, start, end) => (direction === "driver" ? driver : modem).take(bytes, start, end);
}
