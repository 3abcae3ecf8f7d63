/*
	Firmware for tests: asks for all of `config.requests` at once, as an application of fetch does, and says what has come of each, in the order in
	which they were asked. `body` of a request is a number of bytes to post. The bodies that come go to the host.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";
import { HTTPClient } from "sim900/fetch";
import { host } from "../lane/host.ts";
import { createFetch } from "../fetch.ts";

const { serial, dcd, apn, requests } = config;

const modem = new SIM900({
	...wire({ serial, dcd, apn }, device.io),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});

const fetch = createFetch({
	http: {
		io: HTTPClient,
		modem,
		onFailure(error: Error) {
			trace(`failed: ${error.message}\n`);
		},
	},
	https: { io: HTTPClient, modem, protocol: "https" },
});

function bodyOf(size: number): Uint8Array {
	const body = new Uint8Array(size);
	for (let i = 0; i < size; i++) body[i] = (i * 31 + 7) & 255;
	return body;
}

async function ask({ url, body, ...init }: any): Promise<[number, string, Uint8Array]> {
	const response = await fetch(url, body === undefined ? init : { ...init, body: bodyOf(body) });
	return [response.status, response.statusText, await response.body];
}

async function askAll(): Promise<void> {
	const answers = (await Promise.all(requests.map(ask))) as Awaited<ReturnType<typeof ask>>[];
	for (const [status, statusText, body] of answers) {
		trace(`${status} ${statusText} ${body.length}\n`);
		host.deliver(body, 0, body.length);
	}
	modem.close();
	host.done(0);
}

askAll();
