/*
	The SDK's own fetch, as it is, over the modem.
*/
import { crc32, hex } from "crc32";
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import fetch from "fetch";
import config from "mc/config";
import { HTTPClient } from "sim900/fetch";
import { HTTP } from "sim900/http";
import { Modem, wire } from "sim900/modem";

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});
const http = { io: HTTPClient, modem: { http: new HTTP({ modem }) } };
// fetch looks for its HTTPClient here.
(globalThis as { device?: object }).device = { ...device, network: { http, https: { ...http, protocol: "https" } } };

async function load(url: string): Promise<void> {
	const response = await fetch(url);
	if (!response.ok) return trace(`${response.status} ${response.statusText}\n`);
	const bytes = new Uint8Array(await response.arrayBuffer());
	trace(`received ${bytes.length} bytes, CRC-32 ${hex(crc32(0, bytes, 0, bytes.length))}\n`);
}

load(config.url).catch(error => trace(`failed: ${error}\n`));
