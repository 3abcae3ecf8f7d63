/*
 * What XS asks of a platform (-DXSPLATFORM), for a Linux host. Memory comes from platform.c so that the heaps of
 * the engine are never counted as blocks of the firmware; there are no modules to find: a firmware is one script.
 */
#ifndef HOST_PLATFORM_H
#define HOST_PLATFORM_H

#define mxInitialChunks (256 * 1024)
#define mxIncrementalChunks (64 * 1024)
#define mxInitialSlots (32 * 1024)
#define mxIncrementalSlots (8 * 1024)

#define mxLittleEndian 1
#define mxLinux 1
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <arpa/inet.h>
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if INTPTR_MAX == INT64_MAX
	#define mx32bitID 1
#endif

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

/* The three waiter fields belong to Atomics.wait of the default shared chunks. */
#define mxMachinePlatform \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#endif
