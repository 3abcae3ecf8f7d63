import type { Line } from "../../../simulator/line.ts";
import type { SIM900Simulator } from "../../../simulator/index.ts";

/*
	What the wire has made of what was said. A byte counts as payload where the modem sends it as payload, or takes it as payload; everything else
	belongs to a line.
*/

/** Bytes of payload that were damaged on their way, and how. */
export interface PayloadDamage {
	/** `download`: from the modem, with what closes the payload. `upload`: to the modem. */
	readonly way: "download" | "upload";
	/** As many bytes have come as were sent: whoever counts sees nothing. */
	readonly keepsLength: boolean;
	/** More bytes have come than were sent: whoever loses some of them counts the right number. */
	readonly grows: boolean;
	/** Bytes that came and are others than those sent at their places, or stand at other places. */
	readonly wrong: number;
}

/** A command that was damaged on its way: what the driver has sent, and what the modem was given. */
export interface CommandDamage {
	readonly sent: string;
	readonly received: string;
}

/** Everything that was damaged. */
export interface Damages {
	readonly payload: readonly PayloadDamage[];
	readonly commands: readonly CommandDamage[];
	/** Lines of the modem that have come otherwise than they were sent. */
	readonly lines: readonly string[];
}

/** One byte that was sent. */
interface Passage {
	readonly byte: number;
	/** What has come of it; empty where it was lost. */
	readonly seen: number[];
	/** The modem was taking payload, or text. */
	inDataPhase: boolean;
}

/** Keeps what was sent on a line, byte by byte, and what has come of it. */
class LineTap {
	readonly passages: Passage[] = [];
	/** All that was sent, whether anybody was there to hear it or not. */
	said = "";
	readonly #line: Line;
	readonly #start: number;
	readonly #isDataPhase: () => boolean;

	constructor(line: Line, isDataPhase: () => boolean) {
		this.#line = line;
		this.#isDataPhase = isDataPhase;
		this.#start = line.bytes + line.waiting;
		const send = line.send.bind(line);
		const clear = line.clear.bind(line);
		line.send = bytes => {
			const copy = Uint8Array.from(bytes);
			for (const byte of copy) this.passages.push({ byte, seen: [], inDataPhase: false });
			this.said += Buffer.from(copy).toString("latin1");
			send(copy);
		};
		line.clear = () => {
			clear();
			this.passages.length = Math.max(0, line.bytes + line.waiting - this.#start);
		};
		this.repair();
	}

	/** Nothing damages the line any more. The innermost tamper sees every byte that arrives, after all faults. */
	repair(): void {
		this.#line.tamper = (byte, index) => {
			const passage = this.passages[index - this.#start];
			passage?.seen.push(byte & 0xff);
			if (passage && this.#isDataPhase()) passage.inDataPhase = true;
			return byte;
		};
	}

	/** Those that have had their time to arrive. */
	get arrived(): readonly Passage[] {
		return this.passages.slice(0, this.#line.bytes - this.#start);
	}
}

const isDamaged = ({ byte, seen }: Passage): boolean => seen.length !== 1 || seen[0] !== byte;
const sentBy = (part: readonly Passage[]): number[] => part.map(({ byte }) => byte);
const seenOf = (part: readonly Passage[]): number[] => part.flatMap(({ seen }) => seen);
const text = (bytes: readonly number[]): string => Buffer.from(bytes).toString("latin1").trim();

function damageOf(way: PayloadDamage["way"], part: readonly Passage[]): PayloadDamage[] {
	if (!part.some(isDamaged)) return [];
	const sent = sentBy(part);
	const seen = seenOf(part);
	const wrong = sent.filter((byte, index) => byte !== seen[index]).length;
	const grows = seen.length > sent.length;
	if (way === "download") return [{ way, keepsLength: sent.length === seen.length, grows, wrong }];
	// A modem takes as many bytes as are due, and what comes after them for a command: that part of the payload is not in `part`.
	return [{ way, keepsLength: seen.length >= sent.length, grows, wrong: wrong + seen.length - sent.length }];
}

const CR = 13;
const LF = 10;
/** A line after which as many bytes of payload follow, and `CR LF OK CR LF`. */
const HEADER = /^\+(?:HTTPREAD: ?|FTPGET: ?2, ?|FTPLIST: ?2, ?|CIPRXGET: ?2,\d,(?=\d+,\d+$))(\d+)(?:,\d+)?$/;
const TRAILER = 6;

/** Cuts what was sent into parts that end after a byte. */
function cut(passages: readonly Passage[], end: number): Passage[][] {
	const parts: Passage[][] = [[]];
	for (const passage of passages) {
		parts.at(-1)!.push(passage);
		if (passage.byte === end) parts.push([]);
	}
	return parts;
}

/** Tap on both directions between the driver and a modem. */
export class WireTap {
	readonly #fromModem: LineTap;
	readonly #toModem: LineTap;

	constructor(modem: SIM900Simulator) {
		this.#fromModem = new LineTap(modem.txd, () => false);
		this.#toModem = new LineTap(modem.rxd, () => modem.dcd.level === 0 || modem.isTaking);
	}

	/** Nothing damages the lines from now on. */
	repair(): void {
		this.#fromModem.repair();
		this.#toModem.repair();
	}

	/** The driver has sent a PIN. */
	get hasEnteredPIN(): boolean {
		return this.#toModem.said.includes("AT+CPIN=");
	}

	/** What was damaged until now. */
	get damages(): Damages {
		const { payload, lines } = this.readModem();
		const toModem = this.#toModem.arrived;
		const uploads = this.portions(toModem).flatMap(part => damageOf("upload", part));
		const commands = cut(
			toModem.filter(({ inDataPhase }) => !inDataPhase),
			CR,
		)
			.filter(part => part.some(isDamaged))
			.map(part => ({ sent: text(sentBy(part)), received: text(seenOf(part)) }));
		return { payload: [...payload, ...uploads], commands, lines };
	}

	/** Runs of bytes that the modem took for payload. A byte that was lost belongs to what is around it. */
	private portions(passages: readonly Passage[]): Passage[][] {
		const parts: Passage[][] = [];
		let part: Passage[] = [];
		for (const passage of passages) {
			const isLost = passage.seen.length === 0;
			if (passage.inDataPhase || (isLost && part.length > 0)) part.push(passage);
			else if (part.length > 0) {
				parts.push(part);
				part = [];
			}
		}
		return part.length > 0 ? [...parts, part] : parts;
	}

	private readModem(): { payload: PayloadDamage[]; lines: string[] } {
		const passages = this.#fromModem.arrived;
		const payload: PayloadDamage[] = [];
		const lines: string[] = [];
		for (let at = 0; at < passages.length;) {
			let end = at;
			while (end < passages.length && passages[end]!.byte !== LF) end++;
			const line = passages.slice(at, end + 1);
			const what = text(sentBy(line));
			at += line.length;
			if (line.some(isDamaged)) lines.push(`${what} -> ${text(seenOf(line))}`);
			const count = Number(HEADER.exec(what)?.[1] ?? 0);
			if (count === 0) continue;
			payload.push(...damageOf("download", passages.slice(at, at + count + TRAILER)));
			at += count;
		}
		return { payload, lines };
	}
}
