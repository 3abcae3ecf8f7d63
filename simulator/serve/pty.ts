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

/**
 * Standard library only. While nobody has the tty open its master hangs up: what the modem says then is thrown away, as by a
 * serial port that nobody reads, and the next client does not find it.
 */
const PYTHON_HELPER = `
import errno, os, pty, select, signal, sys, time, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.chmod(os.ttyname(slave), 0o666)
link = sys.argv[1]
os.symlink(os.ttyname(slave), link)
os.close(slave)
def end(*_):
    try:
        os.unlink(link)
    except OSError:
        pass
    os._exit(0)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, signal.SIG_IGN)
poll = select.poll()
poll.register(master, select.POLLIN)
host = select.poll()
host.register(0, select.POLLIN)
def write_all(target, data):
    while data:
        data = data[os.write(target, data):]
while True:
    events = dict(poll.poll(10))
    state = events.get(master, 0)
    if state & select.POLLIN:
        try:
            write_all(1, os.read(master, 4096))
        except OSError as error:
            if error.errno != errno.EIO:
                raise
    if host.poll(0):
        data = os.read(0, 4096)
        if not data:
            end()
        if not state & select.POLLHUP:
            write_all(master, data)
    elif state & select.POLLHUP and not state & select.POLLIN:
        time.sleep(0.01)
`;

/** Programs that make a tty, the first that is there is taken. Under socat what nobody reads waits for the next client. */
export const PTY_HELPERS: readonly { readonly name: string; readonly command: (link: string) => string[] }[] = [
	{ name: "python3", command: link => ["python3", "-c", PYTHON_HELPER, link] },
	{ name: "socat", command: link => ["socat", `PTY,link=${link},rawer,wait-slave=0,mode=666`, "STDIO"] },
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
	// A tty is there as long as its other end is open.
	if (existsSync(link)) throw new Error(`${link} is in use: it leads to ${readlinkSync(link)}`);
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
