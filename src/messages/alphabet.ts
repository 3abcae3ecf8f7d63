/*
	The default alphabet of GSM 03.38: a character is a septet, or ESCAPE_SEPTET and another one.
*/

/** The characters of the septets 0 to 127; what stands for the escape is no character. */
export const BASIC =
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Those after an escape, and the septets that they are there, as ASCII. */
export const EXTENDED = "\f^{}\\[~]|€";
export const EXTENDED_SEPTETS = "\n\x14()/<=>@e";

export const ESCAPE_SEPTET = 0x1b;
