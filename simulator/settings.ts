import type { Choices } from "./choices.ts";
import { FTP_CHOICES, FTP_SETTINGS, type FtpSettings } from "./ftp/settings.ts";
import { HTTP_CHOICES, HTTP_SETTINGS, type HttpSettings } from "./http/settings.ts";
import { LINE_CHOICES, LINE_SETTINGS, type LineSettings } from "./line/settings.ts";
import { NETWORK_CHOICES, NETWORK_SETTINGS, type NetworkSettings } from "./network/settings.ts";
import { CALL_CHOICES, CALL_SETTINGS, type CallSettings } from "./calls/settings.ts";
import { MESSAGE_SETTINGS, type MessageSettings } from "./messages/settings.ts";
import { SERVICE_SETTINGS, type ServiceSettings } from "./services/settings.ts";
import { SOCKET_CHOICES, SOCKET_SETTINGS, type SocketSettings } from "./socket/settings.ts";
import { POWER_SETTINGS, type PowerSettings } from "./power/settings.ts";

/**
 * What no source establishes, or what differs between modules and networks. Each is a setting with the default
 * that seemed likeliest; none is a fact. Durations are ms of simulated time.
 */
export interface Settings
	extends
		LineSettings,
		PowerSettings,
		NetworkSettings,
		HttpSettings,
		FtpSettings,
		SocketSettings,
		MessageSettings,
		CallSettings,
		ServiceSettings {}

/** The defaults. */
export const DEFAULT_SETTINGS: Settings = {
	...LINE_SETTINGS,
	...POWER_SETTINGS,
	...NETWORK_SETTINGS,
	...HTTP_SETTINGS,
	...FTP_SETTINGS,
	...SOCKET_SETTINGS,
	...MESSAGE_SETTINGS,
	...CALL_SETTINGS,
	...SERVICE_SETTINGS,
};

/** Settings that are one of some values, or lists of such, and the values. */
export const CHOICES: Choices = {
	...LINE_CHOICES,
	...NETWORK_CHOICES,
	...HTTP_CHOICES,
	...FTP_CHOICES,
	...SOCKET_CHOICES,
	...CALL_CHOICES,
};

type Name = keyof Settings;

/** Settings where less than nothing means something. */
const SIGNED: readonly string[] = ["networkZone", "networkTime"];

/**
 * The settings of a modem: the given ones over the defaults, the members of an object over those of its default. Throws
 * a RangeError that names the first setting that does not exist or has a value it cannot have.
 */
export function completeSettings(...given: readonly Partial<Settings>[]): Settings {
	const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
	for (const [name, value] of given.flatMap(each => Object.entries(each))) {
		if (!Object.hasOwn(DEFAULT_SETTINGS, name)) throw new RangeError(`there is no setting "${name}"`);
		check(name, value, DEFAULT_SETTINGS[name as Name]);
		settings[name] = isPlain(value) ? { ...(settings[name] as object), ...value } : value;
	}
	return settings as unknown as Settings;
}

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

function check(name: string, value: unknown, byDefault: unknown): void {
	const words = CHOICES[name];
	const fails = (wanted: string): never => {
		throw new RangeError(`${name} is ${wanted}, not ${JSON.stringify(value)}`);
	};
	if (Array.isArray(byDefault)) return checkList(name, value, byDefault, words);
	if (words)
		return void (words.includes(value as string | number) || fails(`one of ${words.map(word => JSON.stringify(word)).join(", ")}`));
	if (typeof value !== typeof byDefault || Array.isArray(value)) fails(`like ${JSON.stringify(byDefault)}`);
	if (typeof value === "number" && !(value >= 0) && !SIGNED.includes(name)) fails("0 or more");
	if (isPlain(value) && isPlain(byDefault)) checkMembers(name, value, byDefault);
}

function checkList(name: string, value: unknown, byDefault: readonly unknown[], words: Choices[string] | undefined): void {
	// An empty list by default is one of texts.
	const kind = byDefault.length ? typeof byDefault[0] : "string";
	const isMember = (each: unknown): boolean => (words ? words.includes(each as string | number) : typeof each === kind);
	if (Array.isArray(value) && value.every(isMember)) return;
	const wanted = words ? `of ${words.join(", ")}` : byDefault.length ? `like ${JSON.stringify(byDefault)}` : "of texts";
	throw new RangeError(`${name} is a list ${wanted}, not ${JSON.stringify(value)}`);
}

function checkMembers(name: string, value: object, byDefault: object): void {
	for (const [key, member] of Object.entries(value)) {
		const expected = (byDefault as Record<string, unknown>)[key];
		if (typeof member !== typeof expected) throw new RangeError(`${name} has no ${key} like ${JSON.stringify(member)}`);
	}
}
