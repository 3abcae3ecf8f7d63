/** The option `onTrace` where `config.dialogue` is given: the dialogue with the modem, line by line. */
export function dialogue(): Pick<import("sim900/modem").ModemOptions, "onTrace">;
