/*
 * The `host` object: a thin proxy. Ports, pins, timers and time live in the process at the other end of the wire;
 * nothing here allocates once the firmware has opened what it needs.
 */
#define xsMachineRecord sxMachine /* the public header and the engine itself name the machine differently */
#include "xs.h"
#include "xsmc.h"

#include "engine.h"
#include "wire.h"

#define handleArgument() xsmcToInteger(xsArg(0))

/* Asks and waits. An error of the port model is thrown here, in the firmware's own stack. */
static const Frame* ask(xsMachine* the, uint8_t op, uint8_t kind, int32_t handle, int32_t value, const void* payload,
	uint32_t size, const uint8_t** answer)
{
	const Frame* reply;
	wireSend(op, kind, handle, value, payload, size);
	reply = wireReceive(answer);
	if (reply->op == opFailure) {
		switch (reply->kind) {
		case 1: xsRangeError("%s", *answer);
		case 2: xsTypeError("%s", *answer);
		case 3: xsSyntaxError("%s", *answer);
		default: xsUnknownError("%s", *answer);
		}
	}
	return reply;
}

static void host_open(xsMachine* the)
{
	const uint8_t* answer;
	char* kind = xsmcToString(xsArg(0));
	char* options = xsmcToString(xsArg(1));
	xsmcSetInteger(xsResult, ask(the, opOpen, kind[0], 0, 0, options, strlen(options), &answer)->handle);
}

static void host_close(xsMachine* the)
{
	wireSend(opClose, 0, handleArgument(), 0, NULL, 0);
}

/* host.read(handle, view) fills the view from its start; host.read(handle[, count]) returns a fresh buffer or number. */
static void host_read(xsMachine* the)
{
	int32_t handle = handleArgument();
	const uint8_t* bytes;
	const Frame* reply;
	if (xsmcArgc > 1 && xsmcTypeOf(xsArg(1)) == xsReferenceType) {
		void* view;
		xsUnsignedValue capacity;
		xsmcGetBufferWritable(xsArg(1), &view, &capacity);
		reply = ask(the, opRead, 0, handle, (int32_t)capacity, NULL, 0, &bytes);
		if (reply->value < 0)
			return;
		memcpy(view, bytes, reply->size < capacity ? reply->size : capacity);
		xsmcSetInteger(xsResult, reply->value);
		return;
	}
	reply = ask(the, opRead, 1, handle, xsmcArgc > 1 ? xsmcToInteger(xsArg(1)) : -1, NULL, 0, &bytes);
	if (reply->kind == 1)
		xsmcSetArrayBuffer(xsResult, (void*)bytes, reply->size);
	else if (reply->value >= 0)
		xsmcSetInteger(xsResult, reply->value);
}

static void host_write(xsMachine* the)
{
	int32_t handle = handleArgument();
	const uint8_t* answer;
	void* bytes;
	xsUnsignedValue size;
	if (xsmcTypeOf(xsArg(1)) != xsReferenceType) {
		ask(the, opWrite, 1, handle, xsmcToInteger(xsArg(1)), NULL, 0, &answer);
		return;
	}
	xsmcGetBufferReadable(xsArg(1), &bytes, &size);
	ask(the, opWrite, 0, handle, 0, bytes, size, &answer);
}

static void host_level(xsMachine* the)
{
	const uint8_t* answer;
	xsmcSetInteger(xsResult, ask(the, opLevel, 0, handleArgument(), 0, NULL, 0, &answer)->value);
}

static void host_drive(xsMachine* the)
{
	const uint8_t* answer;
	int32_t handle = handleArgument();
	ask(the, opDrive, 0, handle, xsmcToInteger(xsArg(1)), NULL, 0, &answer);
}

/* host.schedule(handle, delay, repeat), ms; host.schedule(handle) parks the timer. */
static void host_schedule(xsMachine* the)
{
	int32_t handle = handleArgument();
	int32_t delay, repeat;
	if (xsmcArgc < 2) {
		wireSend(opSchedule, 0, handle, 0, NULL, 0);
		return;
	}
	delay = xsmcToInteger(xsArg(1));
	repeat = xsmcArgc > 2 ? xsmcToInteger(xsArg(2)) : 0;
	wireSend(opSchedule, 1, handle, delay, &repeat, sizeof(repeat));
}

static void host_now(xsMachine* the)
{
	const uint8_t* answer;
	double now;
	ask(the, opNow, 0, 0, 0, NULL, 0, &answer);
	memcpy(&now, answer, sizeof(now));
	xsmcSetNumber(xsResult, now);
}

/* Each argument as it is, without separators or a line end: as the SDK's `trace`. */
static void host_trace(xsMachine* the)
{
	int i, count = xsmcArgc;
	for (i = 0; i < count; i++) {
		char* text = xsmcToString(xsArg(i));
		wireSend(opTrace, 0, 0, 0, text, strlen(text));
	}
}

/* host.deliver(view, start, count): payload bytes on their way out of the firmware. */
static void host_deliver(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue size;
	int32_t start = xsmcToInteger(xsArg(1));
	int32_t count = xsmcToInteger(xsArg(2));
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	if (start < 0 || count < 0 || (xsUnsignedValue)start + (xsUnsignedValue)count > size)
		xsRangeError("deliver %d bytes at %d of %u", (int)count, (int)start, (unsigned int)size);
	wireSend(opDeliver, 0, 0, 0, (uint8_t*)bytes + start, count);
}

static void host_mark(xsMachine* the)
{
	countersMark(the, xsmcToInteger(xsArg(0)));
}

static void host_meter(xsMachine* the)
{
	xsmcSetNumber(xsResult, countersMeter(the));
}

static void host_done(xsMachine* the)
{
	wireSend(opDone, 0, 0, xsmcArgc ? xsmcToInteger(xsArg(0)) : 0, NULL, 0);
}

static const struct {
	const char* name;
	xsCallback function;
	int length;
} natives[] = {
	{ "open", host_open, 2 },
	{ "close", host_close, 1 },
	{ "read", host_read, 2 },
	{ "write", host_write, 2 },
	{ "level", host_level, 1 },
	{ "drive", host_drive, 2 },
	{ "schedule", host_schedule, 3 },
	{ "now", host_now, 0 },
	{ "trace", host_trace, 1 },
	{ "deliver", host_deliver, 3 },
	{ "mark", host_mark, 1 },
	{ "meter", host_meter, 0 },
	{ "done", host_done, 1 },
};

void defineHost(xsMachine* machine, const char* config)
{
	xsBeginHost(machine);
	{
		unsigned int i;
		xsmcVars(2);
		xsmcSetNewObject(xsVar(0));
		for (i = 0; i < sizeof(natives) / sizeof(natives[0]); i++) {
			xsVar(1) = xsNewHostFunctionObject(natives[i].function, natives[i].length, xsID((char*)natives[i].name));
			xsmcSet(xsVar(0), xsID((char*)natives[i].name), xsVar(1));
		}
		xsmcSetString(xsVar(1), (char*)config);
		xsmcSet(xsVar(0), xsID("config"), xsVar(1));
		xsmcSetUndefined(xsVar(1));
		xsmcSet(xsVar(0), xsID("onEvent"), xsVar(1));
		xsmcSet(xsGlobal, xsID("host"), xsVar(0));
		xsmcGet(xsVar(1), xsVar(0), xsID("trace"));
		xsmcSet(xsGlobal, xsID("trace"), xsVar(1));
	}
	xsEndHost(machine);
}
