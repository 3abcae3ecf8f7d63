/** `// subset: allow <rule> — <why>`: lets one violation of one rule pass, on its own line or on the line below. */
export interface Allowance {
	/** The line it speaks for, from 1. */
	readonly line: number;
	/** The line it stands on, from 1. */
	readonly at: number;
	readonly rule: string;
	readonly why: string;
}

const COMMENT = /\/\/\s*subset:\s*allow\b\s*([\w-]*)\s*(?:[—–:-]+\s*(.*))?$/;

/** The allowances in `text`, in order. */
export function findAllowances(text: string): Allowance[] {
	const lines = text.split("\n");
	return lines.flatMap((line, index) => {
		const match = COMMENT.exec(line);
		if (!match) return [];
		const alone = line.trimStart().startsWith("//");
		const below = lines.findIndex((other, at) => at > index && !other.trimStart().startsWith("//"));
		return [{ line: alone ? below + 1 : index + 1, at: index + 1, rule: match[1]!, why: (match[2] ?? "").trim() }];
	});
}
