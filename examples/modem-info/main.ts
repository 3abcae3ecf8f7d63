/*
	The first thing to run on a new board: says what the modem is, what it hears, and how far it comes on its way to the internet; of each failure what to do.
*/
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { explain } from "sim900/explain";
import { type IdentityName, Modem, wire } from "sim900/modem";

const NAMES: readonly IdentityName[] = ["manufacturer", "model", "revision", "imei", "iccid", "operator"];
/** V1.11, +CREG */
const REGISTRATION = ["not registered", "registered, home", "searching", "denied", "unknown", "registered, roaming"];

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onProgress(stage) {
		trace(`reached: ${stage}\n`);
	},
	onReady() {
		trace(`network: ${REGISTRATION[modem.registration] ?? "unknown"}\n`);
		trace(`bearer: open, by the access point ${config.sim900.apn.name || "of the SIM"}\n`);
		identify(0);
	},
	onRecovery(rung, delay) {
		trace(`it goes on in ${Math.round(delay / 1000)} s, by: ${rung}\n`);
	},
	onError(error) {
		trace(`failed: ${error.code}. ${explain(error)}\n`);
	},
});

/** One question after the other: four may wait. */
function identify(index: number): void {
	const name = NAMES[index];
	if (name === undefined) return measureSignal();
	modem.identify(name, (error, text) => {
		trace(`${name}: ${error ? explain(error) : text}\n`);
		identify(index + 1);
	});
}

function measureSignal(): void {
	modem.signal((error, rssi) => {
		if (error) trace(`signal: ${explain(error)}\n`);
		else if (rssi > 31) trace("signal: not known. Check the antenna\n");
		else trace(`signal: ${2 * rssi - 113} dBm${rssi < 10 ? ", which is weak: a better place for the antenna" : ""}\n`);
		trace("that is all\n");
	});
}
