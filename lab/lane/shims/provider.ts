import Analog from "./analog.ts";
import Digital from "./digital.ts";
import Serial from "./serial.ts";

/** `embedded:provider/builtin` of the SDK's esp32/nodemcu target, as far as the lane has its ports. */
const device = {
	Serial: {
		default: { io: Serial, port: 1, receive: 3, transmit: 1 },
	},
	io: { Analog, Digital, Serial },
	pin: { button: 0, led: 2 },
};

export default device;
