/** Programs to run and to edit. They have `modem`, which is `new SIM900(…)` of "sim900/promises", `print(…)` and `sha256(bytes)`. */
export const EXAMPLES: Readonly<Record<string, string>> = {
	"HTTP GET": `const response = await modem.http.get("http://example.com/");
print(response.status, await response.text());
`,
	"download with progress": `const response = await modem.http.get("http://example.com/bytes/20000");
let count = 0;
const pieces = [];
for await (const piece of response) {
	pieces.push(piece);
	count += piece.length;
}
print(count, "bytes,", modem.statistics.healed, "chunks read again");
print("SHA-256", await sha256(new Uint8Array(await new Blob(pieces).arrayBuffer())));
`,
	"HTTP POST": `const response = await modem.http.post("http://example.com/log", '{"t":21.5}', {
	contentType: "application/json",
});
print(response.status, await response.text());
`,
	FTP: `const server = { host: "ftp.example.com", user: "me", password: "secret" };
await modem.ftp.put({ ...server, path: "/log.txt", mode: "append" }, "one line more\\n");
const file = await modem.ftp.get({ ...server, path: "/log.txt" });
print(await file.text());
`,
	"signal and identity": `const { rssi } = await modem.signal();
print("signal", rssi * 2 - 113, "dBm");
for (const name of ["manufacturer", "model", "imei", "operator"]) print(name, await modem.identify(name));
`,
	"own commands": `print(await modem.command("AT+CBC"));
print(await modem.command("AT+CCLK?"));
`,
};
