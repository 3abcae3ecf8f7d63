#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FROM_HOST 3
#define TO_HOST 4

static uint8_t output[65536];
static uint32_t outputSize;

static uint8_t staticInput[65536];
static uint8_t* input = staticInput;
static uint32_t inputCapacity = sizeof(staticInput);
static uint32_t inputSize;

static void writeAll(const uint8_t* bytes, uint32_t size)
{
	while (size) {
		ssize_t count = write(TO_HOST, bytes, size);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			_exit(2);
		}
		bytes += count;
		size -= (uint32_t)count;
	}
}

void wireFlush(void)
{
	writeAll(output, outputSize);
	outputSize = 0;
}

void wireSend(uint8_t op, uint8_t kind, int32_t handle, int32_t value, const void* payload, uint32_t size)
{
	Frame frame = { size, op, kind, 0, handle, value };
	if (outputSize + sizeof(frame) + size > sizeof(output))
		wireFlush();
	memcpy(output + outputSize, &frame, sizeof(frame));
	outputSize += sizeof(frame);
	if (outputSize + size > sizeof(output)) {
		wireFlush();
		writeAll(payload, size);
		return;
	}
	if (size)
		memcpy(output + outputSize, payload, size);
	outputSize += size;
}

static void fill(uint32_t size)
{
	/* Only `boot` is larger than the static buffer: nothing is allocated once the firmware runs. */
	if (size > inputCapacity) {
		uint8_t* larger = malloc(size);
		if (!larger)
			_exit(2);
		memcpy(larger, input, inputSize);
		input = larger;
		inputCapacity = size;
	}
	while (inputSize < size) {
		ssize_t count = read(FROM_HOST, input + inputSize, inputCapacity - inputSize);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			_exit(0);
		inputSize += (uint32_t)count;
	}
}

const Frame* wireReceive(const uint8_t** payload)
{
	static Frame frame;
	wireFlush();
	/* One side runs at a time, so what was received before is one whole frame and has been dealt with. */
	inputSize = 0;
	fill(sizeof(frame));
	memcpy(&frame, input, sizeof(frame));
	fill(sizeof(frame) + frame.size);
	*payload = input + sizeof(frame);
	return &frame;
}
