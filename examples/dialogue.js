import config from "mc/config";
import { formatTrace } from "sim900/trace";

/**
 * The option `onTrace` where `config.dialogue` is given, as at the end of `mcconfig -d -m -p esp32/nodemcu dialogue=true`: what the modem is told and what it
 * says, line by line, payload as counts and secrets as stars.
 */
export function dialogue() {
	return config.dialogue ? { onTrace: formatTrace(line => trace(line + "\n")) } : {};
}
