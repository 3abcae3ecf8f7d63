export * from "sim900/dist/explain";
