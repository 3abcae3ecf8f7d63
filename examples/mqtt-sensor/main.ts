/*
	A sensor that reports the modem's signal by MQTT, over TLS with the service `mqtts` and without with `mqtt`, and listens for another interval. The SDK's
	MQTTClient gives up for good when its connection ends: the application makes another one, after a pause that doubles.
*/
import MQTTClient from "embedded:network/mqtt/client";
// oxlint-disable-next-line typescript/ban-ts-comment -- where the SDK compiles this, its TLSSocket has no types
// @ts-ignore
import TLSSocket from "embedded:io/socket/tcp/tls";
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Modem, wire } from "sim900/modem";
import { type Network, network } from "sim900/network";
import Timer from "timer";

const LONGEST_PAUSE = 600_000;
let interval = config.interval;
let pause = 5000;
let client: any;
let timer: Timer | undefined;

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onReady() {
		trace("modem ready\n");
		// The client gives a connection 30 s: the modem is brought up before.
		if (!client) connect();
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});
const service = network({ modem, MQTTClient, TLSSocket })[config.service as keyof Network]!;

function report(): void {
	modem.signal((error, rssi) => {
		if (error || !client) return;
		try {
			client.write(ArrayBuffer.fromString(`{"rssi":${rssi}}`), { topic: config.topic });
		} catch {
			// What there is no room for is not reported.
		}
	});
	timer = Timer.set(report, interval);
}

function retry(why: string): void {
	trace(`${why}: again in ${pause} ms\n`);
	if (timer) Timer.clear(timer);
	client?.close();
	client = undefined;
	timer = Timer.set(connect, pause);
	pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function connect(): void {
	client = new service.io({
		...service,
		host: config.host,
		id: config.id,
		// A third is lost to a modem that is busy, and to the pauses of a mobile network.
		keepalive: 120_000,
		onControl(message: { operation: number }) {
			if (message.operation !== MQTTClient.CONNACK) return;
			trace("connected\n");
			pause = 5000;
			client.write(null, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: `${config.topic}/interval` }] });
			report();
		},
		onReadable(this: { read(count: number): ArrayBuffer }, count: number) {
			const wanted = Number(String.fromArrayBuffer(this.read(count)));
			if (wanted >= 1000) interval = wanted;
			trace(`interval ${interval} ms\n`);
		},
		onClose: () => retry("closed"),
		onError: () => retry("lost"),
	});
}
