/* What `new SIM900` leaves on the heap, after collections. The modules are loaded before mark 0: on a device they are in flash. */
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, apn } = config;
const options = { serial: { ...serial, io: device.io.Serial }, dcd: { ...dcd, io: device.io.Digital }, apn };
let modem;
host.mark(0);
modem = new SIM900(options);
host.mark(1);
// Each mark 0 collects.
host.mark(0);
host.mark(0);
host.mark(1);
modem.close();
host.done(0);
