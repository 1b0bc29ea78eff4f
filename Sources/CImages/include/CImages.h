// PNG and TIFF for Swift. libpng leaves a function by longjmp, which may not cross a Swift frame, and libtiff's fields are
// variadic, which Swift cannot call; so both stay behind these functions, which return what went wrong as a value.
#ifndef CIMAGES_H
#define CIMAGES_H

#include <spawn.h>
#include <stddef.h>
#include <stdint.h>

enum cimages_outcome {
    cimages_done = 0,
    cimages_truncated = 1,
    cimages_bad_checksum = 2,
    cimages_malformed = 3,
    cimages_no_memory = 4,
};

// What a library had to say. Texts are NUL-terminated and cut where they would not fit.
struct cimages_report {
    char error[160];
    // The first warning, and how many there were.
    char warning[160];
    int32_t warnings;
    // How far into the bytes the reading had come.
    size_t byte;
};

struct cimages_png_header {
    uint32_t width;
    uint32_t height;
    int32_t bit_depth;
    // As the PNG specification counts: 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.
    int32_t colour_type;
    int32_t is_interlaced;
    int32_t is_transparent;
};

// Reads what stands before the pixels. Takes no memory for them.
int32_t cimages_png_inspect(
    const uint8_t *bytes, size_t count, struct cimages_png_header *header, struct cimages_report *report);

// Reads a grey image of 8 or 16 bits, not interlaced, into width * height samples of 16 bits (8 bits times 257). `report->byte` is
// the end of the image, also when all went well.
int32_t cimages_png_read(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint16_t *samples,
    struct cimages_report *report);

// Writes a grey image of 16 bits. The bytes are freed with cimages_free. Same samples, same libraries: same bytes.
int32_t cimages_png_write(
    const uint16_t *samples, uint32_t width, uint32_t height, uint8_t **bytes, size_t *count,
    struct cimages_report *report);

struct cimages_tiff_page {
    uint32_t width;
    uint32_t height;
    uint16_t bits;
    uint16_t samples_per_pixel;
    uint16_t sample_format;
    uint16_t photometric;
    uint16_t compression;
    uint16_t is_planar;
    uint16_t orientation;
    uint16_t is_tiled;
    // A sample besides the grey says how opaque a pixel is.
    uint16_t has_alpha;
    // Keeps the size free of padding: pages are compared byte by byte.
    uint16_t unused[3];
    // Decoded bytes of one strip or tile.
    uint64_t chunk_bytes;
};

// Reads the directories of the first `limit` pages; `found` counts those and one more where the file goes on.
// No single piece of memory taken is above `memory_limit` bytes.
int32_t cimages_tiff_inspect(
    const uint8_t *bytes, size_t count, size_t memory_limit, struct cimages_tiff_page *pages, int32_t limit,
    int32_t *found, struct cimages_report *report);

// Reads one page into samples of 16 bits, sample after sample: width * height of the first, then of the second.
// `expected` must be what cimages_tiff_inspect said of the page, with 8 or 16 bits.
int32_t cimages_tiff_read(
    const uint8_t *bytes, size_t count, size_t memory_limit, int32_t page, const struct cimages_tiff_page *expected,
    uint16_t *samples, struct cimages_report *report);

// Writes grey images of 16 bits and one size as the pages of a little-endian TIFF, deflated.
int32_t cimages_tiff_write(
    const uint16_t *const *pages, int32_t page_count, uint32_t width, uint32_t height, uint8_t **bytes,
    size_t *count, struct cimages_report *report);

void cimages_free(uint8_t *bytes);

// pipe2 with O_CLOEXEC, which Swift does not see: no other program that is started meanwhile may keep an end open.
int32_t cimages_pipe(int32_t ends[2]);

// What a program that is started inherits no descriptor by, from `first` on: not every library marks its own. Swift does not see the
// call.
int32_t cimages_close_from(posix_spawn_file_actions_t *actions, int32_t first);

// Gives up for good whatever reading an image does not need: so much more memory, so many seconds of a processor, no file but
// standard input, output and error, no network, no other program. Returns 0; 1 where the kernel has no filter for calls, so that
// only the limits hold; -1 where nothing is certain.
int32_t cimages_confine(size_t memory_bytes, uint32_t processor_seconds);

#endif
