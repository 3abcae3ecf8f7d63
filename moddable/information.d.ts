export * from "../dist/information.js";
