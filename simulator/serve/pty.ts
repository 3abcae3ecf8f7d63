import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, readlinkSync, rmSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

/** A tty, seen from the modem's side. */
export interface Pty {
	readonly input: Readable;
	readonly output: Writable;
	/** The device behind the link. */
	readonly device: string;
	/** Ends it and removes the link. */
	close(): Promise<void>;
	/** Calls back if it ends by itself. */
	onEnd(callback: () => void): void;
}

/** For computers without socat: standard library only. It keeps the tty open, so that clients can come and go. */
const PYTHON_HELPER = `
import os, pty, select, signal, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.chmod(os.ttyname(slave), 0o666)
link = sys.argv[1]
os.symlink(os.ttyname(slave), link)
def end(*_):
    try:
        os.unlink(link)
    except OSError:
        pass
    os._exit(0)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    for ready in select.select([0, master], [], [])[0]:
        data = os.read(ready, 4096)
        if not data:
            end()
        target = 1 if ready == master else master
        while data:
            data = data[os.write(target, data):]
`;

/** Programs that make a tty, the first that is there is taken. */
export const PTY_HELPERS: readonly { readonly name: string; readonly command: (link: string) => string[] }[] = [
	{ name: "socat", command: link => ["socat", `PTY,link=${link},rawer,wait-slave=0,mode=666`, "STDIO"] },
	{ name: "python3", command: link => ["python3", "-c", PYTHON_HELPER, link] },
];

const works = (program: string): boolean => spawnSync(program, ["-V"], { stdio: "ignore" }).error === undefined;

/** Opens a tty and makes a symbolic link to it. `helpers` are the programs to try. */
export async function openPty(link: string, helpers: readonly string[] = PTY_HELPERS.map(({ name }) => name)): Promise<Pty> {
	removeStale(link);
	const helper = PTY_HELPERS.find(({ name }) => helpers.includes(name) && works(name));
	if (!helper) throw new Error(`a tty needs ${helpers.join(" or ")}, and neither is installed; --tcp needs nothing`);
	const [program, ...words] = helper.command(link);
	const child = spawn(program!, words, { stdio: ["pipe", "pipe", "pipe"], detached: true });
	let complaint = "";
	child.stderr.on("data", (bytes: Buffer) => (complaint = `${complaint}${bytes}`.slice(-1000)));
	child.stdin.on("error", () => {});
	await appears(link, child, () => complaint);
	return {
		input: child.stdout,
		output: child.stdin,
		device: readlinkSync(link),
		close: () => end(child, link),
		onEnd: callback => void child.on("exit", callback),
	};
}

function removeStale(link: string): void {
	const stale = lstatSync(link, { throwIfNoEntry: false });
	if (!stale) return;
	if (!stale.isSymbolicLink()) throw new Error(`${link} exists and is not a link`);
	rmSync(link);
}

function appears(link: string, child: ChildProcess, complaint: () => string): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setInterval(() => {
			if (!existsSync(link)) return;
			clearInterval(timer);
			resolve();
		}, 10);
		const fail = (): void => {
			clearInterval(timer);
			reject(new Error(`no tty: ${complaint().trim() || child.spawnargs[0]}`));
		};
		child.on("error", fail);
		child.on("exit", fail);
	});
}

function end(child: ChildProcess, link: string): Promise<void> {
	return new Promise(resolve => {
		const done = (): void => {
			if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
			resolve();
		};
		if (child.exitCode !== null || child.signalCode !== null) return done();
		child.removeAllListeners("exit");
		child.on("exit", done);
		child.kill("SIGTERM");
	});
}
