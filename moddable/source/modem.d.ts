export * from "../../src/modem.js";
