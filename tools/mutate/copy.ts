import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Not copied: what is made, and what is shared. */
const LEFT_OUT = new Set(["node_modules", ".git", "dist"]);
/** Says what dist/ was made from: the copy makes its own. */
const STAMP = /^dist-/;

/** A copy of the tree in which sources may be changed. */
export class Copy {
	readonly root: string;

	constructor(source: string) {
		this.root = mkdtempSync(join(tmpdir(), "sim900-mutate-"));
		const filter = (path: string): boolean => !LEFT_OUT.has(basename(path)) && !STAMP.test(basename(path));
		cpSync(source, this.root, { recursive: true, filter });
		symlinkSync(join(source, "node_modules"), join(this.root, "node_modules"));
	}

	/** Writes a file, and calls `use` with it; then the file is as it was. */
	async with<T>(file: string, change: (text: string) => string, use: () => Promise<T>): Promise<T> {
		const path = join(this.root, file);
		if (!existsSync(path)) throw new Error("there is no such file");
		const before = readFileSync(path, "utf8");
		writeFileSync(path, change(before));
		try {
			return await use();
		} finally {
			writeFileSync(path, before);
		}
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}
