// A data logger: one line an hour is kept in Storage, and appended to a file on an FTP server once a day.
// ESP32: UART 2 at D17 (to RXD) and D16 (from TXD); on a Pico use Serial1 with D0 and D1.
var HOUR = 3600000;
var LINES = 24;

var storage = require("Storage");
var modem = require("sim900-ftp").connect(Serial2, {
	serial: { baud: 57600, transmit: D17, receive: D16 },
	apn: { name: "internet" },
	burst: 512,
});
var lines = 0;

function upload() {
	var text = storage.read("log") || "";
	var content = new Uint8Array(text.length);
	content.set(text);
	modem.ftp.put({
		host: "ftp.example.com",
		user: "me",
		password: "secret",
		path: "/log.csv",
		mode: "append",
		length: content.length,
		onWritable: function () {
			if (content) this.write(content);
			content = undefined;
		},
		onDone: function (error) {
			console.log(error ? error.toString() : "stored");
			// What was not stored is tried again with the next day's.
			if (!error) storage.erase("log");
		},
	});
}

function measure() {
	storage.write("log", (storage.read("log") || "") + getTime().toFixed(0) + "," + E.getTemperature() + "\n");
	lines++;
	if (lines % LINES === 0) upload();
	setTimeout(measure, HOUR);
}

measure();
