/* What a further `new TCP` leaves on the heap, after collections. */
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Modem, wire } from "sim900/modem";
import { TCP } from "sim900/socket";
import { host } from "../lane/host.ts";

const { serial, dcd, apn } = config;
const modem = new Modem(wire({ serial, dcd, apn }, device.io));
const options = { modem, address: "server", port: 80 };
const first = new TCP(options);
let second;
host.mark(0);
second = new TCP(options);
host.mark(1);
// Each mark 0 collects.
host.mark(0);
host.mark(0);
host.mark(1);
first.close();
second.close();
modem.close();
host.done(0);
