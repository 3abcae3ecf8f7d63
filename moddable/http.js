export * from "sim900/dist/http";
