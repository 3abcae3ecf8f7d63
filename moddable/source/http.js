export * from "sim900/src/http";
