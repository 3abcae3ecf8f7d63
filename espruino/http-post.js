// HTTP POST of a measured value as JSON. ESP32: UART 2 at D17 (to RXD) and D16 (from TXD); on a Pico use Serial1 with D0 and D1.
var modem = require("sim900-http").connect(Serial2, {
	serial: { baud: 57600, transmit: D17, receive: D16 },
	apn: { name: "internet" },
	burst: 512,
});

function bytesOf(text) {
	var bytes = new Uint8Array(text.length);
	bytes.set(text);
	return bytes;
}

function post(value) {
	var body = bytesOf(JSON.stringify({ temperature: value }));
	modem.http.request({
		method: "POST",
		url: "http://example.com/measurements",
		contentType: "application/json",
		length: body.length,
		onWritable: function () {
			if (body) this.write(body);
			body = undefined;
		},
		onHeaders: function (status) {
			console.log("status " + status);
		},
		onDone: function (error) {
			console.log(error ? error.toString() : "posted");
		},
	});
}

post(E.getTemperature());
