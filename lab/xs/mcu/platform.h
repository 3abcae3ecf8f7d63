/*
 * What XS asks of a platform (-DXSPLATFORM), for a bare-metal RV32 image with picolibc. No threads, no clock of its own, no meter.
 */
#ifndef MCU_PLATFORM_H
#define MCU_PLATFORM_H

#define mxInitialChunks (16 * 1024)
#define mxIncrementalChunks (1024)
#define mxInitialSlots (4096)
#define mxIncrementalSlots (64)

#include "xsdefaults.h"

#include <stdbool.h>
#include <sys/time.h>

#endif
