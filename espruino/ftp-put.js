// FTP upload. ESP32: UART 2 at D17 (to RXD) and D16 (from TXD); on a Pico use Serial1 with D0 and D1.
var modem = require("sim900-ftp").connect(Serial2, {
	serial: { baud: 57600, transmit: D17, receive: D16 },
	apn: { name: "internet" },
	burst: 512,
});

var content = new Uint8Array(20);
content.set("20 bytes to be kept\n");

modem.ftp.put({
	host: "ftp.example.com",
	user: "me",
	password: "secret",
	path: "/hello.txt",
	length: content.length,
	onWritable: function () {
		if (content) this.write(content);
		content = undefined;
	},
	onDone: function (error) {
		console.log(error ? error.toString() : "stored");
	},
});
