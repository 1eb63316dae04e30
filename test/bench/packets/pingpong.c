/*
 * Sends datagrams from one namespace to another and back, in turn by several ways, and measures how
 * long half of a round trip takes. One thread has both sockets, so that nothing is scheduled: what a
 * packet costs in the kernel runs within send(2).
 *
 *   pingpong ROUNDS TRIPS [new|denied]
 *
 * Standard input has a line for each way: NAME SENDER RECEIVER ADDRESS, where SENDER and RECEIVER are
 * files of network namespaces. Standard output has a line for each way: NAME, and nanoseconds for
 * each round. With `new`, each trip is a connection of its own. With `denied`, datagrams go to the
 * next port, which lets nothing in, and a trip is one of them: it ends where it is dropped.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_WAYS 32
#define UNMEASURED 8
#define PORT 5201
#define PATIENCE_SECONDS 5

struct way {
  char name[64], sender[256], receiver[256], address[64];
  int from, to, count;
  struct sockaddr_in target;
  double *rounds;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

/* A socket stays in the namespace in which it was opened. */
static int socket_in(const char *namespace) {
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  int file = open(namespace, O_RDONLY), result;
  if (file < 0 || setns(file, CLONE_NEWNET)) fail(namespace);
  close(file);
  result = socket(AF_INET, SOCK_DGRAM, 0);
  if (result < 0) fail("socket");
  setsockopt(result, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return result;
}

static void connect_way(struct way *way) {
  way->from = socket_in(way->sender);
  if (connect(way->from, (void *)&way->target, sizeof way->target)) fail("connect");
}

static void open_way(struct way *way, int rounds, int is_denied) {
  way->target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(PORT)};
  way->to = socket_in(way->receiver);
  if (bind(way->to, (void *)&way->target, sizeof way->target)) fail("bind");
  if (inet_pton(AF_INET, way->address, &way->target.sin_addr) != 1) fail(way->address);
  if (is_denied) way->target.sin_port = htons(PORT + 1);
  connect_way(way);
  way->rounds = calloc(rounds, sizeof(double));
}

static double trip(struct way *way) {
  char data[16] = {0};
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  double start = now();
  if (send(way->from, data, sizeof data, 0) < 0) fail("send");
  if (recvfrom(way->to, data, sizeof data, 0, (void *)&peer, &length) < 0) fail(way->name);
  if (sendto(way->to, data, sizeof data, 0, (void *)&peer, length) < 0) fail("sendto");
  if (recv(way->from, data, sizeof data, 0) < 0) fail(way->name);
  return now() - start;
}

static double one_way(struct way *way) {
  char data[16] = {0};
  double start = now();
  if (send(way->from, data, sizeof data, 0) < 0) fail("send");
  return now() - start;
}

/* One processor, so that caches stay: the last one that may be used. */
static void stay_on_one_processor(void) {
  cpu_set_t allowed, one;
  int last = 0;
  if (sched_getaffinity(0, sizeof allowed, &allowed)) return;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
    if (CPU_ISSET(cpu, &allowed)) last = cpu;
  CPU_ZERO(&one);
  CPU_SET(last, &one);
  sched_setaffinity(0, sizeof one, &one);
}

int main(int count, char **words) {
  static struct way ways[MOST_WAYS];
  int rounds, trips, is_new, is_denied, number = 0;
  if (count < 3) return 2;
  rounds = atoi(words[1]);
  trips = atoi(words[2]);
  is_new = count > 3 && !strcmp(words[3], "new");
  is_denied = count > 3 && !strcmp(words[3], "denied");
  stay_on_one_processor();
  while (number < MOST_WAYS && scanf("%63s %255s %255s %63s", ways[number].name, ways[number].sender,
                                     ways[number].receiver, ways[number].address) == 4)
    open_way(&ways[number++], rounds, is_denied);
  for (int round = 0; round < rounds; round++)
    for (int turn = 0; turn < number; turn++) {
      struct way *way = &ways[(turn + round) % number];
      double sum = 0;
      for (int at = -UNMEASURED; at < trips; at++) {
        double spent;
        if (is_new) {
          close(way->from);
          connect_way(way);
        }
        spent = is_denied ? one_way(way) : trip(way) / 2;
        if (at >= 0) sum += spent;
      }
      way->rounds[round] = sum / trips;
    }
  for (int at = 0; at < number; at++) {
    printf("%s", ways[at].name);
    for (int round = 0; round < rounds; round++) printf(" %.0f", ways[at].rounds[round]);
    puts("");
  }
  return 0;
}
