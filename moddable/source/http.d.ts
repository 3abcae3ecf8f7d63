export * from "../../src/http.js";
