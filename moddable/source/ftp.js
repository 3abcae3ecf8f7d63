export * from "sim900/src/ftp";
