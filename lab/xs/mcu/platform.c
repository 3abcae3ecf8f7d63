/*
 * An emulated microcontroller: a bare-metal RV32IMC image in QEMU, which counts its instructions. Semihosting leads to the two pipes that
 * the other side has given to QEMU as descriptors 3 and 4.
 */
#include "xsAll.h"

#include <semihost.h>

#include "engine.h"

#define READ_BINARY 1
#define WRITE_BINARY 5
/* What start-up leaves would lie in flash; a firmware then has so much RAM for slots and chunks. */
#define FLASH_SIZE (8 * 1024 * 1024)
#define RAM_SIZE (128 * 1024)

/* Chunks grow from the bottom, slots from the top, as long as there is something in between. */
typedef struct {
	char* bottom;
	char* top;
} Region;

static char flashMemory[FLASH_SIZE] __attribute__((aligned(16)));
static char ramMemory[RAM_SIZE] __attribute__((aligned(16)));
static Region flash = { flashMemory, flashMemory + FLASH_SIZE };
static Region ram = { ramMemory, ramMemory + RAM_SIZE };
static Region* region = &flash;
static int input, output;

void* fxAllocateChunks(txMachine* the, txSize size)
{
	char* result = region->bottom;
	size = (size + 15) & ~15;
	if (size > region->top - region->bottom)
		return NULL;
	region->bottom += size;
	return result;
}

txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	txSize size = count * (txSize)sizeof(txSlot);
	if (size > region->top - region->bottom)
		return NULL;
	region->top -= size;
	return (txSlot*)region->top;
}

/* Free room that start-up has left in its blocks is used before new ones are made: it counts as RAM. */
void platformStarted(txMachine* the)
{
	txSize spare;
	fxCollectGarbage(the);
	spare = (the->maximumHeapCount - the->currentHeapCount) * (txSize)sizeof(txSlot) + the->maximumChunksSize - the->currentChunksSize;
	if (spare > RAM_SIZE)
		fail("RangeError: start-up leaves more free memory than there is RAM", "");
	ram.bottom += (spare + 15) & ~15;
	region = &ram;
}

void platformExit(int status)
{
	sys_semihost_exit(ADP_Stopped_ApplicationExit, status);
}

void platformRead(void* bytes, uint32_t size)
{
	while (size) {
		uint32_t left = (uint32_t)sys_semihost_read(input, bytes, size);
		if (left >= size)
			platformExit(0);
		bytes = (char*)bytes + (size - left);
		size = left;
	}
}

void platformWrite(const void* bytes, uint32_t size)
{
	while (size) {
		uint32_t left = (uint32_t)sys_semihost_write(output, bytes, size);
		if (left >= size)
			platformExit(2);
		bytes = (const char*)bytes + (size - left);
		size = left;
	}
}

/* minstret, as a number: the assembler's names for it need an extension of the instruction set. */
uint32_t platformInstructions(void)
{
	uint32_t count;
	__asm__ volatile(".insn i 0x73, 2, %0, x0, -1278" : "=r"(count));
	return count;
}

void platformBeginTurn(void) {}
void platformEndTurn(void) {}

void platformBegin(txMachine* the, int argc, char* argv[])
{
	input = sys_semihost_open("/proc/self/fd/3", READ_BINARY);
	output = sys_semihost_open("/proc/self/fd/4", WRITE_BINARY);
	if (input < 0 || output < 0)
		platformExit(2);
}

/* XS's Date; the time of a firmware comes from `host`. */
int gettimeofday(struct timeval* restrict time, void* restrict zone)
{
	time->tv_sec = 0;
	time->tv_usec = 0;
	return 0;
}
