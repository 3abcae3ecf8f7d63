import { readFileSync } from "node:fs";

/** ms */
const INTERVAL = 300;

const read = (path: string): string => {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
};
const parentOf = (pid: number): number => Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);

/** The npm, npx and shells between them that this process was started by, nearest first. */
function launchers(): number[] {
	const found: number[] = [];
	let last = 0;
	for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
		found.push(pid);
		if (/\bnp[mx]\b/.test(read(`/proc/${pid}/cmdline`))) last = found.length;
		if (found.length > 3) break;
	}
	return found.slice(0, last);
}

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return !/\) Z/.test(read(`/proc/${pid}/stat`));
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
};

/** Calls back when the npx or npm that has started this process is gone: neither hands on the signal that has ended it. */
export function onLauncherGone(callback: () => void): void {
	const watched = launchers();
	if (!watched.length) return;
	const timer = setInterval(() => {
		if (watched.every(isAlive)) return;
		clearInterval(timer);
		callback();
	}, INTERVAL);
	timer.unref();
}
