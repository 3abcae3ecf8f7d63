// Runs on Espruino, real or modelled: what `task` says, step by step, told in lines that begin with an @.
// `task` = {module, options, steps: [{do, ...}]}; `usart` and `pins` are the platform's.
function say(kind, value) {
	print("@" + kind + " " + (typeof value === "string" ? value : JSON.stringify(value)));
}

say("engine", { version: process.version, total: process.memory().total });
var lowest = process.memory().usage;
var peak = 0;

function look() {
	var usage = process.memory(false).usage;
	if (usage > peak) peak = usage;
}

function memory(what) {
	say("memory", [what, process.memory().usage - lowest]);
}

var buffer = new Uint8Array(128);
lowest = process.memory().usage;
var library = require(task.module);
memory("require");
var modem;
var count = 0;
var running = 0;
var started = 0;

// What an upload holds at a position: every value of a byte, and no short period.
function pattern(at) {
	return (at * 7 + (at >> 8)) & 255;
}

function take() {
	var got;
	while ((got = this.read(buffer))) {
		say("data", btoa(got === buffer.length ? buffer : new Uint8Array(buffer.buffer, 0, got)));
		count += got;
	}
	look();
}

function give() {
	var total = task.steps[running].options.length;
	while (this.writable > 0 && count < total) {
		var most = Math.min(this.writable, total - count, buffer.length);
		var part = most === buffer.length ? buffer : new Uint8Array(buffer.buffer, 0, most);
		for (var i = 0; i < most; i++) part[i] = pattern(count + i);
		count += most;
		this.write(part);
		look();
	}
}

function onDone(error, value) {
	say("end", [error ? error.toString() : "done", count, value === undefined ? null : value, Math.round((getTime() - started) * 1000)]);
	memory("done");
	running++;
	// Not from here: the request that has ended is still on the stack.
	setTimeout(next, 0);
}

var steps = {
	http: function (options) {
		if (options.method !== "HEAD") options.onReadable = take;
		if (options.method === "POST") options.onWritable = give;
		options.onHeaders = function (status, length) {
			say("headers", [status, length]);
		};
		options.onDone = onDone;
		modem.http.request(options);
	},
	get: function (options) {
		options.onReadable = take;
		options.onDone = onDone;
		modem.ftp.get(options);
	},
	put: function (options) {
		options.onWritable = give;
		options.onDone = onDone;
		modem.ftp.put(options);
	},
	list: function (options) {
		options.onEntry = function (entry) {
			say("entry", [entry.isDirectory, entry.size, E.toString(new Uint8Array(entry.line.buffer, entry.start, entry.end - entry.start))]);
		};
		options.onDone = onDone;
		modem.ftp.list(options);
	},
	signal: function () {
		modem.signal(onDone);
	},
	identify: function (options) {
		modem.identify(options.name, onDone);
	},
	command: function (options) {
		modem.command(options.text, { onDone: onDone });
	},
	disconnect: function () {
		modem.disconnect(onDone);
	},
	close: function () {
		modem.close();
		modem = undefined;
		onDone(null);
	},
	// Refused before anything is sent.
	wrong: function (options) {
		try {
			modem.http.request(options);
			onDone(null);
		} catch (error) {
			onDone(error);
		}
	},
};
["size", "remove", "makeDirectory", "removeDirectory", "rename"].forEach(function (name) {
	steps[name] = function (options) {
		options.onDone = onDone;
		modem.ftp[name](options);
	};
});

function next() {
	if (running === task.steps.length) {
		say("peak", peak - lowest);
		return say("exit", modem ? modem.statistics : {});
	}
	var step = task.steps[running];
	count = 0;
	started = getTime();
	steps[step.do](Object.assign({}, step.options));
}

task.options.onReady = function () {
	if (running === 0 && count === 0) {
		count = 1;
		memory("ready");
		next();
	}
};
task.options.onError = function (error) {
	say("error", error.toString());
};
modem = library.connect(usart, task.options);
memory("connect");
