/* Firmware for figures: an idle modem whose unsolicited lines are only counted, for `config.duration` ms. The collector is off meanwhile. */
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import Timer from "timer";
import { host } from "../lane/host.ts";

const { serial, apn, duration } = config;
let heard = 0;

const modem: SIM900 = new SIM900({
	serial: { ...serial, io: device.io.Serial },
	apn,
	onReady() {
		// What the modem says while it starts does not count.
		heard = 0;
		host.mark(0);
	},
	onUnsolicited() {
		heard++;
	},
});

Timer.set(() => {
	host.mark(1);
	trace(`heard ${heard} received ${modem.statistics.received}\n`);
	host.done(0);
}, duration);
