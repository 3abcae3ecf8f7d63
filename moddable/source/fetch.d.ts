export * from "../../src/fetch.js";
