// What a careless driver, modem or server takes for somebody's own words: results, reports, prompts, the end of FTPETPUT's stream, a command.
const TEXTS = [
	"\r\nOK\r\n",
	"+HTTPACTION:0,200,1",
	"\r\n+HTTPREAD:5\r\n",
	"\r\nERROR\r\n",
	"\r\nRDY\r\n",
	"\rAT+CPOWD=1\r",
	"\r\n+FTPGET:1,0\r\n",
	"\r\n+FTPGET:2,50\r\n",
	"\r\n+FTPPUT:1,0\r\n",
	"\r\n+FTPPUT:1,1,1280\r\n",
	"\r\nDOWNLOAD\r\n",
	"\x10\x03\x10\x10\x03",
	"\x1a\x1b+++",
];
const WORDS = TEXTS.map(text => Uint8Array.from(text, letter => letter.charCodeAt(0)));
const FIRST = 300;
const DISTANCE = 997;

/** The byte at `at` of a file that has every byte value, and every so often one of those texts. Allocates nothing: firmwares make their uploads of it. */
export function nastyByte(at: number): number {
	const since = at - FIRST;
	if (since >= 0) {
		const word = WORDS[((since / DISTANCE) | 0) % WORDS.length]!;
		const index = since % DISTANCE;
		if (index < word.length) return word[index]!;
	}
	return (at * 31 + (at >> 8) * 7) & 255;
}

/** The first `size` bytes of that file. */
export function nastyFile(size: number): Uint8Array {
	return Uint8Array.from({ length: size }, (_, at) => nastyByte(at));
}
