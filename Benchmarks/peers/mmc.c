/* M/M/c queue with a binary heap: the peer of GateSimulation's MMcQueue.
 *
 * The same generator (xoshiro256** filled by SplitMix64), the same order of draws and whole microseconds, so both
 * print the same mean wait to the last bit.
 *
 *   cc -O2 -o mmc mmc.c -lm && ./mmc SERVERS UTILISATION MEAN_SERVICE_S SEED CUSTOMERS
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { uint64_t s[4]; } Random;

static uint64_t split(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static Random seeded(uint64_t seed) {
    Random r;
    for (int i = 0; i < 4; i++) r.s[i] = split(&seed);
    return r;
}

static inline uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t draw(Random *r) {
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

static inline double exponential(Random *r, double mean) {
    double u = (double)(draw(r) >> 11) * 0x1p-53;
    return -mean * log(1.0 - u);
}

typedef struct { int64_t time; uint64_t sequence; uint8_t kind; } Event;

static Event *heap;
static size_t count, capacity;
static uint64_t planned;

static inline int before(const Event *a, const Event *b) {
    return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static void push(uint8_t kind, int64_t time) {
    if (count == capacity) {
        capacity = capacity ? capacity * 2 : 64;
        heap = realloc(heap, capacity * sizeof *heap);
        if (!heap) abort();
    }
    Event e = {time, planned++, kind};
    size_t hole = count++;
    while (hole > 0) {
        size_t parent = (hole - 1) / 2;
        if (before(&heap[parent], &e)) break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = e;
}

static Event pop(void) {
    Event first = heap[0], last = heap[--count];
    size_t hole = 0;
    for (;;) {
        size_t child = 2 * hole + 1;
        if (child >= count) break;
        if (child + 1 < count && before(&heap[child + 1], &heap[child])) child++;
        if (before(&last, &heap[child])) break;
        heap[hole] = heap[child];
        hole = child;
    }
    if (count) heap[hole] = last;
    return first;
}

int main(int argc, char **argv) {
    int servers = argc > 1 ? atoi(argv[1]) : 6;
    double utilisation = argc > 2 ? atof(argv[2]) : 0.868;
    double service = argc > 3 ? atof(argv[3]) : 90;
    uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    long customers = argc > 5 ? atol(argv[5]) : 5000000;

    double mean_gap = service / ((double)servers * utilisation) * 1e6;
    double mean_service = service * 1e6;
    Random arrivals = seeded(seed), services = seeded(seed + 1);
    size_t ring = 64, head = 0, waiting = 0;
    int64_t *line = malloc(ring * sizeof *line);
    if (!line) return 1;
    int busy = 0;
    long served = 0, events = 0;
    int64_t wait_sum = 0;

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    push(0, (int64_t)exponential(&arrivals, mean_gap));
    while (served < customers) {
        Event e = pop();
        int64_t since = e.time;
        events++;
        if (e.kind == 0) {
            push(0, e.time + (int64_t)exponential(&arrivals, mean_gap));
            if (busy == servers) {
                if (waiting == ring) {
                    int64_t *wider = malloc(2 * ring * sizeof *wider);
                    if (!wider) return 1;
                    for (size_t i = 0; i < waiting; i++) wider[i] = line[(head + i) & (ring - 1)];
                    free(line);
                    line = wider;
                    head = 0;
                    ring *= 2;
                }
                line[(head + waiting++) & (ring - 1)] = e.time;
                continue;
            }
            busy++;
        } else {
            if (waiting == 0) {
                busy--;
                continue;
            }
            since = line[head];
            head = (head + 1) & (ring - 1);
            waiting--;
        }
        wait_sum += e.time - since;
        served++;
        push(1, e.time + (int64_t)exponential(&services, mean_service));
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("events %ld  wait_us %" PRId64 "  mean wait %.6f s  %.2f M events/s\n", events, wait_sum,
           (double)wait_sum / (double)served / 1e6, (double)events / seconds / 1e6);
    return 0;
}
