import type { Fault } from "../../simulator/index.ts";

/*
	Weather: faults of all kinds at random moments, the same for the same numbers.
*/

/** Numbers from 0 up to 1. */
export type Random = () => number;
type Strike = (random: Random) => object;

/** One of them. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
/** A whole number from `least` up to but not `most`. */
export const between = (random: Random, least: number, most: number): number => Math.floor(least + random() * (most - least));

const DAMAGES = ["drop", "duplicate", "nul", "flip"];
const LINES = ["txd", "txd", "txd", "rxd"];

/** What happens, beside when. */
const STRIKES: readonly Strike[] = [
	random => ({
		code: pick(random, ['+CMTI: "SM",1', "RING", "+CREG: 2", "+CREG: 1", "NO CARRIER", "+PDP: DEACT", "Call Ready"]),
	}),
	random => ({ silence: between(random, 1, 12_000) }),
	() => ({ powerDip: true }),
	() => ({ loseBearer: true }),
	random => ({ voltage: pick(random, ["under", "over"]) }),
	random => ({ late: between(random, 10, 100_000) }),
	() => ({ unanswered: true }),
	random => ({ fragment: between(random, 0, 20) }),
	random => ({ server: pick(random, ["stall", "refuse", "dns", "no-range", { truncate: between(random, 0, 1500) }]) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), count: between(random, 1, 4) }),
	random => ({ bytes: pick(random, DAMAGES), line: pick(random, LINES), rate: random() * random() * 0.05, count: 20 }),
];

const MOMENTS = [
	/SAPBR/,
	/HTTPPARA/,
	/HTTPACTION/,
	/HTTPREAD/,
	/HTTPDATA/,
	/DOWNLOAD/,
	/HTTPTERM/,
	/FTP/,
	/FTPGET/,
	/FTPPUT/,
	/FTPEXTPUT/,
	/FTPQUIT/,
	/OK/,
];

/** When it happens: at a time, behind any line, or behind one of a kind. */
function momentOf(random: Random): object {
	const kind = random();
	if (kind < 0.2) return { at: between(random, 0, 8000) };
	const after = random() < 0.7 ? between(random, 0, 40) : between(random, 0, 4000);
	if (kind < 0.6) return { on: /./, nth: between(random, 1, 100), after };
	return { on: pick(random, MOMENTS), nth: between(random, 1, 4), after };
}

/** A script of faults. */
export function weather(random: Random): Fault[] {
	const count = between(random, 1, 9);
	return Array.from({ length: count }, () => ({ ...momentOf(random), ...pick(random, STRIKES)(random) }) as Fault);
}

/**
 * No driver can see damage that keeps a length, on the way to it or in its own commands (the line has no checksum and no echo), nor a server that
 * cuts its body.
 */
export function mayHide(faults: readonly Fault[]): boolean {
	const damages = faults.flatMap(fault => ("bytes" in fault ? [fault] : []));
	const isHidden = damages.some(({ bytes, line }) => bytes === "flip" || line === "rxd");
	const kinds = new Set(damages.map(({ bytes }) => bytes === "drop"));
	return isHidden || kinds.size > 1 || faults.some(fault => "server" in fault && typeof fault.server === "object");
}

/** A script in words, for the message of a test that fails. */
export function describe(faults: readonly Fault[]): string {
	return faults.map(fault => JSON.stringify(fault, (_, value) => (value instanceof RegExp ? String(value) : value))).join(" ");
}
