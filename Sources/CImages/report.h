#ifndef CIMAGES_REPORT_H
#define CIMAGES_REPORT_H

#include <stdio.h>
#include <string.h>

#include "CImages.h"

static inline void report_begin(struct cimages_report *report) { memset(report, 0, sizeof *report); }

static inline void report_error(struct cimages_report *report, const char *text) {
    if (report->error[0] == 0) snprintf(report->error, sizeof report->error, "%s", text);
}

static inline void report_warning(struct cimages_report *report, const char *text) {
    if (report->warnings == 0) snprintf(report->warning, sizeof report->warning, "%s", text);
    if (report->warnings < INT32_MAX) report->warnings++;
}

// Bytes that grow while a file is written into them.
struct growing {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
};

int growing_reserve(struct growing *buffer, size_t needed);

#endif
