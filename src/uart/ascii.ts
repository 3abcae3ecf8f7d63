/*
	The bytes that the library knows by name, once. Numbers, so that a bundle holds them as literals.
*/
export const NUL = 0;
export const LF = 10;
export const CR = 13;
/** Ends a text. */
export const CTRL_Z = 26;
export const ESCAPE = 27;
export const SPACE = 32;
export const QUOTE = 34;
export const PLUS = 43;
export const COMMA = 44;
export const HYPHEN = 45;
export const ZERO = 48;
export const NINE = 57;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const GREATER = 62;
export const UPPER_A = 65;
export const UPPER_B = 66;
export const UPPER_F = 70;
export const UPPER_K = 75;
export const UPPER_O = 79;
export const UPPER_Z = 90;
export const UNDERSCORE = 95;
export const LOWER_D = 100;
export const LOWER_L = 108;
/** The last printable byte. */
export const TILDE = 126;
/** What a line reads as while the other end has no power, or another rate. */
export const HIGH = 255;
