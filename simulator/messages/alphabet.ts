/* The default alphabet of GSM 03.38 and its packing, seven bits a character. */

const BASIC =
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: Readonly<Record<string, number>> = {
	"\f": 0x0a,
	"^": 0x14,
	"{": 0x28,
	"}": 0x29,
	"\\": 0x2f,
	"[": 0x3c,
	"~": 0x3d,
	"]": 0x3e,
	"|": 0x40,
	"€": 0x65,
};
const ESCAPE = 0x1b;

/** Septets of a text; undefined where a character is not in the alphabet. */
export function septetsOf(text: string): number[] | undefined {
	const septets: number[] = [];
	for (const character of text) {
		const basic = BASIC.indexOf(character);
		const extended = EXTENDED[character];
		if (basic >= 0 && character !== "\x1b") septets.push(basic);
		else if (extended !== undefined) septets.push(ESCAPE, extended);
		else return undefined;
	}
	return septets;
}

/** The text of septets. */
export function textOf(septets: readonly number[]): string {
	let text = "";
	for (let index = 0; index < septets.length; index++) {
		if (septets[index] !== ESCAPE) text += BASIC[septets[index]!] ?? "?";
		else {
			const next = septets[++index];
			text += Object.keys(EXTENDED).find(each => EXTENDED[each] === next) ?? " ";
		}
	}
	return text;
}

/** Packs septets into octets, `fill` bits after the start. */
export function pack(septets: readonly number[], fill = 0): number[] {
	const octets = new Array<number>(Math.ceil((septets.length * 7 + fill) / 8)).fill(0);
	septets.forEach((septet, index) => {
		const bit = fill + index * 7;
		octets[bit >> 3]! |= (septet << (bit & 7)) & 0xff;
		if ((bit & 7) > 1) octets[(bit >> 3) + 1]! |= septet >> (8 - (bit & 7));
	});
	return octets;
}

/** Unpacks `count` septets, `fill` bits after the start. */
export function unpack(octets: readonly number[], count: number, fill = 0): number[] {
	return Array.from({ length: count }, (_, index) => {
		const bit = fill + index * 7;
		const pair = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8);
		return (pair >> (bit & 7)) & 0x7f;
	});
}
