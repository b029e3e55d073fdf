/* Loaded into a site's processes before libc (LD_PRELOAD): sees what is written to the files whose
 * names begin with SHIM_FILE, and lets the disk be full while the file SHIM_FULL exists.
 *
 * With SHIM_TRACE each write, truncation, removal and flush is appended to that file, in the order
 * in which it was done: a header of five 64-bit numbers (kind, moment of the monotonic clock in
 * nanoseconds, number of the file, offset, length), then the bytes of a write. power_cut.py reads
 * it. Files: 0 the database, 1 -wal, 2 -journal; 3 is the folder they lie in.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, REMOVE, FLUSH };

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int trace = -2;

static int number_of(const char *path) {
    const char *file = getenv("SHIM_FILE");
    if (!file) return -1;
    size_t length = strlen(file);
    if (strncmp(path, file, length) == 0) {
        const char *end = path + length;
        if (!*end) return 0;
        if (!strcmp(end, "-wal")) return 1;
        if (!strcmp(end, "-journal")) return 2;
        return -1;
    }
    const char *slash = strrchr(file, '/');
    if (slash && strlen(path) == (size_t)(slash - file) && !strncmp(path, file, slash - file)) return 3;
    return -1;
}

static int number_of_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return -1;
    path[length] = 0;
    return number_of(path);
}

static void record(int kind, int file, int64_t offset, int64_t length, const void *bytes) {
    if (trace == -2) {
        const char *name = getenv("SHIM_TRACE");
        trace = name ? open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    if (trace < 0) return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t head[5] = {kind, now.tv_sec * 1000000000LL + now.tv_nsec, file, offset, length};
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, bytes ? (size_t)length : 0}};
    if (writev(trace, parts, 2) < 0) abort();
}

static int is_full(int file) {
    const char *flag = getenv("SHIM_FULL");
    return file >= 0 && file < 3 && flag && access(flag, F_OK) == 0;
}

#define REAL(name, type) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, name)
typedef ssize_t (*pwrite_t)(int, const void *, size_t, off_t);
typedef ssize_t (*write_t)(int, const void *, size_t);
typedef int (*flush_t)(int);
typedef int (*truncate_t)(int, off_t);
typedef int (*unlink_t)(const char *);

static ssize_t write_at(pwrite_t real, int fd, const void *bytes, size_t length, off_t offset) {
    int file = number_of_fd(fd);
    if (is_full(file)) { errno = ENOSPC; return -1; }
    if (file < 0) return real(fd, bytes, length, offset);
    pthread_mutex_lock(&order);
    ssize_t written = real(fd, bytes, length, offset);
    if (written > 0) record(WRITE, file, offset, written, bytes);
    pthread_mutex_unlock(&order);
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
    REAL("pwrite64", pwrite_t);
    return write_at(real, fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    REAL("pwrite", pwrite_t);
    return write_at(real, fd, bytes, length, offset);
}

static int flush(flush_t real, int fd) {
    int file = number_of_fd(fd), result = real(fd);
    if (file >= 0 && result == 0) record(FLUSH, file, 0, 0, NULL);
    return result;
}

int fsync(int fd) { REAL("fsync", flush_t); return flush(real, fd); }
int fdatasync(int fd) { REAL("fdatasync", flush_t); return flush(real, fd); }

static int cut(truncate_t real, int fd, off_t length) {
    int result = real(fd, length), file = number_of_fd(fd);
    if (file >= 0 && result == 0) record(TRUNCATE, file, length, 0, NULL);
    return result;
}

int ftruncate(int fd, off_t length) { REAL("ftruncate", truncate_t); return cut(real, fd, length); }
int ftruncate64(int fd, off_t length) { REAL("ftruncate64", truncate_t); return cut(real, fd, length); }

int unlink(const char *path) {
    REAL("unlink", unlink_t);
    int result = real(path), file = number_of(path);
    if (file >= 0 && result == 0) record(REMOVE, file, 0, 0, NULL);
    return result;
}
