export * from "sim900/src/modem";
