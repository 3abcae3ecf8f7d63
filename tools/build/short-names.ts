const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const RESERVED: ReadonlySet<string> = new Set(["as", "do", "if", "in", "is", "of"]);

/** `a` to `z`, then `aa`, `ab`, … without the names that are taken. */
export function* shortNames(taken: ReadonlySet<string>): Generator<string> {
	for (let length = 1; ; length++) {
		for (let index = 0; index < LETTERS.length ** length; index++) {
			let name = "";
			for (let rest = index, i = 0; i < length; i++, rest = Math.floor(rest / LETTERS.length)) name = LETTERS[rest % LETTERS.length] + name;
			if (!taken.has(name) && !RESERVED.has(name)) yield name;
		}
	}
}
