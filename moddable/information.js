export * from "sim900/dist/information";
