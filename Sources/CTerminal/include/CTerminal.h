// What Swift cannot import: ncurses' macros and variadics, and the Linux calls that Glibc's Swift module lacks.
// Nothing of <curses.h> is visible here, so no Swift file can draw past the grid.
#ifndef C_TERMINAL_H
#define C_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// ---- Locale ----

// Takes the user's locale; tries C.UTF-8 for characters if it is not UTF-8. True if characters are UTF-8 afterwards.
bool ct_locale_use_utf8(void);

// ---- Terminal description ----

// Colours the terminfo entry of a type names; 0 for none, -1 if there is no usable entry, -2 if it cannot move the cursor.
int ct_terminal_colours(const char *type);

// ---- ncurses as a diff engine ----

// One screen that writes into a memory file. ncurses is global to a process: use from one thread.
typedef struct CTEngine CTEngine;

enum { CT_BOLD = 1, CT_DIM = 2, CT_UNDERLINE = 4, CT_REVERSE = 8 };

// One character position: a base, two marks (0 for none), its width, a colour pair and CT_ attributes.
typedef struct {
    uint32_t base;
    uint32_t mark1;
    uint32_t mark2;
    int32_t pair;
    uint8_t width;
    uint8_t attributes;
} CTCell;

// Starts an engine for a terminal type; NULL with errno if that fails. Signal dispositions stay as they were.
CTEngine *ct_engine_open(const char *type, int columns, int rows);
void ct_engine_close(CTEngine *engine);
// The pair for two palette indexes (-1: the terminal's default); 0 when the terminal has no more pairs.
int32_t ct_engine_pair(CTEngine *engine, int fg, int bg);
// Colours the terminal has.
int ct_engine_colours(const CTEngine *engine);
// Places characters on a row. The continuation of a wide character is not in `cells`.
void ct_engine_put(CTEngine *engine, int y, int x, const CTCell *cells, int count);
// Changes the size; the next frame clears and repaints. 0 or -1.
int ct_engine_resize(CTEngine *engine, int columns, int rows);
// Makes the next frame clear and repaint.
void ct_engine_repaint(CTEngine *engine);
// Works out a frame and returns how many bytes it has; a negative cursor hides it.
ssize_t ct_engine_render(CTEngine *engine, int cursor_y, int cursor_x);
// Moves the bytes of the last frame to `buffer`, which must hold as many; returns their number or -1.
ssize_t ct_engine_take(CTEngine *engine, void *buffer, size_t capacity);

// ---- The terminal line ----

// Columns and rows of a terminal; false if it does not know.
bool ct_tty_size(int fd, int *columns, int *rows);
// A descriptor of its own for the terminal behind `fd`, non-blocking and closed on exec; -1 if it cannot be opened.
int ct_tty_reopen(int fd);

// Takes a terminal over: saves its settings, makes it raw and arms the guard. 0, or -1 with errno.
// `restore` is written when the terminal is given back, by whatever road; `note` after that if the program crashed.
// `shared` says that `output` is open in other programs too: it is non-blocking only while the terminal is held.
int ct_guard_arm(int input, int output, bool shared, const char *restore, const char *note);
// Gives the terminal back, once; later calls do nothing. True if this call did it.
bool ct_guard_release(void);

// ---- Signals, wake-ups, time ----

// Blocks the signals the event loop reads (TERM HUP INT QUIT TSTP CONT WINCH PIPE) in this thread and all it starts.
int ct_signals_block(void);
// A descriptor that delivers those signals; -1 with errno.
int ct_signals_open(void);
// The next signal waiting there, 0 if none.
int ct_signals_take(int fd);
// Stops this process as Ctrl-Z does and returns when it is continued (at once where no shell could continue it).
void ct_stop_self(void);

int ct_event_open(void);
void ct_event_signal(int fd);
void ct_event_drain(int fd);

int ct_timer_open(void);
// Fires once after `nanoseconds`; 0 stops it.
int ct_timer_arm(int fd, int64_t nanoseconds);
void ct_timer_drain(int fd);

#endif
