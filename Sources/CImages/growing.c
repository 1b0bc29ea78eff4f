#include <stdlib.h>

#include "report.h"

int growing_reserve(struct growing *buffer, size_t needed) {
    if (needed <= buffer->capacity) return 1;
    size_t capacity = buffer->capacity < 65536 ? 65536 : buffer->capacity;
    while (capacity < needed) {
        if (capacity > SIZE_MAX / 2) return 0;
        capacity *= 2;
    }
    uint8_t *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) return 0;
    // A file may be written past its end: the gap is zeros, never what memory held.
    memset(bytes + buffer->capacity, 0, capacity - buffer->capacity);
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return 1;
}

void cimages_free(uint8_t *bytes) { free(bytes); }
