export * from "sim900/dist/trace";
