// HTTP GET. ESP32: UART 2 at D17 (to RXD) and D16 (from TXD); on a Pico use Serial1 with D0 and D1.
var modem = require("sim900-http").connect(Serial2, {
	serial: { baud: 57600, transmit: D17, receive: D16 },
	apn: { name: "internet" },
	burst: 512,
	onReady: function () {
		console.log("connected");
	},
	onError: function (error) {
		console.log(error.toString());
	},
});

var buffer = new Uint8Array(128);
var text = "";

modem.http.request({
	url: "http://example.com/hello.txt",
	onHeaders: function (status, length) {
		console.log("status " + status + ", " + length + " bytes");
	},
	onReadable: function () {
		var count;
		while ((count = this.read(buffer))) text += E.toString(new Uint8Array(buffer.buffer, 0, count));
	},
	onDone: function (error) {
		console.log(error ? error.toString() : text);
	},
});
