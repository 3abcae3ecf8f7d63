export * from "sim900/dist/network";
