import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bridge } from "../../simulator/serve/bridge.ts";
import { openPty } from "../../simulator/serve/pty.ts";
import { SIM900Simulator, WallClock } from "../../simulator/index.ts";
import { Report, type Task } from "./report.ts";
import type { Site } from "./site.ts";

/** The engine's program, or undefined where there is none on the PATH. */
export function findEngine(name = "espruino"): string | undefined {
	const { stdout, status } = spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" });
	return status === 0 ? stdout.trim() : undefined;
}

/** Bytes that go to Storage at a time: the smallest engine has no room for all of them. */
const PIECE = 512;
/** ms of real time after which a program that says nothing is taken for dead. */
const SILENCE = 60_000;

/** Puts a file into Storage. */
function storing(name: string, path: string): string {
	return `(function () {
	var file = E.openFile(${JSON.stringify(path)}, "r"), size = require("fs").statSync(${JSON.stringify(path)}).size, at = 0, piece;
	while (at < size) { piece = file.read(${PIECE}); require("Storage").write(${JSON.stringify(name)}, piece, at, size); at += piece.length; }
	file.close();
})();
`;
}

function follow(child: ChildProcess, report: Report): Promise<void> {
	return new Promise((resolve, reject) => {
		const fail = (why: string): void => reject(new Error(`${why}: ${report.remarks.slice(-40).join("\n")}`));
		let patience = setTimeout(fail, SILENCE, "the engine says nothing");
		createInterface({ input: child.stdout! }).on("line", line => {
			clearTimeout(patience);
			patience = setTimeout(fail, SILENCE, "the engine says nothing");
			report.hear(line);
			if (!report.done) return;
			clearTimeout(patience);
			resolve();
		});
		child.on("exit", () => {
			clearTimeout(patience);
			fail("the engine has ended");
		});
	});
}

/** Runs a program on a real engine, `file` being the module, with a simulated modem at the other end of a tty. */
export async function runOnEngine(engine: string, file: string, task: Task, site: Site, program = "program.js"): Promise<Report> {
	const folder = mkdtempSync(join(tmpdir(), "sim900-espruino-"));
	const clock = new WallClock();
	const modem = new SIM900Simulator({ clock, network: site.network });
	const pty = await openPty(join(folder, "modem"));
	const separate = bridge(modem, pty.input, pty.output);
	const options = { ...task.options, serial: { ...(task.options.serial as object), setup: { path: pty.device } } };
	const script = join(folder, "program.js");
	writeFileSync(
		script,
		`${storing(task.module, resolve(file))}${storing("program", fileURLToPath(new URL(program, import.meta.url)))}var usart = Serial1;
var task = ${JSON.stringify({ ...task, options })};
eval(require("Storage").read("program"));
`,
	);
	// Its standard input stays open: at its end the engine would end too.
	const child = spawn(engine, [script], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
	const report = new Report();
	try {
		await follow(child, report);
	} finally {
		child.removeAllListeners("exit");
		child.kill("SIGKILL");
		separate();
		clock.close();
		await pty.close();
		rmSync(folder, { recursive: true, force: true });
	}
	return report;
}
