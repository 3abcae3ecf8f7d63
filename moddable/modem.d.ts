export * from "../dist/modem.js";
