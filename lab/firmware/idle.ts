/* Firmware that does nothing but hear unsolicited lines: `config.lines` of them, between the two marks. */
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, lines } = config;
let heard = 0;

const modem = new SIM900({
	serial: { ...serial, io: device.io.Serial },
	dcd: { ...dcd, io: device.io.Digital },
	apn,
	onReady() {
		heard = 0;
		host.mark(0);
	},
	onUnsolicited() {
		heard++;
		if (heard < lines) return;
		host.mark(1);
		trace(`heard ${heard}, received ${modem.statistics.received}\n`);
		modem.close();
		host.done(0);
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
		host.done(2);
	},
});
