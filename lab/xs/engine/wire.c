#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "engine.h"

static uint8_t output[65536];
static uint32_t outputSize;

static uint8_t staticInput[65536];
static uint8_t* input = staticInput;
static uint32_t inputCapacity = sizeof(staticInput);

static void flush(void)
{
	platformWrite(output, outputSize);
	outputSize = 0;
}

void wireFlush(void)
{
	countersPause();
	flush();
	countersResume();
}

void wireSend(uint8_t op, uint8_t kind, int32_t handle, int32_t value, const void* payload, uint32_t size)
{
	Frame frame = { size, op, kind, 0, handle, value, countersSpent() };
	countersPause();
	if (outputSize + sizeof(frame) + size > sizeof(output))
		flush();
	memcpy(output + outputSize, &frame, sizeof(frame));
	outputSize += sizeof(frame);
	if (outputSize + size > sizeof(output)) {
		flush();
		platformWrite(payload, size);
	}
	else if (size) {
		memcpy(output + outputSize, payload, size);
		outputSize += size;
	}
	countersResume();
}

/* Only `boot` is larger than the static buffer: nothing is allocated once the firmware runs. */
static void reserveInput(uint32_t size)
{
	if (size <= inputCapacity)
		return;
	input = malloc(size);
	if (!input)
		platformExit(2);
	inputCapacity = size;
}

const Frame* wireReceive(const uint8_t** payload)
{
	static Frame frame;
	countersPause();
	flush();
	platformRead(&frame, sizeof(frame));
	reserveInput(frame.size);
	platformRead(input, frame.size);
	*payload = input;
	countersResume();
	return &frame;
}
