#ifndef TESTS_TAP_TAP_H
#define TESTS_TAP_TAP_H

/**
 * A small producer of the Test Anything Protocol, version 13. The plan comes
 * at the end, so that a program that dies half-way fails.
 */

#include <stdbool.h>
#include <stddef.h>

/** One test: its name is a sentence. Returns passed. */
bool tap_ok(bool passed, const char *name, ...)
    __attribute__((format(printf, 2, 3)));

/** Equal numbers, texts (NULL allowed), bytes; shows both when not. */
bool tap_number(long long got, long long want, const char *name, ...)
    __attribute__((format(printf, 3, 4)));
bool tap_text(const char *got, const char *want, const char *name, ...)
    __attribute__((format(printf, 3, 4)));
bool tap_bytes(const void *got, const void *want, size_t len, const char *name,
    ...) __attribute__((format(printf, 4, 5)));

/** A test that cannot be run here, and why. */
void tap_skip(const char *why, ...) __attribute__((format(printf, 1, 2)));

/** A remark. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Print the plan; main returns what this returns. */
int tap_done(void);

#endif
