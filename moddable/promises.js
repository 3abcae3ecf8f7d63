export * from "sim900/dist/promises";
