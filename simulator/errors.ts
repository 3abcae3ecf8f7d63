/** `+CME ERROR` numbers and their texts (AT+CMEE=2), V1.11. */
export const CME_TEXTS: Readonly<Record<number, string>> = {
	0: "phone failure",
	1: "no connection to phone",
	2: "phone-adaptor link reserved",
	3: "operation not allowed",
	4: "operation not supported",
	5: "PH-SIM PIN required",
	6: "PH-FSIM PIN required",
	7: "PH-FSIM PUK required",
	10: "SIM not inserted",
	11: "SIM PIN required",
	12: "SIM PUK required",
	13: "SIM failure",
	14: "SIM busy",
	15: "SIM wrong",
	16: "incorrect password",
	17: "SIM PIN2 required",
	18: "SIM PUK2 required",
	20: "memory full",
	21: "invalid index",
	22: "not found",
	23: "memory failure",
	24: "text string too long",
	25: "invalid characters in text string",
	26: "dial string too long",
	27: "invalid characters in dial string",
	30: "no network service",
	31: "network timeout",
	32: "network not allowed - emergency call only",
	99: "resource limitation",
	100: "unknown",
	103: "Illegal MS",
	106: "Illegal ME",
	107: "GPRS services not allowed",
	111: "PLMN not allowed",
	112: "Location area not allowed",
	113: "Roaming not allowed in this location area",
	132: "service option not supported",
	133: "requested service option not subscribed",
	134: "service option temporarily out of order",
	148: "unspecified GPRS error",
	149: "PDP authentication failure",
	150: "invalid mobile class",
	151: "FDN only",
};

/** Codes that commands here answer with. */
export const NOT_ALLOWED = 3;
export const PH_SIM_PIN_REQUIRED = 5;
export const SIM_NOT_INSERTED = 10;
export const SIM_PIN_REQUIRED = 11;
export const SIM_PUK_REQUIRED = 12;
export const SIM_BUSY = 14;
export const INCORRECT_PASSWORD = 16;
export const NO_NETWORK = 30;

/** `+CMS ERROR` numbers and their texts (AT+CMEE=2), V1.03. */
export const CMS_TEXTS: Readonly<Record<number, string>> = {
	300: "ME failure",
	302: "operation not allowed",
	304: "invalid PDU mode parameter",
	305: "invalid text mode parameter",
	310: "SIM not inserted",
	311: "SIM PIN required",
	314: "SIM busy",
	316: "SIM PUK required",
	320: "memory failure",
	321: "invalid memory index",
	322: "memory full",
	323: "invalid input parameter",
	324: "invalid input format",
	330: "SMSC address unknown",
	331: "no network",
	332: "network timeout",
	500: "unknown",
	512: "SIM not ready",
	515: "PS busy",
	517: "SM not ready",
	528: "invalid character in PDU",
	529: "incorrect PDU length",
};
