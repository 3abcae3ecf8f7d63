export * from "../../src/ftp.js";
