export * from "../dist/ussd.js";
