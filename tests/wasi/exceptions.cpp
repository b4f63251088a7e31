/* C++ exceptions as clang compiles them for WebAssembly: with the legacy instructions. Cleanups, rethrows and catches by type, in functions and across
   them; run.sh compares what is printed with a native build. */
#include <stdio.h>

namespace
{

int depth;

struct Noisy {
    const char *name;
    explicit Noisy(const char *name_) : name(name_) { depth++; }
    ~Noisy() { printf("  %*s~%s\n", depth--, "", name); }
};

struct Large {
    double values[9];
};

__attribute__((noinline)) int thrower(int what)
{
    Noisy noisy("thrower");
    switch (what % 5) {
    case 0: return what;
    case 1: throw what;
    case 2: throw what / 4.0;
    case 3: throw Large{{1, 2, 3, 4, 5, 6, 7, 8, what + 0.5}};
    default: throw "text";
    }
}

__attribute__((noinline)) int middle(int what)
{
    Noisy noisy("middle");
    try {
        return thrower(what);
    } catch (double number) {
        printf("  double %.2f, again\n", number);
        throw;
    } catch (const Large &large) {
        throw large.values[8] > 10 ? 'L' : 'l';
    }
}

/* A loop in a handler, whose exception outlives others that are thrown there. */
__attribute__((noinline)) int loops(int what)
{
    int sum = 0;
    try {
        return middle(what);
    } catch (...) {
        for (int i = 0; i < 20; i++)
            try {
                sum += thrower(i);
            } catch (int number) {
                sum += 100 * number;
            } catch (...) {
                if (i == what)
                    break;
            }
        printf("  sum %d\n", sum);
        throw;
    }
}

} // namespace

int main()
{
    int caught = 0;
    for (int what = 0; what < 20; what++) {
        printf("%d:\n", what);
        try {
            printf("  returns %d\n", loops(what));
        } catch (int number) {
            printf("  int %d\n", number);
            caught += 1;
        } catch (char letter) {
            printf("  char %c\n", letter);
            caught += 100;
        } catch (...) {
            printf("  something else\n");
            caught += 10000;
        }
    }
    printf("%d, depth %d\n", caught, depth);
    return 0;
}
