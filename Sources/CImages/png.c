#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "report.h"

struct reader {
    const uint8_t *bytes;
    size_t count;
    size_t position;
    int32_t outcome;
    struct cimages_report *report;
};

static void failed(png_structp png, png_const_charp text) {
    struct reader *reader = png_get_error_ptr(png);
    report_error(reader->report, text);
    if (reader->outcome == cimages_done) {
        if (strstr(text, "CRC error") != NULL || strstr(text, "incorrect data check") != NULL) {
            reader->outcome = cimages_bad_checksum;
        } else if (strstr(text, "memory") != NULL) {
            reader->outcome = cimages_no_memory;
        } else {
            reader->outcome = cimages_malformed;
        }
    }
    png_longjmp(png, 1);
}

static void warned(png_structp png, png_const_charp text) {
    struct reader *reader = png_get_error_ptr(png);
    report_warning(reader->report, text);
}

static void take(png_structp png, png_bytep target, size_t length) {
    struct reader *reader = png_get_io_ptr(png);
    if (length > reader->count - reader->position) {
        reader->position = reader->count;
        reader->outcome = cimages_truncated;
        png_error(png, "the file ends too early");
    }
    memcpy(target, reader->bytes + reader->position, length);
    reader->position += length;
}

// With `samples` reads the pixels too. The one place of libpng's reading, so that header and pixels are read alike.
static int32_t read_png(
    struct reader *reader, struct cimages_png_header *header, uint32_t width, uint32_t height, uint16_t *samples) {
    png_infop info = NULL;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, failed, warned);
    if (png == NULL) {
        report_error(reader->report, "no memory for the PNG reader");
        return cimages_no_memory;
    }
    info = png_create_info_struct(png);
    if (info == NULL) {
        png_destroy_read_struct(&png, NULL, NULL);
        report_error(reader->report, "no memory for the PNG reader");
        return cimages_no_memory;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        reader->report->byte = reader->position;
        return reader->outcome;
    }
    // What libpng would let pass with a warning is refused: a radiograph that does not check is no evidence.
    png_set_benign_errors(png, 0);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    // Sizes are judged by the caller; texts, profiles and the like are passed over without being unpacked.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_read_fn(png, reader, take);
    png_read_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->bit_depth = png_get_bit_depth(png, info);
    header->colour_type = png_get_color_type(png, info);
    header->is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    header->is_transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    if (samples != NULL) {
        if (header->width != width || header->height != height || header->colour_type != PNG_COLOR_TYPE_GRAY
            || header->bit_depth < 8 || header->is_interlaced || header->is_transparent) {
            png_error(png, "not the image that was inspected");
        }
        if (header->bit_depth == 8) png_set_expand_16(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        png_set_swap(png);
#endif
        png_read_update_info(png, info);
        if (png_get_rowbytes(png, info) != (size_t)width * 2) png_error(png, "rows of another length than expected");
        for (uint32_t row = 0; row < height; row++) {
            png_read_row(png, (png_bytep)(samples + (size_t)row * width), NULL);
        }
        png_read_end(png, NULL);
    }
    png_destroy_read_struct(&png, &info, NULL);
    reader->report->byte = reader->position;
    return cimages_done;
}

int32_t cimages_png_inspect(
    const uint8_t *bytes, size_t count, struct cimages_png_header *header, struct cimages_report *report) {
    report_begin(report);
    memset(header, 0, sizeof *header);
    struct reader reader = {bytes, count, 0, cimages_done, report};
    return read_png(&reader, header, 0, 0, NULL);
}

int32_t cimages_png_read(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint16_t *samples,
    struct cimages_report *report) {
    report_begin(report);
    struct cimages_png_header header;
    memset(&header, 0, sizeof header);
    struct reader reader = {bytes, count, 0, cimages_done, report};
    return read_png(&reader, &header, width, height, samples);
}

struct writer {
    // First, so that failed() and warned() find what they need.
    struct reader reader;
    struct growing buffer;
};

static void give(png_structp png, png_bytep source, size_t length) {
    struct writer *writer = png_get_io_ptr(png);
    if (length > SIZE_MAX - writer->buffer.count || !growing_reserve(&writer->buffer, writer->buffer.count + length)) {
        png_error(png, "no memory for the file");
    }
    memcpy(writer->buffer.bytes + writer->buffer.count, source, length);
    writer->buffer.count += length;
}

static void flushed(png_structp png) { (void)png; }

int32_t cimages_png_write(
    const uint16_t *samples, uint32_t width, uint32_t height, uint8_t **bytes, size_t *count,
    struct cimages_report *report) {
    report_begin(report);
    *bytes = NULL;
    *count = 0;
    struct writer writer = {{NULL, 0, 0, cimages_done, report}, {NULL, 0, 0}};
    png_infop info = NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, failed, warned);
    if (png != NULL) info = png_create_info_struct(png);
    if (info == NULL) {
        png_destroy_write_struct(&png, NULL);
        report_error(report, "no memory for the PNG writer");
        return cimages_no_memory;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        free(writer.buffer.bytes);
        return writer.reader.outcome;
    }
    png_set_write_fn(png, &writer, give, flushed);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // Noise of a detector hardly deflates: a light level and one fixed filter cost little size and save most of the time.
    png_set_compression_level(png, 3);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_set_IHDR(
        png, info, width, height, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_swap(png);
#endif
    for (uint32_t row = 0; row < height; row++) {
        png_write_row(png, (png_const_bytep)(samples + (size_t)row * width));
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    *bytes = writer.buffer.bytes;
    *count = writer.buffer.count;
    return cimages_done;
}
