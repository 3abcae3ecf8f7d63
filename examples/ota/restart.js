/* Restarts an ESP32. The manifest names the function of ESP-IDF for the SDK's mc/ffi. */
import FFI from "mc/ffi";

const natives = new FFI();

export default function restart() {
	natives.esp_restart();
}
