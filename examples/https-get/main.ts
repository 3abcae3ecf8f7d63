/*
	An HTTPS GET: the SDK's HTTPClient and its TLSSocket, unmodified, over the modem's sockets. The certificates that the server's is checked against
	are those of `data` in the manifest.
*/
import HTTPClient from "embedded:network/http/client";
// oxlint-disable-next-line typescript/ban-ts-comment -- where the SDK compiles this, its TLSSocket has no types
// @ts-ignore
import TLSSocket from "embedded:io/socket/tcp/tls";
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Modem, wire } from "sim900/modem";
import { network } from "sim900/network";

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onReady() {
		trace("modem ready\n");
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});

const { https } = network({ modem, HTTPClient, TLSSocket });
let received = 0;

const client = new https!.io({ ...https, host: config.host });
client.request({
	path: config.path,
	onHeaders(status: number) {
		trace(`status ${status}\n`);
	},
	onReadable(this: { read(count: number): ArrayBuffer | undefined }, count: number) {
		received += this.read(count)?.byteLength ?? 0;
	},
	onDone(error: unknown) {
		trace(error ? "failed\n" : `received ${received} bytes\n`);
		client.close();
	},
});
