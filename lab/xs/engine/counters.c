/*
 * What a stretch of firmware costs. Slots and chunk bytes only ever grow while the collector is off, so the
 * difference of two readings is exactly what was allocated in between; C blocks are counted at the linker's
 * --wrap of the allocator, keys at the key table. The unused stack is painted to find how deep it went. Where the platform counts instructions, those of each turn are told.
 */
#include "xsAll.h"

#include "engine.h"

#define PAINT 0xA5

/* Built-ins, which are in flash on a device; of the stack, the references to them. */
static struct {
	txSize slots, chunkBytes, stackSlots;
} machineOwn;

static struct {
	txSize slots, chunkBytes;
	txID keys;
} start;

static int measuring;
static unsigned int blocks;
static double meterPassed;

void* __real_malloc(size_t size);
void* __real_calloc(size_t count, size_t size);
void* __real_realloc(void* block, size_t size);

void* __wrap_malloc(size_t size)
{
	blocks += measuring;
	return __real_malloc(size);
}

void* __wrap_calloc(size_t count, size_t size)
{
	blocks += measuring;
	return __real_calloc(count, size);
}

void* __wrap_realloc(void* block, size_t size)
{
	blocks += measuring;
	return __real_realloc(block, size);
}

/* The meter of XS is 32 bits wide; the platform takes it down to 0 now and then. */
double countersMeter(txMachine* the)
{
#if mxMetering
	return meterPassed + the->meterIndex;
#else
	return 0;
#endif
}

void countersMeterPassed(unsigned int count)
{
	meterPassed += count;
}

void countersBaseline(txMachine* the)
{
	fxCollectGarbage(the);
	machineOwn.slots = the->currentHeapCount;
	machineOwn.chunkBytes = the->currentChunksSize;
	machineOwn.stackSlots = (txSize)(the->stackTop - the->stack);
}

/*
 * A stack of so many slots below where the machine stands between two events; 0 lifts the limit. References to built-ins, which the
 * lane keeps on its stack, do not count.
 */
void countersLimitStack(txMachine* the, int slots)
{
	static txSlot* bottom;
	if (!bottom)
		bottom = the->stackBottom;
	the->stackBottom = slots && the->stackTop - machineOwn.stackSlots - slots > bottom ? the->stackTop - machineOwn.stackSlots - slots
		: bottom;
}

/* Instructions of the firmware: those of a turn, without what the lane itself spends on frames. */
static uint32_t turnStart, pausedAt, pausedFor;
static int pauses;

void countersTurn(void)
{
	pauses = 0;
	pausedFor = 0;
	turnStart = platformInstructions();
}

void countersPause(void)
{
	if (pauses++ == 0)
		pausedAt = platformInstructions();
}

void countersResume(void)
{
	if (--pauses == 0)
		pausedFor += platformInstructions() - pausedAt;
}

uint32_t countersSpent(void)
{
	return (pauses ? pausedAt : platformInstructions()) - turnStart - pausedFor;
}

static void paintStack(txMachine* the)
{
	c_memset(the->stackBottom, PAINT, (char*)the->stack - (char*)the->stackBottom);
}

static txSize stackDepth(txMachine* the)
{
	unsigned char* bottom = (unsigned char*)the->stackBottom;
	unsigned char* byte = bottom;
	while (byte < (unsigned char*)the->stackTop && *byte == PAINT)
		byte++;
	return (txSize)(the->stackTop - the->stackBottom) - (txSize)((byte - bottom) / sizeof(txSlot)) - machineOwn.stackSlots;
}

/* The order is that of MarkReport in lane/index.ts. */
static void report(txMachine* the, int index)
{
	double values[] = {
		the->currentHeapCount - start.slots,
		the->currentChunksSize - start.chunkBytes,
		blocks,
		the->keyIndex - start.keys,
		the->currentHeapCount - machineOwn.slots,
		the->currentChunksSize - machineOwn.chunkBytes,
		stackDepth(the),
		countersMeter(the),
	};
	wireSend(opMark, 0, 0, index, values, sizeof(values));
}

static void begin(txMachine* the)
{
	fxCollectGarbage(the);
	fxEnableGarbageCollection(the, 0);
	paintStack(the);
	start.slots = the->currentHeapCount;
	start.chunkBytes = the->currentChunksSize;
	start.keys = the->keyIndex;
	blocks = 0;
}

/* 0 begins a measurement, 1 ends it, any other index reads in passing. */
void countersMark(txMachine* the, int index)
{
	int wasMeasuring = measuring;
	measuring = 0;
	if (index == 0)
		begin(the);
	report(the, index);
	if (index == 1)
		fxEnableGarbageCollection(the, 1);
	measuring = index == 0 || (index != 1 && wasMeasuring);
}
