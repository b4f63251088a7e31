"""The checksums of the kernels in SIMD, without vectors."""
import base64
import struct


def numbers(state=12345):
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state >> 8


def words(data):
    """Sums of the even and of the odd words of 8 bytes, as the vectors' lanes: their exclusive or."""
    lanes = struct.unpack(f'<{len(data) // 8}Q', data)
    return signed64(sum(lanes[0::2])) ^ signed64(sum(lanes[1::2]))


def signed64(x):
    return (x + 2**63) % 2**64 - 2**63


def dot(n):
    source = numbers()
    pairs = [[next(source) % 64, next(source) % 64] for _ in range(4096)]
    total = 0
    for i in range(n):
        total += sum(a * b for a, b in pairs)
        pairs[i][0] += 1
    return total


def f32(x):
    return struct.unpack('f', struct.pack('f', x))[0]


def mandelbrot(n):
    total = 0
    for y in range(64):
        ci = f32(f32(f32(y * 2.5) / 64) - 1.25)
        for x in range(64):
            cr = f32(f32(x * f32(3 / 64)) - 2)
            r, i, steps = cr, ci, 0
            while steps < 100:
                rr, ii = f32(r * r), f32(i * i)
                if f32(rr + ii) > 4:
                    break
                steps += 1
                ri = f32(r * i)
                i, r = f32(f32(ri + ri) + ci), f32(f32(rr - ii) + cr)
            total += steps
    return n * total


def base64_(n):
    source = numbers()
    data = bytearray(next(source) & 255 for _ in range(3072))
    total = 0
    for i in range(n):
        total += words(base64.b64encode(data))
        data[i] = (data[i] + 1) & 255
    return total


def letters(source):
    text = bytearray()
    while len(text) < 4096:
        r = next(source)
        if r % 3 == 0 and len(text) + 2 <= 4096:
            text += bytes([0xC3 + r // 3 % 16, 0x80 + r // 64 % 64])
        elif r % 3 == 1 and len(text) + 3 <= 4096:
            text += bytes([0xE1 + r // 3 % 8, 0x80 + r // 64 % 64, 0x80 + r // 4096 % 64])
        else:
            text.append(ord(' ') + r // 3 % 64)
    return text


def utf8(n):
    source = numbers()
    text, total = letters(source), 0
    for i in range(n):
        try:
            text.decode('utf-8')
            total = 3 * total + 2
        except UnicodeDecodeError:
            total = 3 * total + 1
        text[next(source) % 4096] ^= 0x80
        if i & 1:
            source = numbers()
            text = letters(source)
    return total


def roots(power):
    """Fraction bits of the square and cube roots of the first primes: what the constants of SHA-256 are."""
    primes = [p for p in range(2, 312) if all(p % d for d in range(2, p))]
    for p in primes:
        low, high = 0, p << 32
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle**power <= p << 32 * power else (low, middle)
        yield low % 2**32


def rotate(x, bits):
    return (x >> bits | x << 32 - bits) % 2**32


def sha256_block(state, block, constants):
    w = list(block)
    for i in range(16, 64):
        s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3
        s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10
        w.append((w[i - 16] + s0 + w[i - 7] + s1) % 2**32)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        t1 = h + s1 + (e & f ^ ~e & g) + constants[i] + w[i]
        t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (t1 + t2) % 2**32, a, b, c, (d + t1) % 2**32, e, f, g
    return [(x + y) % 2**32 for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sha256(n):
    source, initial, constants = numbers(), list(roots(2))[:8], list(roots(3))[:64]
    messages = [[next(source) for _ in range(4)] for _ in range(256)]
    total = 0
    for _ in range(n):
        states = []
        for lane in range(4):
            state = initial
            for at in range(0, 256, 16):
                state = sha256_block(state, [word[lane] for word in messages[at:at + 16]], constants)
            states.append(state)
        for four in zip(*states):
            total += signed64(four[0] | four[1] << 32) ^ signed64(four[2] | four[3] << 32)
        messages[0][0] += 1
    return total


def blur(n):
    source = numbers()
    image = [[next(source) & 255 for _ in range(130)] for _ in range(130)]
    weights = [(dy, dx, (2 - abs(dy - 1)) * (2 - abs(dx - 1))) for dy in range(3) for dx in range(3)]
    total = 0
    for i in range(n):
        blurred = bytes((sum(image[y + dy][x + dx] * weight for dy, dx, weight in weights) + 8) >> 4
                        for y in range(128) for x in range(128))
        total += words(blurred)
        image[1 + i][1] = (image[1 + i][1] + 1) & 255
    return total


FUNCTIONS = {'simd/dot': dot, 'simd/mandelbrot': mandelbrot, 'simd/base64': base64_, 'simd/utf8': utf8,
             'simd/sha256': sha256, 'simd/blur': blur}
