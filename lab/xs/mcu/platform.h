/*
 * What XS asks of a platform (-DXSPLATFORM), for a bare-metal RV32 image with picolibc. No threads, no clock of its own, no meter.
 */
#ifndef MCU_PLATFORM_H
#define MCU_PLATFORM_H

#define mxInitialChunks (16 * 1024)
#define mxIncrementalChunks (1024)
#define mxInitialSlots (4096)
#define mxIncrementalSlots (64)

#define mxLittleEndian 1
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

#define mxMachinePlatform \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#endif
