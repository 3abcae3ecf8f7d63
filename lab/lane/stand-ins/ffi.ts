import { host } from "../host.ts";
import { tell } from "./board.ts";

/** `mc/ffi`, with what the example's manifest declares. */
export default class FFI {
	esp_restart(): void {
		tell("restart");
		host.done(0);
	}
}
