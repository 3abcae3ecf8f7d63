/*
 * The `host` object: a thin proxy. Ports, pins, timers and time live in the process at the other end of the wire;
 * nothing here allocates once the firmware has opened what it needs. What a device does in native code is native here
 * too: the methods of ports, and the calls of their callbacks.
 */
#define xsMachineRecord sxMachine /* the public header and the engine itself name the machine differently */
#include "xs.h"
#include "xsmc.h"

#include "engine.h"

#define MOST_PORTS 64

/* The kinds of events that a port listens to; EventKind of lane/world.ts. */
enum { readable = 1, writable, timer, edge };

/* What the firmware has open: the object that stands for it, and what it calls back. */
typedef struct {
	int32_t handle;
	char kind;
	/* ms; 0 for a one-shot timer, -1 for a parked one */
	int32_t repeat;
	xsSlot object, onReadable, onWritable;
} Port;

static Port ports[MOST_PORTS];
static int portCount;
static xsIndex handleID;

static Port* findPort(int32_t handle)
{
	int i;
	for (i = 0; i < portCount; i++)
		if (ports[i].kind && ports[i].handle == handle)
			return &ports[i];
	return NULL;
}

static Port* freePort(xsMachine* the)
{
	int i;
	for (i = 0; i < portCount; i++)
		if (!ports[i].kind)
			return &ports[i];
	if (portCount == MOST_PORTS)
		xsRangeError("the lane has room for %d open ports", MOST_PORTS);
	return &ports[portCount++];
}

/* An argument that is not there is undefined. */
static void keepArgument(xsMachine* the, xsSlot* place, int index)
{
	if (index < xsmcArgc)
		*place = xsArg(index);
	else
		*place = xsUndefined;
	xsRemember(*place);
}

static void drop(xsMachine* the, Port* port)
{
	xsForget(port->object);
	xsForget(port->onReadable);
	xsForget(port->onWritable);
	port->kind = 0;
}

static int32_t handleOf(xsMachine* the, xsSlot* object)
{
	xsmcGet(xsResult, *object, handleID);
	return xsmcToInteger(xsResult);
}

/* Asks and waits. An error of the port model is thrown here, in the firmware's own stack. */
static const Frame* ask(xsMachine* the, uint8_t op, uint8_t kind, int32_t handle, int32_t value, const void* payload,
	uint32_t size, const uint8_t** answer)
{
	const Frame* reply;
	countersPause();
	wireSend(op, kind, handle, value, payload, size);
	reply = wireReceive(answer);
	countersResume();
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

/* host.open(kind, options, object, onReadable, onWritable): a handle, which the object keeps as its `handle`. */
static void host_open(xsMachine* the)
{
	const uint8_t* answer;
	char kind = xsmcToString(xsArg(0))[0];
	char* options = xsmcToString(xsArg(1));
	int32_t handle = ask(the, opOpen, kind, 0, 0, options, strlen(options), &answer)->handle;
	Port* port = freePort(the);
	port->handle = handle;
	port->kind = kind;
	port->repeat = -1;
	keepArgument(the, &port->object, 2);
	keepArgument(the, &port->onReadable, 3);
	keepArgument(the, &port->onWritable, 4);
	xsmcSetInteger(xsResult, handle);
}

static void closePort(xsMachine* the, int32_t handle)
{
	Port* port = findPort(handle);
	if (port)
		drop(the, port);
	wireSend(opClose, 0, handle, 0, NULL, 0);
}

static void host_close(xsMachine* the)
{
	closePort(the, xsmcToInteger(xsArg(0)));
}

int deliverToPort(xsMachine* the, const Frame* event)
{
	Port* port;
	if (event->kind < readable || event->kind > edge)
		return 0;
	countersTurn();
	port = findPort(event->handle);
	if (!port) {
		countersPause();
		return 1;
	}
	if (event->kind == timer) {
		xsCallFunction1(port->onReadable, xsGlobal, port->object);
		countersPause();
		/* A one-shot is dead after its callback, unless that has given it a period or parked it. */
		port = findPort(event->handle);
		if (port && port->repeat == 0)
			closePort(the, event->handle);
	}
	else {
		xsCallFunction1(event->kind == writable ? port->onWritable : port->onReadable, port->object, xsInteger(event->value));
		countersPause();
	}
	return 1;
}

/* As a port takes them out of the peripheral: one by one. */
static void takeFromFIFO(uint8_t* view, const volatile uint8_t* fifo, uint32_t count)
{
	while (count--)
		*view++ = *fifo++;
}

/* port.read(view) fills the view from its start; port.read([count]) returns a fresh buffer or number. */
static void port_read(xsMachine* the)
{
	int32_t handle = handleOf(the, &xsThis);
	const uint8_t* bytes;
	const Frame* reply;
	xsmcSetUndefined(xsResult);
	if (xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) == xsReferenceType) {
		void* view;
		xsUnsignedValue capacity;
		xsmcGetBufferWritable(xsArg(0), &view, &capacity);
		reply = ask(the, opRead, 0, handle, (int32_t)capacity, NULL, 0, &bytes);
		if (reply->value < 0)
			return;
		takeFromFIFO(view, bytes, reply->size < capacity ? reply->size : capacity);
		xsmcSetInteger(xsResult, reply->value);
		return;
	}
	reply = ask(the, opRead, 1, handle, xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) != xsUndefinedType ? xsmcToInteger(xsArg(0)) : -1, NULL, 0,
		&bytes);
	if (reply->kind == 1)
		xsmcSetArrayBuffer(xsResult, (void*)bytes, reply->size);
	else if (reply->value >= 0)
		xsmcSetInteger(xsResult, reply->value);
}

static void port_write(xsMachine* the)
{
	int32_t handle = handleOf(the, &xsThis);
	const uint8_t* answer;
	void* bytes;
	xsUnsignedValue size;
	xsmcSetUndefined(xsResult);
	if (xsmcTypeOf(xsArg(0)) != xsReferenceType) {
		ask(the, opWrite, 1, handle, xsmcToInteger(xsArg(0)), NULL, 0, &answer);
		return;
	}
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	ask(the, opWrite, 0, handle, 0, bytes, size, &answer);
}

static void pin_read(xsMachine* the)
{
	const uint8_t* answer;
	int32_t handle = handleOf(the, &xsThis);
	xsmcSetInteger(xsResult, ask(the, opLevel, 0, handle, 0, NULL, 0, &answer)->value);
}

static void pin_write(xsMachine* the)
{
	const uint8_t* answer;
	int32_t handle = handleOf(the, &xsThis);
	xsmcSetUndefined(xsResult);
	ask(the, opDrive, 0, handle, xsmcToBoolean(xsArg(0)), NULL, 0, &answer);
}

/* host.schedule(timer, delay, repeat), ms; host.schedule(timer) parks the timer. */
static void host_schedule(xsMachine* the)
{
	Port* port = NULL;
	int32_t delay;
	if (xsmcArgc && xsmcTypeOf(xsArg(0)) == xsReferenceType)
		port = findPort(handleOf(the, &xsArg(0)));
	if (!port || port->kind != 't')
		xsSyntaxError("C: xsGetHostData: invalid host data");
	xsmcSetUndefined(xsResult);
	if (xsmcArgc < 2 || xsmcTypeOf(xsArg(1)) == xsUndefinedType) {
		port->repeat = -1;
		wireSend(opSchedule, 0, port->handle, 0, NULL, 0);
		return;
	}
	delay = xsmcToInteger(xsArg(1));
	port->repeat = xsmcArgc > 2 && xsmcTypeOf(xsArg(2)) != xsUndefinedType ? xsmcToInteger(xsArg(2)) : 0;
	wireSend(opSchedule, 1, port->handle, delay, &port->repeat, sizeof(port->repeat));
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

static void host_limit(xsMachine* the)
{
	countersLimitStack(the, xsmcToInteger(xsArg(0)));
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
	{ "open", host_open, 5 },
	{ "close", host_close, 1 },
	{ "portRead", port_read, 1 },
	{ "portWrite", port_write, 1 },
	{ "pinRead", pin_read, 0 },
	{ "pinWrite", pin_write, 1 },
	{ "schedule", host_schedule, 3 },
	{ "now", host_now, 0 },
	{ "trace", host_trace, 1 },
	{ "deliver", host_deliver, 3 },
	{ "mark", host_mark, 1 },
	{ "meter", host_meter, 0 },
	{ "limit", host_limit, 1 },
	{ "done", host_done, 1 },
};

void defineHost(xsMachine* machine, const char* config)
{
	xsBeginHost(machine);
	{
		unsigned int i;
		handleID = xsID("handle");
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
