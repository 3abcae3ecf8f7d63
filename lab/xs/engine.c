/*
 * One XS machine that runs one firmware: boot it, then give it events until the other side hangs up.
 *
 *	engine <seconds>	frames on descriptors 3 and 4, see wire.h; no turn may last longer
 *	engine size <file>	prints the size of a module's bytecode as JSON
 */
#include "xsAll.h"
#include "xsScript.h"

#include <signal.h>
#include <sys/mman.h>

#include "engine.h"
#include "wire.h"

#define MODULE 0
#define SCRIPT_NAME "firmware.js"
/* A firmware that does not return to its event loop is stopped: by the meter, or by the alarm if it sits in native code. */
#define METER_INTERVAL 1000000
#define ARENA_SIZE (128 * 1024 * 1024)

/* symbols of xsRun.c and xsPromise.c that no header declares */
extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* theIDs);
extern void fxRunPromiseJobs(txMachine* the);
extern void fxCheckUnhandledRejections(txMachine* the, txBoolean atExit);

static txCreation creation = {
	256 * 1024,	/* initial chunk bytes */
	64 * 1024,	/* incremental chunk bytes */
	32 * 1024,	/* initial slots */
	8 * 1024,	/* incremental slots */
	4096,		/* stack slots */
	2048,		/* keys */
	256,		/* incremental keys */
	1993,		/* name modulo */
	127,		/* symbol modulo */
	64 * 1024,	/* parser buffer */
	1993,		/* parser table modulo */
	0
};

static char parserMessage[256];
static int secondsPerTurn;
static time_t turnStarted;

/* Heaps grow in place from one reservation each: no C block, and blocks that follow one another merge. */
static void* reserve(char** arena, char** next, size_t size)
{
	char* result;
	if (!*arena) {
		*arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (*arena == MAP_FAILED)
			return NULL;
		*next = *arena;
	}
	if (size > (size_t)(*arena + ARENA_SIZE - *next))
		return NULL;
	result = *next;
	*next += size;
	return result;
}

void* fxAllocateChunks(txMachine* the, txSize size)
{
	static char *arena, *next;
	return reserve(&arena, &next, (size + 15) & ~15);
}

txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	static char *arena, *next;
	return reserve(&arena, &next, count * sizeof(txSlot));
}

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

static void fail(const char* message, const char* stack)
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
	_exit(1);
}

/* Reads what was thrown, with care: it need not be an error, and its `toString` may throw again. */
static void failWithException(txMachine* the)
{
	static char message[2048], stack[4096];
	txSlot thrown = mxException;
	fxEnableGarbageCollection(the, 0);
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

static txBoolean meterCallback(txMachine* the, txU4 index)
{
	countersMeterPassed(index);
	the->meterIndex = 0;
	return time(NULL) - turnStarted < secondsPerTurn;
}

static void beginTurn(void)
{
	turnStarted = time(NULL);
	alarm(secondsPerTurn + 2);
}

static void endTurn(txMachine* the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		fxRunPromiseJobs(the);
	}
	fxEndJob(the);
	fxCheckUnhandledRejections(the, 1);
	alarm(0);
	wireSend(opIdle, 0, 0, 0, NULL, 0);
}

static void keepParserError(void* console, txString path, txInteger line, txString format, c_va_list arguments)
{
	int length = snprintf(parserMessage, sizeof(parserMessage), "SyntaxError: %s:%d: ", path ? path : SCRIPT_NAME, (int)line);
	vsnprintf(parserMessage + length, sizeof(parserMessage) - length, format, arguments);
}

static void ignoreParserWarning(void* console, txString path, txInteger line, txString format, c_va_list arguments) {}

static txScript* parse(txMachine* the, txString text, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript* script = NULL;
	txStringCStream stream = { text, 0, (txSize)strlen(text) };
	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.reportError = keepParserError;
	parser.reportWarning = ignoreParserWarning;
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.path = fxNewParserSymbol(&parser, SCRIPT_NAME);
		parser.source = parser.path;
		fxParserTree(&parser, &stream, fxStringCGetter, flags, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
	fxTerminateParser(&parser);
	if (parserMessage[0])
		return NULL;
	return script;
}

/* Gives the script's symbols their keys in this machine. */
static void linkSymbols(txMachine* the, txScript* script)
{
	txByte* name = script->symbolsBuffer;
	txID count, i;
	txID* ids;
	mxDecodeID(name, count);
	ids = malloc(count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (i = 1; i < count; i++) {
		ids[i] = fxNewNameX(the, (txString)name);
		name += strlen((char*)name) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, ids);
	free(ids);
}

/*
 * On a device code runs in place from flash: functions and string literals refer to it and cost no chunk. The linker
 * has opcodes for that, three further on than the ones the parser writes.
 */
static void runInPlace(txScript* script)
{
	txByte* p = script->codeBuffer;
	txByte* end = p + script->codeSize;
	while (p < end) {
		txU1 code = *(txU1*)p;
		txS1 size = gxCodeSizes[code];
		txU2 length2;
		txS4 length4;
		switch (code) {
		case XS_CODE_CODE_1: case XS_CODE_CODE_2: case XS_CODE_CODE_4:
		case XS_CODE_STRING_1: case XS_CODE_STRING_2: case XS_CODE_STRING_4:
			*(txU1*)p = code + 3;
		}
		switch (size) {
		case 0: p += 1 + sizeof(txID); break;
		case -1: p += 2 + *(txU1*)(p + 1); break;
		case -2: memcpy(&length2, p + 1, 2); p += 3 + length2; break;
		case -4: memcpy(&length4, p + 1, 4); p += 5 + length4; break;
		default: p += size;
		}
	}
	/* Without symbols fxRunScript neither maps the code again nor frees it. */
	script->symbolsBuffer = NULL;
	script->symbolsSize = 0;
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
	txString text = strdup((const char*)payload + frame->handle + 1);
	defineHost(the, (const char*)payload);
	script = parse(the, text, mxProgramFlag);
	free(text);
	if (!script)
		fail(parserMessage, "");
	linkSymbols(the, script);
	runInPlace(script);
	countersBaseline(the);
	beginTurn();
	run(the, script);
	endTurn(the);
}

static void dispatch(txMachine* the, txID host, txID onEvent, const Frame* frame)
{
	beginTurn();
	fxBeginHost(the);
	mxTry(the) {
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
		const Frame* frame = wireReceive(&payload);
		if (frame->op == opBoot)
			boot(the, frame, payload);
		else if (frame->op == opEvent)
			dispatch(the, host, onEvent, frame);
		else
			return 2;
	}
}

static char* readFile(const char* path)
{
	FILE* file = fopen(path, "r");
	char* text = NULL;
	size_t size = 0;
	if (!file || getdelim(&text, &size, 0, file) < 0)
		return NULL;
	fclose(file);
	return text;
}

/* Bytecode as the SDK's compiler would write it: 16-bit keys on a 32-bit build, no line numbers. */
static int printSize(txMachine* the, const char* path)
{
	char* text = readFile(path);
	txScript* script = text ? parse(the, text, MODULE) : NULL;
	if (!script) {
		fprintf(stderr, "%s\n", text ? parserMessage : "cannot read the module");
		return 1;
	}
	printf("{\"bits\":%d,\"codeSize\":%d,\"symbolsSize\":%d}\n", (int)sizeof(void*) * 8, (int)script->codeSize,
		(int)script->symbolsSize);
	return 0;
}

int main(int argc, char* argv[])
{
	txMachine* the = fxCreateMachine(&creation, "firmware", NULL, XS_NO_ID);
	if (!the)
		return 2;
	if (argc == 3 && !strcmp(argv[1], "size"))
		return printSize(the, argv[2]);
	if (argc != 2 || (secondsPerTurn = atoi(argv[1])) <= 0)
		return 2;
	/* Interrupting a terminal's process group is for the other side to handle. */
	signal(SIGINT, SIG_IGN);
	fxBeginMetering(the, meterCallback, METER_INTERVAL);
	return serve(the);
}
