/*
 * One XS machine that runs one firmware: boot it, then give it events until the other side hangs up. What differs from one target to
 * another is in its platform.c.
 */
#include "script.h"

#include "engine.h"

/* symbols of xsPromise.c that no header declares */
extern void fxRunPromiseJobs(txMachine* the);
extern void fxCheckUnhandledRejections(txMachine* the, txBoolean atExit);

static txCreation creation = {
	mxInitialChunks,
	mxIncrementalChunks,
	mxInitialSlots,
	mxIncrementalSlots,
	4096,		/* stack slots, for start-up; see countersLimitStack */
	2048,		/* keys */
	256,		/* incremental keys */
	1993,		/* name modulo */
	127,		/* symbol modulo */
	64 * 1024,	/* parser buffer */
	1993,		/* parser table modulo */
	0
};

void fxFreeChunks(txMachine* the, void* chunks) {}
void fxFreeSlots(txMachine* the, void* slots) {}
void fxCreateMachinePlatform(txMachine* the) {}
void fxDeleteMachinePlatform(txMachine* the) {}

/* A firmware is one script; there is nothing to import. */
txID fxFindModule(txMachine* the, txSlot* realm, txID moduleID, txSlot* slot)
{
	return XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID) {}

void fxQueuePromiseJobs(txMachine* the)
{
	the->promiseJobs = 1;
}

void fail(const char* message, const char* stack)
{
	static char payload[8192];
	int size = snprintf(payload, sizeof(payload) / 2, "%s", message) + 1;
	if (size > (int)sizeof(payload) / 2)
		size = sizeof(payload) / 2;
	size += snprintf(payload + size, sizeof(payload) - size, "%s", stack) + 1;
	if (size > (int)sizeof(payload))
		size = sizeof(payload);
	wireSend(opException, 0, 0, 0, payload, size);
	wireFlush();
	platformExit(1);
}

/* Reads what was thrown, with care: it need not be an error, and its `toString` may throw again. */
static void failWithException(txMachine* the)
{
	static char message[2048], stack[4096];
	txSlot thrown = mxException;
	fxEnableGarbageCollection(the, 0);
	countersLimitStack(the, 0);
	mxException = mxUndefined;
	fxBeginHost(the); /* or the getters called here would return into the firmware */
	mxTry(the) {
		mxPushSlot(&thrown);
		if (thrown.kind == XS_REFERENCE_KIND) {
			txSlot* slot;
			mxPushSlot(&thrown);
			mxGetID(mxID(_stack));
			slot = the->stack;
			if (mxIsStringPrimitive(slot))
				snprintf(stack, sizeof(stack), "%s", slot->value.string);
			mxPop();
		}
		snprintf(message, sizeof(message), "%s", fxToString(the, the->stack));
		mxPop();
	}
	mxCatch(the) {
		snprintf(message, sizeof(message), "a value that cannot be shown");
	}
	fail(message, stack);
}

/* Makes an error where the machine stands, so that the report shows where that was. */
static void failHere(txMachine* the, const char* message)
{
	mxTry(the) {
		mxUnknownError("%s", message);
	}
	mxCatch(the) {
		failWithException(the);
	}
}

void fxAbort(txMachine* the, int status)
{
	switch (status) {
	case XS_UNHANDLED_EXCEPTION_EXIT:
	case XS_UNHANDLED_REJECTION_EXIT:
		failWithException(the);
		break;
	case XS_TOO_MUCH_COMPUTATION_EXIT:
		failHere(the, "the firmware did not return to its event loop");
		break;
	case XS_STACK_OVERFLOW_EXIT:
		fail("RangeError: stack overflow", "");
		break;
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		fail("RangeError: memory full", "");
		break;
	case XS_NO_MORE_KEYS_EXIT:
		fail("RangeError: not enough keys", "");
		break;
	default:
		fail("the engine stopped itself", "");
	}
}

static void beginTurn(void)
{
	countersTurn();
	platformBeginTurn();
}

static void runJobs(txMachine* the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		/* Jobs are the firmware's own work, after a callback whose count has stopped. */
		countersResume();
		fxRunPromiseJobs(the);
		countersPause();
	}
}

static void endTurn(txMachine* the)
{
	runJobs(the);
	fxEndJob(the);
	fxCheckUnhandledRejections(the, 1);
	platformEndTurn();
	wireSend(opIdle, 0, 0, 0, NULL, 0);
}

static void run(txMachine* the, txScript* script)
{
	txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	fxBeginHost(the);
	mxTry(the) {
		fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
			mxProgram.value.reference);
		mxPop();
	}
	mxCatch(the) {
		failWithException(the);
	}
	fxEndHost(the);
}

static void boot(txMachine* the, const Frame* frame, const uint8_t* payload)
{
	txScript* script;
	int stackSlots = frame->value;
	const uint8_t* source = payload + frame->handle + 1;
	char* text = frame->kind == 0 ? strdup((const char*)source) : NULL;
	defineHost(the, (const char*)payload);
	script = text ? parseScript(the, SCRIPT_NAME, text, mxProgramFlag) : loadScript(source);
	free(text);
	if (!script)
		fail(parserMessage, "");
	linkScript(the, script);
	countersBaseline(the);
	beginTurn();
	run(the, script);
	countersPause();
	runJobs(the);
	platformStarted(the);
	countersLimitStack(the, stackSlots);
	endTurn(the);
}

static void dispatch(txMachine* the, txID host, txID onEvent, const Frame* frame)
{
	beginTurn();
	fxBeginHost(the);
	mxTry(the) {
		if (!deliverToPort(the, frame)) {
			mxPush(mxGlobal);
			mxGetID(host);
			mxDub();
			mxGetID(onEvent);
			mxCall();
			mxPushInteger(frame->kind);
			mxPushInteger(frame->handle);
			mxPushInteger(frame->value);
			mxRunCount(3);
			mxPop();
			countersPause();
		}
	}
	mxCatch(the) {
		failWithException(the);
	}
	fxEndHost(the);
	endTurn(the);
}

static int serve(txMachine* the)
{
	txID host = fxID(the, "host"), onEvent = fxID(the, "onEvent");
	for (;;) {
		const uint8_t* payload;
		/* A copy: the firmware asks questions while it deals with this frame. */
		const Frame frame = *wireReceive(&payload);
		if (frame.op == opBoot)
			boot(the, &frame, payload);
		else if (frame.op == opEvent)
			dispatch(the, host, onEvent, &frame);
		else
			return 2;
	}
}

int main(int argc, char* argv[])
{
	txMachine* the = fxCreateMachine(&creation, "firmware", NULL, XS_NO_ID);
	if (!the)
		return 2;
	platformBegin(the, argc, argv);
	return serve(the);
}
