/*
 * Frames between the engine and the process that owns time, ports and pins. All numbers are little-endian.
 *
 *	size:u32  op:u8  kind:u8  0:u16  handle:i32  value:i32  spent:u32  payload[size]
 *
 * `spent` counts the instructions of the firmware since this turn began; 0 where the engine cannot count them.
 *
 * Exactly one side runs at any time: the engine waits for `boot` or `event`, runs the firmware, may ask questions
 * (each is answered by `reply` or `failure`) and gives the turn back with `idle`. Statements need no answer and travel
 * together with the next frame that passes the turn. lane/wire.ts is the other end.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>

typedef struct {
	uint32_t size;
	uint8_t op, kind;
	uint16_t reserved;
	int32_t handle, value;
	uint32_t spent;
} Frame;

enum {
	/* to the engine */
	opBoot = 'B',		/* kind: 0 text, 1 bytecode; handle: bytes of configuration; value: slots of stack; payload: configuration NUL script */
	opEvent = 'V',		/* kind, handle, value: for a port, or for host.onEvent */
	opReply = 'Y',
	opFailure = 'Z',	/* kind: error class; payload: message NUL */
	/* questions */
	opOpen = 'O',		/* kind: s, d or t; payload: JSON. Reply: handle */
	opRead = 'R',		/* kind: 0 into a view of `value` bytes, 1 fresh buffer of `value` bytes or what is there (-1) */
	opWrite = 'W',		/* kind: 0 payload, 1 the byte `value` */
	opLevel = 'L',
	opDrive = 'D',
	opNow = 'N',		/* Reply: payload f64 */
	/* statements */
	opClose = 'C',
	opSchedule = 'S',	/* kind: 0 park, 1 at `value` ms, payload: repeat i32 */
	opTrace = 'T',
	opDeliver = 'P',
	opMark = 'M',		/* value: index; payload: f64 each, see counters.c */
	opDone = 'X',
	opException = 'E',	/* payload: message NUL stack NUL; the engine ends */
	opIdle = 'I',
};

void wireSend(uint8_t op, uint8_t kind, int32_t handle, int32_t value, const void* payload, uint32_t size);
void wireFlush(void);

/* Waits for the next frame; `payload` stays valid until the next call. Ends the process when the other side has gone. */
const Frame* wireReceive(const uint8_t** payload);

#endif
