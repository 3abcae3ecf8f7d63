// By name: what else that module gives out is for the services.
export { hashOf, Modem, ModemError, QUEUE_DEPTH, wire } from "sim900/dist/modem";
