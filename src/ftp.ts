// `sim900/ftp`: the FTP service, for a modem of `sim900/modem`.
export { FTPEntry } from "./ftp/entry.js";
export { FTP, type FTPStateCallback, type FTPRenameOptions, type FTPTaskOptions } from "./ftp/ftp.js";
export { type FTPGet, type FTPGetOptions } from "./ftp/get.js";
export { type FTPList, type FTPListOptions } from "./ftp/list.js";
export { type FTPPath, type FTPServer } from "./ftp/options.js";
export { type FTPPut, type FTPPutOptions } from "./ftp/put.js";
export { type FTPCallback, type FTPTask } from "./ftp/task.js";
export { type Payload } from "./transfer/readable.js";
