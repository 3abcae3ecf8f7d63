export * from "../dist/promises.js";
