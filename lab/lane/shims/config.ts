import { host } from "../host.ts";

function freeze<T>(value: T): T {
	if (typeof value === "object" && value !== null) {
		for (const key of Object.keys(value)) freeze((value as { [key: string]: unknown })[key]);
		Object.freeze(value);
	}
	return value;
}

/** `mc/config`: frozen to the bottom, as the SDK's. */
export default freeze(JSON.parse(host.config)) as unknown;
