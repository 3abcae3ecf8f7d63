// `sim900/promises`: the modem for those who prefer `await`. Nothing below imports it.
export { type AbortSignalLike, type Body, type ProgressCallback } from "./promises/body.js";
export { type Chunks, DownloadStream, type Source } from "./promises/download.js";
export { SIM900Error } from "./promises/error.js";
export { FTP, type FTPDownloadOptions, type FTPFile, type FTPUploadOptions, type FTPVisitOptions } from "./promises/ftp.js";
export { type Address, HTTP, type HTTPOptions, HTTPResponse } from "./promises/http.js";
export { type CommandAnswer, SIM900, type Signal } from "./promises/modem.js";
