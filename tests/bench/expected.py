#!/usr/bin/env python3
"""The checksums of the benchmarks, found without WebAssembly: for each module a function of n. check.py holds the list
and the programs against it. Alone, `expected.py MODULE N` prints one."""
import collections
import heapq
import sys

import expected_simd


def signed64(x):
    return (x + 2**63) % 2**64 - 2**63


def triangle(n):
    return n * (n - 1) // 2


def fold(values, factor):
    total = 0
    for value in values:
        total = (total * factor + value) % 2**64
    return total


def same_fringe(n):
    same = n // 2  # comparisons are numbered n .. 1; the odd ones differ in the last leaf
    return same + 1000000 * (same * triangle(256) + (n - same) * triangle(255))


def queens(n):
    def search(columns):
        row = len(columns)
        if row == 8:
            return 1 + sum((i + 1) * c for i, c in enumerate(columns))
        return sum(search(columns + [c]) for c in range(8)
                   if all(c != other and abs(c - other) != row - i for i, other in enumerate(columns)))
    return n * search([])


def timers(n):
    def delay(task, left):
        return 1 + (7 * task + 13 * left) % 97
    queue = [(delay(task, n), task, n) for task in range(100)]
    heapq.heapify(queue)
    total = 0
    while queue:
        now, task, left = heapq.heappop(queue)
        total = (31 * total + task + now) % 2**64
        if left > 1:
            heapq.heappush(queue, (now + delay(task, left - 1), task, left - 1))
    return total


def actors(n):
    queue = collections.deque((10 * i, n - 1) for i in range(10))
    total = 0
    while queue:
        actor, message = queue.popleft()
        total = (31 * total + actor + message) % 2**64
        if message:
            queue.append(((actor + 1) % 100, message - 1))
    return total


def list_churn(n):
    total = 0
    for start in range(n):
        numbers = [3 * (start + i) for i in reversed(range(100))]
        # made backwards, turned round by each of three steps
        total += fold([x for x in numbers if x % 2][::-1], 3) % 2**32
    return total


def map_churn(n):
    entries, random, total = {}, 2463534242, 0
    for value in range(n, 0, -1):
        random ^= random << 13 & 0xffffffff
        random ^= random >> 17
        random ^= random << 5 & 0xffffffff
        key, action = random & 8191, random >> 30
        if action == 0:
            entries.pop(key, None)
        elif action == 1:
            total += entries.get(key, 0)
        else:
            entries[key] = value
    return total


def boxed(n):
    x = 1
    for _ in range(n):
        x = (x * 1103515245 + 12345) % 2**31
    return 1000 * x + n + n // 2


def cycles(n):
    total = 0
    for i in range(n):
        first = i & 0xffff
        total += first * (i - 1 & 0xffff if i & 3 else 1)
        total += sum((first + j) * (first + j // 2) for j in range(1, 64))
    return total


def cancellable(n):
    return 1000000 * (n // 16 + 1) + sum(i & 0xff for i in range(n) if i % 16 != 15)


def external(n):
    return sum(fold([i % 255 + 1 for i in range(waiter, n, 64)], 3) for waiter in range(64))


FUNCTIONS = {
    'switching/generator': triangle,
    'switching/create_finish': lambda n: triangle(n + 1),
    'switching/bind': lambda n: 6 * triangle(n) + 8 * n,
    'switching/cancel': lambda n: triangle(n + 1),
    'switching/deep_chain': lambda n: 1000 * n,
    'switching/forward': lambda n: triangle(n + 1),
    'switching/round_robin_suspend': lambda n: n * triangle(100),
    'switching/round_robin_switch': lambda n: n * triangle(100),
    'switching/tree_walk': lambda n: fold(list(range(4095)) * n, 31),
    'switching/same_fringe': same_fringe,
    'switching/queens': queens,
    'switching/timers': timers,
    'switching/actors': actors,
    'gc/binary_trees': lambda n: 2047 * n,
    'gc/list_churn': list_churn,
    'gc/map_churn': map_churn,
    'gc/boxed': boxed,
    'gc/cycles': cycles,
    'kernels/sequence': lambda n: sum(i * i & 0xffff for i in range(n)),
    'kernels/create': lambda n: sum((i & 0xffff) + 1 for i in range(max(0, n - 16), n)),
    'kernels/start': lambda n: sum((i & 0xffff) + 1 for i in range(n)),
    'kernels/cancellable': cancellable,
    'kernels/external': external,
    'kernels/deep': lambda n: sum((i & 0xffff) + triangle(33) for i in range(n)),
    'kernels/channel': lambda n: fold([i & 0xffff for i in range(n)], 31),
    **expected_simd.FUNCTIONS,
}


def expected(module, n):
    return signed64(FUNCTIONS[module](n))


if __name__ == '__main__':
    print(expected(sys.argv[1], int(sys.argv[2])))
