import ts from "typescript";

/** The first of them is this byte (Espruino, src/jslex.h and src/jslex.c); the order is the format. */
const FIRST_TOKEN = 138;
const TOKENS =
	"== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => if else do while for break continue function return var let const this throw try catch finally true false null undefined new in instanceof switch case default delete typeof void debugger class extends super static of".split(
		" ",
	);
/** A text of less than 256 bytes: their number, then they. */
const SHORT_TEXT = 0xd1;
/** A longer one: its number in two bytes, the low one first. */
const LONG_TEXT = 0xd2;

/** The engine does not take the token of this word. */
const SPELLED_OUT = new Set(["catch"]);

function tokenOf(text: string): string {
	const index = SPELLED_OUT.has(text) ? -1 : TOKENS.indexOf(text);
	return index < 0 ? text : String.fromCharCode(FIRST_TOKEN + index);
}

function rawText(text: string): string {
	const { length } = text;
	if (length === 0) return '""';
	if (length < 256) return String.fromCharCode(SHORT_TEXT, length) + text;
	return String.fromCharCode(LONG_TEXT, length & 255, length >> 8) + text;
}

const isWord = (byte: string | undefined): boolean => byte !== undefined && /[\w$]/.test(byte);

/** `atob("…")` at the end of what has been written, and its text. */
const DECODED = "atob(";

/**
 * A module as Espruino keeps code in Storage: reserved words and operators are bytes, texts are raw, so that the engine uses them where they are in flash
 * (2v20.48 and later). One character a byte. Template literals and regular expressions are not for this: throws.
 */
export function pretokenise(code: string): string {
	const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
	let written = "";
	let decoded = "";
	for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
		if (kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral || kind === ts.SyntaxKind.TemplateHead) throw new Error("a template literal");
		let text = scanner.getTokenText();
		if (kind === ts.SyntaxKind.GreaterThanToken) {
			kind = scanner.reScanGreaterToken();
			text = scanner.getTokenText();
		}
		if (kind !== ts.SyntaxKind.StringLiteral) {
			const token = tokenOf(text);
			if (isWord(written.at(-1)) && isWord(token[0])) written += " ";
			written += token;
			continue;
		}
		const value = scanner.getTokenValue();
		if (written.endsWith(DECODED)) {
			decoded = Buffer.from(value, "base64").toString("latin1");
			written = written.slice(0, -DECODED.length) + rawText(decoded);
			scanner.scan();
		} else written += rawText(value);
	}
	return written;
}
