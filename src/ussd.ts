// `sim900/ussd`: the services of the network that are reached by codes, for a modem of `sim900/modem`.
export { Ussd, type UssdCallback, type UssdRequest } from "./ussd/ussd.js";
