#include <pthread.h>
#include <stdlib.h>
#include <tiffio.h>

#include "report.h"

// A file in memory, read or written by libtiff as if it were one on a disk.
struct file {
    const uint8_t *bytes;
    size_t count;
    // Set when writing; `bytes` then follows it.
    struct growing *target;
    size_t position;
    int ended_early;
    struct cimages_report *report;
};

static tmsize_t take(thandle_t handle, void *target, tmsize_t length) {
    struct file *file = handle;
    const uint8_t *bytes = file->target ? file->target->bytes : file->bytes;
    size_t count = file->target ? file->target->count : file->count;
    if (length < 0) return -1;
    size_t wanted = (size_t)length;
    size_t left = file->position < count ? count - file->position : 0;
    if (wanted > left) {
        file->ended_early = 1;
        wanted = left;
    }
    if (wanted > 0) memcpy(target, bytes + file->position, wanted);
    file->position += wanted;
    return (tmsize_t)wanted;
}

static tmsize_t give(thandle_t handle, void *source, tmsize_t length) {
    struct file *file = handle;
    struct growing *target = file->target;
    if (target == NULL || length < 0 || (size_t)length > SIZE_MAX - file->position) return -1;
    if (!growing_reserve(target, file->position + (size_t)length)) return -1;
    memcpy(target->bytes + file->position, source, (size_t)length);
    file->position += (size_t)length;
    if (file->position > target->count) target->count = file->position;
    return length;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    struct file *file = handle;
    toff_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file->position : file->target ? file->target->count : file->count;
    toff_t place = base + offset;
    // Offsets of a hostile directory may lie anywhere; beyond the end there is simply nothing to read.
    if (place > (toff_t)PTRDIFF_MAX) return (toff_t)-1;
    file->position = (size_t)place;
    return place;
}

static int closed(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size(thandle_t handle) {
    struct file *file = handle;
    return file->target ? file->target->count : file->count;
}

static void say(char *text, size_t room, const char *format, va_list arguments) {
    vsnprintf(text, room, format, arguments);
}

static int failed(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments) {
    (void)tiff, (void)module;
    struct file *file = context;
    char text[160];
    say(text, sizeof text, format, arguments);
    report_error(file->report, text);
    return 1;
}

static int warned(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments) {
    (void)tiff, (void)module;
    struct file *file = context;
    char text[160];
    say(text, sizeof text, format, arguments);
    report_warning(file->report, text);
    return 1;
}

// libtiff's handlers for the whole process print on standard error, and some codecs still call them.
static void silence(void) {
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
}

static TIFF *open_tiff(struct file *file, const char *mode, size_t memory_limit) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, silence);
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options == NULL) {
        report_error(file->report, "no memory for the TIFF reader");
        return NULL;
    }
    if (memory_limit > 0) TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)memory_limit);
    TIFFOpenOptionsSetErrorHandlerExtR(options, failed, file);
    TIFFOpenOptionsSetWarningHandlerExtR(options, warned, file);
    TIFF *tiff = TIFFClientOpenExt("image", mode, file, take, give, seek, closed, size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

static int32_t failure(struct file *file) {
    file->report->byte = file->position < file->count ? file->position : file->count;
    report_error(file->report, "the TIFF cannot be read");
    if (file->ended_early || strstr(file->report->error, "Not enough data") != NULL
        || strstr(file->report->error, "got ") != NULL) {
        return cimages_truncated;
    }
    return cimages_malformed;
}

static void describe(TIFF *tiff, struct cimages_tiff_page *page) {
    memset(page, 0, sizeof *page);
    uint16_t planar = PLANARCONFIG_CONTIG;
    // Absent in some writers' bilevel files, which are refused by their bits anyway.
    page->photometric = PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page->width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page->height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &page->bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &page->samples_per_pixel);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &page->sample_format);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &page->photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &page->compression);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &page->orientation);
    page->is_planar = planar == PLANARCONFIG_SEPARATE;
    page->is_tiled = TIFFIsTiled(tiff) != 0;
    uint16_t extra_count = 0;
    uint16_t *extra = NULL;
    if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra)) {
        for (uint16_t index = 0; index < extra_count; index++) {
            if (extra[index] != EXTRASAMPLE_UNSPECIFIED) page->has_alpha = 1;
        }
    }
    page->chunk_bytes = page->is_tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
}

int32_t cimages_tiff_inspect(
    const uint8_t *bytes, size_t count, size_t memory_limit, struct cimages_tiff_page *pages, int32_t limit,
    int32_t *found, struct cimages_report *report) {
    report_begin(report);
    *found = 0;
    struct file file = {bytes, count, NULL, 0, 0, report};
    TIFF *tiff = open_tiff(&file, "rmC", memory_limit);
    if (tiff == NULL) return failure(&file);
    int32_t outcome = cimages_done;
    for (;;) {
        describe(tiff, &pages[*found]);
        *found += 1;
        if (TIFFLastDirectory(tiff)) break;
        if (*found == limit) {
            *found += 1;
            break;
        }
        if (!TIFFReadDirectory(tiff)) {
            outcome = failure(&file);
            break;
        }
    }
    TIFFClose(tiff);
    // Faults that libtiff passes over: those it says aloud, and a directory cut off at its very end.
    if (outcome == cimages_done && file.ended_early) report_error(report, "the file ends within its directory");
    if (outcome == cimages_done && report->error[0] != 0) outcome = failure(&file);
    return outcome;
}

// Whether every strip or tile lies within the file. libtiff makes up what a directory leaves out, and would read a picture from
// anywhere.
static int are_inside(TIFF *tiff, struct file *file) {
    uint32_t chunks = TIFFIsTiled(tiff) ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    for (uint32_t chunk = 0; chunk < chunks; chunk++) {
        uint64_t offset = TIFFGetStrileOffset(tiff, chunk);
        uint64_t length = TIFFGetStrileByteCount(tiff, chunk);
        // A header is 8 bytes.
        if (offset < 8 || length == 0) {
            report_error(file->report, "a strip or tile without a place");
            return 0;
        }
        if (offset > file->count || length > file->count - offset) {
            report_error(file->report, "a strip or tile ends behind the file");
            file->position = file->count;
            file->ended_early = 1;
            return 0;
        }
    }
    return 1;
}

static void unpack(
    const uint8_t *source, uint32_t count, const struct cimages_tiff_page *page, uint32_t stride, uint32_t offset,
    uint16_t *target) {
    for (uint32_t index = 0; index < count; index++) {
        size_t place = (size_t)index * stride + offset;
        if (page->bits == 8) {
            target[index] = (uint16_t)(source[place] * 257);
        } else {
            uint16_t sample;
            memcpy(&sample, source + place * 2, 2);
            target[index] = sample;
        }
    }
}

// One strip or tile into its place; `plane` is −1 where a chunk holds all samples of a pixel.
static int read_chunk(
    TIFF *tiff, const struct cimages_tiff_page *page, uint32_t left, uint32_t top, uint32_t chunk_width,
    uint32_t chunk_height, int plane, uint8_t *scratch, uint16_t *samples) {
    uint32_t stride = plane < 0 ? page->samples_per_pixel : 1;
    uint16_t sample = plane < 0 ? 0 : (uint16_t)plane;
    uint32_t rows = chunk_height < page->height - top ? chunk_height : page->height - top;
    uint32_t columns = chunk_width < page->width - left ? chunk_width : page->width - left;
    size_t row_bytes = (size_t)chunk_width * stride * (page->bits / 8);
    tmsize_t got = page->is_tiled
        ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, left, top, 0, sample), scratch, (tmsize_t)page->chunk_bytes)
        : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, top, sample), scratch, (tmsize_t)page->chunk_bytes);
    if (got < 0 || (size_t)got < row_bytes * rows) return 0;
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t part = 0; part < stride; part++) {
            uint32_t target = plane < 0 ? part : (uint32_t)plane;
            size_t start = ((size_t)target * page->height + top + row) * page->width + left;
            unpack(scratch + row_bytes * row, columns, page, stride, part, samples + start);
        }
    }
    return 1;
}

int32_t cimages_tiff_read(
    const uint8_t *bytes, size_t count, size_t memory_limit, int32_t number, const struct cimages_tiff_page *expected,
    uint16_t *samples, struct cimages_report *report) {
    report_begin(report);
    struct file file = {bytes, count, NULL, 0, 0, report};
    TIFF *tiff = open_tiff(&file, "rmC", memory_limit);
    if (tiff == NULL) return failure(&file);
    for (int32_t page = 0; page < number; page++) {
        if (!TIFFReadDirectory(tiff)) {
            TIFFClose(tiff);
            return failure(&file);
        }
    }
    struct cimages_tiff_page page;
    describe(tiff, &page);
    uint32_t chunk_width = page.width;
    uint32_t chunk_height = page.height;
    if (page.is_tiled) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &chunk_width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &chunk_height);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &chunk_height);
    }
    if (chunk_height > page.height && !page.is_tiled) chunk_height = page.height;
    uint32_t stride = page.is_planar ? 1 : page.samples_per_pixel;
    uint64_t least = (uint64_t)chunk_width * chunk_height * stride * (page.bits / 8);
    // 64 bits suffice: the caller has bounded each side and the chunk.
    if (memcmp(&page, expected, sizeof page) != 0 || chunk_width == 0 || chunk_height == 0 || least > page.chunk_bytes) {
        TIFFClose(tiff);
        report_error(report, "strips or tiles do not fit the image");
        return failure(&file);
    }
    if (!are_inside(tiff, &file)) {
        TIFFClose(tiff);
        return failure(&file);
    }
    uint8_t *scratch = malloc(page.chunk_bytes);
    if (scratch == NULL) {
        TIFFClose(tiff);
        report_error(report, "no memory for a strip");
        return cimages_no_memory;
    }
    int whole = 1;
    int planes = page.is_planar ? page.samples_per_pixel : 1;
    for (int plane = 0; plane < planes && whole; plane++) {
        for (uint32_t top = 0; top < page.height && whole; top += chunk_height) {
            for (uint32_t left = 0; left < page.width && whole; left += chunk_width) {
                whole = read_chunk(
                    tiff, &page, left, top, chunk_width, chunk_height, page.is_planar ? plane : -1, scratch, samples);
            }
        }
    }
    free(scratch);
    TIFFClose(tiff);
    return whole && report->error[0] == 0 && !file.ended_early ? cimages_done : failure(&file);
}

int32_t cimages_tiff_write(
    const uint16_t *const *pages, int32_t page_count, uint32_t width, uint32_t height, uint8_t **bytes,
    size_t *count, struct cimages_report *report) {
    report_begin(report);
    *bytes = NULL;
    *count = 0;
    struct growing target = {NULL, 0, 0};
    struct file file = {NULL, 0, &target, 0, 0, report};
    TIFF *tiff = open_tiff(&file, "wl", 0);
    int whole = tiff != NULL;
    uint16_t *row = whole ? malloc((size_t)width * 2) : NULL;
    whole = whole && row != NULL;
    for (int32_t page = 0; page < page_count && whole; page++) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 16);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 64);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
        TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 3);
        if (page_count > 1) {
            TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
            TIFFSetField(tiff, TIFFTAG_PAGENUMBER, page, page_count);
        }
        for (uint32_t y = 0; y < height && whole; y++) {
            // The predictor works in place.
            memcpy(row, pages[page] + (size_t)y * width, (size_t)width * 2);
            whole = TIFFWriteScanline(tiff, row, y, 0) == 1;
        }
        whole = whole && TIFFWriteDirectory(tiff);
    }
    free(row);
    if (tiff != NULL) TIFFClose(tiff);
    if (!whole || report->error[0] != 0) {
        free(target.bytes);
        report_error(report, "the TIFF cannot be written");
        return cimages_no_memory;
    }
    *bytes = target.bytes;
    *count = target.count;
    return cimages_done;
}
