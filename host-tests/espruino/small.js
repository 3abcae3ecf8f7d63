// The least that a program needs for one kind of transfer, for engines with little memory: tells what `program.js` tells, of `task.step`, `task.times` times.
print("@engine " + JSON.stringify({ version: process.version, total: process.memory().total }));
var start = process.memory().usage;
var library = require(task.module);
print("@memory " + JSON.stringify(["require", process.memory().usage - start]));
var buffer = new Uint8Array(128);
var count = 0;
var peak = 0;
var began;

function look() {
	var usage = process.memory(false).usage;
	if (usage > peak) peak = usage;
}

function take() {
	var got;
	look();
	while ((got = this.read(buffer))) {
		print("@data " + btoa(got === 128 ? buffer : new Uint8Array(buffer.buffer, 0, got)));
		count += got;
	}
}

// What `program.js` writes.
function give() {
	var most, part;
	look();
	while (this.writable > 0 && count < task.step.length) {
		most = Math.min(this.writable, task.step.length - count, 128);
		part = most === 128 ? buffer : new Uint8Array(buffer.buffer, 0, most);
		for (var i = 0; i < most; i++) part[i] = ((count + i) * 7 + ((count + i) >> 8)) & 255;
		count += most;
		this.write(part);
	}
}

function end(error) {
	print("@end " + JSON.stringify([error ? error.toString() : "done", count, null, Math.round((getTime() - began) * 1000)]));
	print("@memory " + JSON.stringify(["done", process.memory().usage - start]));
	print("@peak " + (peak - start));
	count = 0;
	task.times--;
	if (task.times > 0) setTimeout(begin, 0);
	else print("@exit {}");
}

function begin() {
	began = getTime();
	modem[task.service][task.method](task.step);
}

if (task.step.length) task.step.onWritable = give;
if (task.method !== "put") task.step.onReadable = take;
task.step.onDone = end;
task.options.onReady = function () {
	print("@memory " + JSON.stringify(["ready", process.memory().usage - start]));
	begin();
};
var modem = library.connect(usart, task.options);
