/*
	npm run mcu: the firmware, precompiled, on XS as a bare-metal RV32IMC image in QEMU, joined to the simulated modem in lockstep. Every transfer is
	run twice: the digests must be right and the instructions the same. Its last line is `N passed, N failed, N skipped`.
*/
import { MemoryFtpServer, MemoryNetwork } from "../../simulator/index.ts";
import { microcontrollerAvailable } from "../lane/index.ts";
import { nastyFile } from "../peers/nasty.ts";
import { runSession, type SessionResult, sha256 } from "../session.ts";

const SIZE = 30_000;
const FILE = nastyFile(SIZE);
const SERVER = { host: "server", user: "me", password: "secret" };

/** A transfer and the digest of what has arrived, at whichever end. */
interface Transfer {
	readonly name: string;
	readonly firmware: string;
	readonly config: Record<string, unknown>;
	/** What should have arrived; default the file. */
	readonly expected?: Uint8Array;
	arrived(session: SessionResult, world: World): string;
}

interface World {
	readonly network: MemoryNetwork;
	readonly ftp: MemoryFtpServer;
}

function createWorld(): World {
	const ftp = new MemoryFtpServer({ files: { "/file.bin": FILE } });
	return { ftp, network: new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) }, { server: ftp }) };
}

/** The body that firmware/http-post.ts makes. */
function postedBody(length: number, portion: number): Uint8Array {
	return Uint8Array.from({ length }, (_, at) => ((at % portion) * 31 + 7) & 255);
}

const stored = (_session: SessionResult, { ftp }: World): string => sha256(ftp.files.get("/up.bin") ?? new Uint8Array(0));
const step = (what: string, options: object): Record<string, unknown> => ({ server: SERVER, steps: [{ do: what, options }] });

const TRANSFERS: readonly Transfer[] = [
	{ name: "GET", firmware: "http-get", config: { url: "http://server/file" }, arrived: session => session.sha256 },
	{
		name: "POST",
		firmware: "http-post",
		config: { url: "http://server/file", length: SIZE, portion: 500 },
		expected: postedBody(SIZE, 500),
		arrived: (_session, { network }) => sha256(network.requests[0]?.body ?? new Uint8Array(0)),
	},
	{ name: "FTP get", firmware: "ftp", config: step("get", { path: "/file.bin" }), arrived: session => session.sha256 },
	{ name: "FTP put", firmware: "ftp", config: step("put", { path: "/up.bin", length: SIZE }), arrived: stored },
	{ name: "FTP extended put", firmware: "ftp", config: step("putExtended", { path: "/up.bin", length: SIZE }), arrived: stored },
];

/** The digest of what has arrived, and the instructions that it took from start-up to the end. */
async function run({ firmware, config, arrived }: Transfer): Promise<{ digest: string; instructions: number; trace: string }> {
	const world = createWorld();
	let instructions = 0;
	const session = await runSession({
		firmware: `lab/firmware/${firmware}.ts`,
		config,
		engine: "mcu",
		baud: 115200,
		modem: { network: world.network },
		onTurn: turn => void (instructions += turn.instructions),
	});
	return { digest: arrived(session, world), instructions, trace: session.trace };
}

async function passes(transfer: Transfer): Promise<boolean> {
	const [first, second] = [await run(transfer), await run(transfer)];
	const expected = sha256(transfer.expected ?? FILE);
	const isWhole = first.digest === expected && second.digest === expected;
	const isExact = first.instructions === second.instructions;
	const count = first.instructions.toLocaleString("en").padStart(12);
	console.log(`${transfer.name.padEnd(18)}${SIZE.toLocaleString("en")} bytes ${count} instructions  ${isWhole ? "whole" : "DAMAGED"}`);
	if (!isWhole) console.log(first.trace);
	if (!isExact) console.log(`${transfer.name}: the second run took ${second.instructions.toLocaleString("en")} instructions`);
	return isWhole && isExact;
}

const reason = await microcontrollerAvailable();
if (reason !== "mcu") {
	console.log(reason);
	const required = process.env.CI === "true";
	console.log(required ? `0 passed, ${TRANSFERS.length} failed, 0 skipped` : `0 passed, 0 failed, ${TRANSFERS.length} skipped`);
	process.exitCode = required ? 1 : 0;
} else {
	let passed = 0;
	for (const transfer of TRANSFERS) {
		const isGood = await passes(transfer).catch((error: Error) => void console.log(`${transfer.name}: ${error.message}`));
		if (isGood) passed++;
	}
	console.log(`${passed} passed, ${TRANSFERS.length - passed} failed, 0 skipped`);
	if (passed < TRANSFERS.length) process.exitCode = 1;
}
