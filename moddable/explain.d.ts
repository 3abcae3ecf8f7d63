export * from "../dist/explain.js";
