/*
 * Linux: a process whose parent is the other side.
 *
 *	engine <seconds>		frames on descriptors 3 and 4, see wire.h; no turn may last longer
 *	engine size <file>		prints the size of a module's bytecode as JSON
 *	engine compile <file> <to>	writes a script's bytecode, for an engine with keys of the same width
 */
#include "script.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>

#include "engine.h"

#define FROM_HOST 3
#define TO_HOST 4
/* A firmware that does not return to its event loop is stopped: by the meter, or by the alarm if it sits in native code. */
#define METER_INTERVAL 1000000
#define ARENA_SIZE (128 * 1024 * 1024)
#define MODULE 0

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

void platformExit(int status)
{
	_exit(status);
}

void platformRead(void* bytes, uint32_t size)
{
	while (size) {
		ssize_t count = read(FROM_HOST, bytes, size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			_exit(0);
		bytes = (char*)bytes + count;
		size -= (uint32_t)count;
	}
}

void platformWrite(const void* bytes, uint32_t size)
{
	while (size) {
		ssize_t count = write(TO_HOST, bytes, size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			_exit(2);
		bytes = (const char*)bytes + count;
		size -= (uint32_t)count;
	}
}

uint32_t platformInstructions(void)
{
	return 0;
}

static txBoolean meterCallback(txMachine* the, txU4 index)
{
	countersMeterPassed(index);
	the->meterIndex = 0;
	return time(NULL) - turnStarted < secondsPerTurn;
}

void platformBeginTurn(void)
{
	turnStarted = time(NULL);
	alarm(secondsPerTurn + 2);
}

void platformEndTurn(void)
{
	alarm(0);
}

void platformStarted(txMachine* the) {}

static txScript* parseFile(txMachine* the, const char* path, txUnsigned flags)
{
	FILE* file = fopen(path, "r");
	char* text = NULL;
	size_t size = 0;
	txScript* script;
	if (!file || getdelim(&text, &size, 0, file) < 0) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	fclose(file);
	script = parseScript(the, SCRIPT_NAME, text, flags);
	if (!script) {
		fprintf(stderr, "%s\n", parserMessage);
		exit(1);
	}
	return script;
}

/* Bytecode as the SDK's compiler would write it: 16-bit keys on a 32-bit build, no line numbers. */
static void printSize(txMachine* the, const char* path)
{
	txScript* script = parseFile(the, path, MODULE);
	printf("{\"bits\":%d,\"codeSize\":%d,\"symbolsSize\":%d}\n", (int)sizeof(void*) * 8, (int)script->codeSize,
		(int)script->symbolsSize);
	exit(0);
}

static void compileFile(txMachine* the, const char* path, const char* target)
{
	txScript* script = parseFile(the, path, mxProgramFlag);
	FILE* file = fopen(target, "w");
	uint32_t sizes[] = { (uint32_t)script->codeSize, (uint32_t)script->symbolsSize };
	if (!file)
		exit(1);
	fwrite(sizes, sizeof(sizes), 1, file);
	fwrite(script->codeBuffer, script->codeSize, 1, file);
	fwrite(script->symbolsBuffer, script->symbolsSize, 1, file);
	exit(fclose(file) ? 1 : 0);
}

void platformBegin(txMachine* the, int argc, char* argv[])
{
	if (argc == 3 && !strcmp(argv[1], "size"))
		printSize(the, argv[2]);
	if (argc == 4 && !strcmp(argv[1], "compile"))
		compileFile(the, argv[2], argv[3]);
	if (argc != 2 || (secondsPerTurn = atoi(argv[1])) <= 0)
		exit(2);
	/* Interrupting a terminal's process group is for the other side to handle. */
	signal(SIGINT, SIG_IGN);
	fxBeginMetering(the, meterCallback, METER_INTERVAL);
}
