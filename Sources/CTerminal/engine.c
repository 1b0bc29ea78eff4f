#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1

#include "CTerminal.h"

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

bool ct_locale_use_utf8(void) {
    setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "C.utf8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int ct_terminal_colours(const char *type) {
    int problem = 0;
    TERMINAL *previous = set_curterm(NULL);
    int result = -1;
    if (setupterm(type, STDERR_FILENO, &problem) == OK) {
        char name[] = "colors", address[] = "cup";
        char *move = tigetstr(address);
        int colours = tigetnum(name);
        result = (move == NULL || move == (char *)-1) ? -2 : (colours < 0 ? 0 : colours);
        del_curterm(cur_term);
    }
    set_curterm(previous);
    return result;
}

// Entries without a switch for automatic margins (tmux, screen) make ncurses fill the last corner by inserting, which
// breaks wide characters. Both programs have the switch, and this entry, made for screen in an xterm, says so; it
// differs in nothing else that a frame uses.
static const char *with_margin_switch(const char *type) {
    static const char substitute[] = "screen.xterm-256color";
    if (ct_terminal_colours(substitute) < 0) return type;
    TERMINAL *previous = set_curterm(NULL);
    int problem = 0;
    const char *result = type;
    if (setupterm(type, STDERR_FILENO, &problem) == OK) {
        if (auto_right_margin && eat_newline_glitch && exit_am_mode == NULL && cursor_address != NULL) {
            result = substitute;
        }
        del_curterm(cur_term);
    }
    set_curterm(previous);
    return result;
}

struct CTEngine {
    SCREEN *screen;
    FILE *output;
    FILE *input;
    int memory;
    int pairs;
    int colours;
};

static const int caught_by_curses[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { caught_count = sizeof caught_by_curses / sizeof caught_by_curses[0] };

CTEngine *ct_engine_open(const char *type, int width, int height) {
    CTEngine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) return NULL;
    engine->memory = memfd_create("frame", MFD_CLOEXEC);
    if (engine->memory >= 0) engine->output = fdopen(engine->memory, "w");
    engine->input = fopen("/dev/null", "re");
    if (engine->output == NULL || engine->input == NULL) goto failed;

    // The size is ours to say, below. An entry without one (linux) would make newterm fail if it might not fall back.
    use_env(TRUE);
    use_tioctl(FALSE);
    struct sigaction before[caught_count];
    for (int i = 0; i < caught_count; i++) sigaction(caught_by_curses[i], NULL, &before[i]);
    engine->colours = ct_terminal_colours(type);
    engine->screen = newterm(with_margin_switch(type), engine->output, engine->input);
    // newterm takes signals over; they belong to the event loop.
    for (int i = 0; i < caught_count; i++) sigaction(caught_by_curses[i], &before[i], NULL);
    if (engine->screen == NULL) {
        errno = ENOTTY;
        goto failed;
    }
    typeahead(-1);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    nonl();
    scrollok(stdscr, FALSE);
    ct_engine_resize(engine, width, height);
    // The first update sets a terminal up (other screen, margins of the size it began with). The session does that
    // itself, and knows the size.
    refresh();
    clearok(curscr, TRUE);
    if (ftruncate(engine->memory, 0) != 0) goto failed;
    lseek(engine->memory, 0, SEEK_SET);
    return engine;

failed:
    ct_engine_close(engine);
    return NULL;
}

void ct_engine_close(CTEngine *engine) {
    if (engine == NULL) return;
    int saved = errno;
    if (engine->screen != NULL) {
        set_term(engine->screen);
        endwin();
        delscreen(engine->screen);
    }
    if (engine->output != NULL) {
        fclose(engine->output);
    } else if (engine->memory >= 0) {
        close(engine->memory);
    }
    if (engine->input != NULL) fclose(engine->input);
    free(engine);
    errno = saved;
}

int32_t ct_engine_pair(CTEngine *engine, int fg, int bg) {
    set_term(engine->screen);
    if (!has_colors() || fg >= engine->colours || bg >= engine->colours) return 0;
    if (fg < 0 && bg < 0) return 0;
    if (engine->pairs + 1 >= COLOR_PAIRS) return 0;
    if (init_extended_pair(engine->pairs + 1, fg, bg) != OK) return 0;
    engine->pairs += 1;
    return engine->pairs;
}

int ct_engine_colours(const CTEngine *engine) { return engine->colours > 0 ? engine->colours : 0; }

// The C library and the grid must agree on every width, or ncurses would shift the rest of the row. Where they do not
// (a newer character than the library knows), a mark of the grid's width stands in.
static int build(cchar_t out[2], const CTCell *cell) {
    attr_t attributes = A_NORMAL;
    if (cell->attributes & CT_BOLD) attributes |= A_BOLD;
    if (cell->attributes & CT_DIM) attributes |= A_DIM;
    if (cell->attributes & CT_UNDERLINE) attributes |= A_UNDERLINE;
    if (cell->attributes & CT_REVERSE) attributes |= A_REVERSE;
    int pair = cell->pair;
    wchar_t text[4] = {(wchar_t)cell->base, 0, 0, 0};
    int used = 1, length = 1;
    if (cell->base < 0x20 || wcwidth(text[0]) != cell->width) {
        text[0] = wcwidth(0xFFFD) == 1 ? 0xFFFD : L'?';
        if (cell->width == 2) used = 2;
    } else {
        if (cell->mark1 != 0 && wcwidth((wchar_t)cell->mark1) == 0) text[length++] = (wchar_t)cell->mark1;
        if (cell->mark2 != 0 && wcwidth((wchar_t)cell->mark2) == 0) text[length++] = (wchar_t)cell->mark2;
    }
    if (setcchar(&out[0], text, attributes, (short)pair, &pair) != OK) {
        setcchar(&out[0], L"?", attributes, (short)pair, &pair);
    }
    if (used == 2) setcchar(&out[1], L" ", attributes, (short)pair, &pair);
    return used;
}

void ct_engine_put(CTEngine *engine, int y, int x, const CTCell *cells, int count) {
    set_term(engine->screen);
    cchar_t row[256];
    int filled = 0, covered = 0;
    for (int i = 0; i < count; i++) {
        filled += build(&row[filled], &cells[i]);
        covered += cells[i].width;
        if (filled >= 254 || i == count - 1) {
            mvwadd_wchnstr(stdscr, y, x, row, filled);
            x += covered;
            filled = covered = 0;
        }
    }
}

int ct_engine_resize(CTEngine *engine, int width, int height) {
    set_term(engine->screen);
    int result = resize_term(height, width);
    werase(stdscr);
    clearok(curscr, TRUE);
    return result == OK ? 0 : -1;
}

void ct_engine_repaint(CTEngine *engine) {
    set_term(engine->screen);
    clearok(curscr, TRUE);
}

ssize_t ct_engine_render(CTEngine *engine, int cursor_y, int cursor_x) {
    set_term(engine->screen);
    bool shown = cursor_y >= 0 && cursor_x >= 0;
    leaveok(stdscr, !shown);
    if (!shown) curs_set(0);
    if (shown) wmove(stdscr, cursor_y, cursor_x);
    wnoutrefresh(stdscr);
    doupdate();
    if (shown) curs_set(1);
    fflush(engine->output);
    return lseek(engine->memory, 0, SEEK_CUR);
}

ssize_t ct_engine_take(CTEngine *engine, void *buffer, size_t capacity) {
    size_t taken = 0;
    while (taken < capacity) {
        ssize_t count = pread(engine->memory, (char *)buffer + taken, capacity - taken, (off_t)taken);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        taken += (size_t)count;
    }
    if (ftruncate(engine->memory, 0) != 0) return -1;
    if (lseek(engine->memory, 0, SEEK_SET) != 0) return -1;
    return (ssize_t)taken;
}
