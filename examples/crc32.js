/**
 * The CRC-32 of zip and PNG, carried on: begin with 0, give what it has returned with the next bytes. It allocates nothing. `python3 -c "import sys, zlib;
 * print('%08x' % zlib.crc32(open(sys.argv[1], 'rb').read()))" FILE` says the same of a file.
 */
export function crc32(crc, bytes, start, end) {
	crc = ~crc;
	for (let i = start; i < end; i++) {
		crc ^= bytes[i];
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/** Eight hexadecimal digits. */
export function hex(crc) {
	return (crc >>> 0).toString(16).padStart(8, "0");
}
