"""perf and the profiler, judged by examples/producers.wat: of the time in producers 75% belongs to $heavy under the handler in $from_heavy and 25%
to $light under the one in $from_light, by construction. Usage: check.py PART WASMFX PRODUCERS. Exit code 77 (skipped) where perf may not run."""

import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

TRUTH = {"heavy": 75.0, "light": 25.0}
TOLERANCE = 3.0  # points


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", **options)


def fail(message, *details):
    print("FAILED:", message)
    for detail in details:
        print(detail)
    sys.exit(1)


def skip(message):
    print("skipped:", message)
    sys.exit(77)


def check_split(shares, what, details):
    for name, truth in TRUTH.items():
        share = shares.get(name, 0.0)
        print(f"{what}: {name} {share:.2f}%, truth {truth:.0f}%")
        if abs(share - truth) > TOLERANCE:
            fail(f"{what}: {name} has {share:.2f}% and not {truth:.0f}% +- {TOLERANCE:.0f}", details)


def line_of(path, text):
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if text in line:
                return number
    fail(f"{text} is not in {path}")


def resume_line(path, function):
    """The line of the first resume after the function's header."""
    start = line_of(path, f"(func ${function} ")
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if number > start and "(resume " in line:
                return number
    fail(f"no resume in ${function}")


def check_profile(wasmfx, program, method):
    plain = run([wasmfx, "run", program])
    profiled = run([wasmfx, "run", "--profile", f"--profile-method={method}", program])
    if profiled.returncode and "kernel does not permit" in profiled.stderr:
        skip(profiled.stderr.strip())
    if (plain.returncode, plain.stdout) != (profiled.returncode, profiled.stdout):
        fail("--profile changes what the program does", plain.stdout, profiled.stdout, profiled.stderr)
    report = profiled.stderr
    head = re.search(r"wasmfx profile: (\d+) samples .* of ([\d.]+) s CPU time; (\d+) dropped, (\d+) cut", report)
    if not head or int(head[1]) < 200:
        fail("too few samples", report)
    if int(head[4]) > 0.001 * int(head[1]):
        fail("more than 0.1% of the samples are cut", report)
    # exclusive% s inclusive% s resumes suspends place in function (tags)
    rows = re.findall(r"^ *([\d.]+)% +[\d.]+ s +([\d.]+)% +[\d.]+ s +(\d+) +(\d+)  (\S+) in (\S+)  \((.*)\)$", report, re.M)
    shares = {}
    for exclusive, inclusive, resumes, suspends, place, function, tags in rows:
        name = function.removeprefix("from_")
        shares[name] = float(inclusive)
        if (resumes, suspends, tags) != ("200", "200", "produced"):
            fail(f"{function}: {resumes} resumes, {suspends} suspends on {tags}", report)
        expected = f"producers.wat:{resume_line(program, function)}"
        if place != expected or exclusive != inclusive:
            fail(f"{function} is shown at {place}, not {expected}", report)
    total = sum(shares.values())
    check_split({name: 100 * share / total for name, share in shares.items()} if total else {}, f"--profile ({method})", report)
    if "suspended continuations: 2" not in report or not re.search(r"waiting on produced", report):
        fail("the two suspended producers are not listed", report)


def check_folded(wasmfx, program):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "folded")
        done = run([wasmfx, "run", f"--profile={path}", program])
        if done.returncode:
            fail("--profile=FILE", done.stderr)
        shares, total = {}, 0
        with open(path, encoding="utf-8") as folded:
            for line in folded:
                frames, count = line.rsplit(" ", 1)
                match = re.match(r"_start;main;from_(\w+);\[resume from_\1 producers\.wat:\d+ \(produced\)\];\1;work$", frames)
                if match:
                    shares[match[1]] = shares.get(match[1], 0) + int(count)
                    total += int(count)
        if total < 200:
            fail("the folded file has too few samples of producers", open(path, encoding="utf-8").read())
        check_split({name: 100 * count / total for name, count in shares.items()}, "folded stacks", "")
        done = run([wasmfx, "run", "--profile=/nonexistent/folded", program])
        if done.returncode == 0 or "/nonexistent/folded" not in done.stderr:
            fail("an unwritable profile file must be an error that names it", done.stderr)
        pipe = os.path.join(directory, "pipe")
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
            done = run([wasmfx, "run", f"--profile={pipe}", program])
            try:
                got = reader.communicate(timeout=60)[0]
            except subprocess.TimeoutExpired: # nobody wrote to the pipe
                reader.kill()
                got = reader.communicate()[0]
        if done.returncode or not stat.S_ISFIFO(os.stat(pipe).st_mode) or "_start;main;from_heavy" not in got:
            fail("a pipe as profile file must be written to and stay a pipe", done.stderr, got)


def check_exact(wasmfx, program):
    """Counts of resumes and suspensions are exact, also where no sample was taken; a module without source gets lines of a printed one."""
    generator = os.path.join(os.path.dirname(program), "generator.wat")
    report = run([wasmfx, "run", "--profile", generator]).stderr
    if not re.search(rf" 101 +100  generator\.wat:{resume_line(generator, 'consume')} in consume  \(yield\)$", report, re.M):
        fail("101 resumes and 100 suspensions are not reported", report)
    with tempfile.TemporaryDirectory() as directory:
        binary = os.path.join(directory, "generator.wasm")
        run([wasmfx, "wat2wasm", generator, "-o", binary])
        report = run([wasmfx, "run", "--profile", binary], env={**os.environ, "XDG_CACHE_HOME": directory}).stderr
        place = re.search(r" 101 +100  (\w+\.wat):(\d+) in consume  \(yield\)$", report, re.M)
        if not place:
            fail("a binary module has no lines", report)
        with open(os.path.join(directory, "wasmfx", place[1]), encoding="utf-8") as source:
            text = source.read().splitlines()[int(place[2]) - 1]
        if not text.strip().startswith("resume "):
            fail(f"line {place[2]} of the printed source is not the resume", text)
        print(f"exact counts; printed source line {place[2]}: {text.strip()}")


NOBODY = 65534


def profile(wasmfx, program, method, *options, as_nobody=False):
    """{function: self %}, rows of handlers [(exclusive %, inclusive %, function)], % outside any handler, CPU seconds, the report."""
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_nobody else {}
    done = run([wasmfx, "run", "--profile", f"--profile-method={method}", *options, program], **user)
    report = done.stderr
    if done.returncode:
        if "kernel does not permit" in report:
            skip(report.strip())
        fail(f"exit code {done.returncode}", report)
    head = re.search(r"wasmfx profile: (\d+) samples \(([\d.]+) s at .*\) of ([\d.]+) s CPU time; (\d+) dropped, (\d+) cut", report)
    if not head:
        fail("no profile", report)
    # Whatever is neither sampled nor the sampling's own must be named.
    own = re.search(r"([\d.]+) s \([\d.]+%\) taken by the sampling", report)
    sampled, cpu = float(head[2]), float(head[3])
    lost = cpu - sampled - (float(own[1]) if own else 0)
    if lost > 0.02 * cpu + 0.003 and " missing: " not in report:
        fail(f"{lost:.3f} s of {cpu:.3f} s are not accounted for", report)
    if int(head[5]) > 0.02 * int(head[1]):
        fail(f"{head[5]} of {head[1]} samples are cut", report)
    functions = {name: float(own) for own, name in re.findall(r"^ *([\d.]+)% +[\d.]+ s +[\d.]+% +[\d.]+ s  (\S+)  \S+$", report, re.M)}
    handlers = [(float(exclusive), float(inclusive), name) for exclusive, inclusive, name in
                re.findall(r"^ *([\d.]+)% +[\d.]+ s +([\d.]+)% +[\d.]+ s +\d+ +\d+  \S+ in (\S+)  \(.*\)$", report, re.M)]
    outside = re.search(r"^ *([\d.]+)% .*outside any handler$", report, re.M)
    return functions, handlers, float(outside[1]) if outside else None, cpu, report


def check_kernel(wasmfx, program):
    """The kernel's time is the function's that asked for it, by each method and for each user, and all CPU time is accounted for.
    Page faults cost what the machine makes of them, twice as much in one run as in the next: what is not spin's and random's is touch's."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel.wat")
    with tempfile.TemporaryDirectory() as directory:
        # A place that every user can read, wherever this tree stands.
        os.chmod(directory, 0o755)
        program = shutil.copy(program, directory)
        command = shutil.copy(wasmfx, directory)

        def seconds(method, as_nobody):
            shares, _, _, cpu, _ = profile(command, program, method, as_nobody=as_nobody)
            return {name: shares.get(name, 0) * cpu / 100 for name in ("spin", "random", "touch")}, cpu

        truth, _ = seconds("timer", False)
        runs = [("auto", False)] + ([("auto", True), ("timer", True)] if os.geteuid() == 0 else [])
        for method, as_nobody in runs:
            found, cpu = seconds(method, as_nobody)
            print(f"{method}{' as nobody' if as_nobody else ''}: {found} of {cpu} s, by timer {truth}")
            for name in ("spin", "random"):
                if truth[name] < 0.05 or not 0.7 < found[name] / truth[name] < 1.4:
                    fail(f"{name} has not its time", found, truth)
            if found["touch"] < 0.1 * cpu or sum(found.values()) < 0.95 * cpu:
                fail("the rest is not touch's", found, cpu)


def check_deep(wasmfx, program):
    """Chains of 100,000 frames: each sample is under one of the two handlers, and in _start."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "deep.wat")
    for method in ("auto", "timer"):
        _, handlers, outside, _, report = profile(wasmfx, program, method)
        inclusive = {name: share for _, share, name in handlers}
        print(f"{method}: {inclusive}, outside {outside}%")
        # A walk of 100,000 frames takes 2 to 3 ms and is followed by a pause, so there are about 220 samples, each of much time: one standard
        # deviation is 3 points. Four are allowed. A sanitized walker is slower still.
        share, rest = (20, 5) if os.environ.get("SANITIZED") == "1" else (12, 0.5)
        if abs(sum(inclusive.values()) - 100) > rest or outside > rest or abs(inclusive.get("under_three", 0) - 75) > share:
            fail("handlers far below many frames have not their shares", report)
        if not re.search(r" (99\.[5-9]|100\.0)% +[\d.]+ s  _start ", report):
            fail("the outermost function is not in every sample", report)
    # 3,000 different functions, each called by the one before, under one handler; for so long that the samples that perf events cut
    # before the timer goes on, one for each millisecond that our thread may have to wait, are few among them.
    calls = "".join(f"(func $f{i} (call $f{i + 1}))" for i in range(3000))
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "different.wat")
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"""(module (type $f (func)) (type $k (cont $f)) (elem declare func $f0) {calls}
                (func $f3000 (local $n i32)
                  (loop $l (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 4000000000)))))
                (func (export "_start") (resume $k (cont.new $k (ref.func $f0)))))""")
        for method in ("auto", "timer"):
            _, handlers, outside, _, report = profile(wasmfx, program, method)
            # A sample may strike _start before it resumes anything.
            if len(handlers) != 1 or handlers[0][2] != "_start" or handlers[0][1] < 99.5 or outside > 0.5:
                fail("a stack of 3,000 different frames is not whole", report)


def check_whole(path, report, what):
    """The report has its last part, and the folded stacks are there, each line whole."""
    if not re.search(r"wasmfx profile: \d+ samples", report) or not re.search(r"suspended continuations: [01]\b", report):
        fail(f"{what}: the report is not whole", report)
    with open(path, encoding="utf-8") as folded:
        lines = folded.read()
    if not re.fullmatch(r"([^\n]+ \d+\n)+", lines) or "[resume drive ends.wat:" not in lines:
        fail(f"{what}: the folded stacks are not whole", lines)
    print(f"{what}: whole")


def check_ends(wasmfx, program):
    """A profile is whole whatever ends the program."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ends.wat")
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "folded")

        def start(function, method="auto", **options):
            if os.path.exists(path):
                os.unlink(path)
            return subprocess.Popen([wasmfx, "run", f"--profile={path}", f"--profile-method={method}", "--invoke", function, program],
                                    stderr=subprocess.PIPE, text=True, **options)

        for method in ("auto", "timer"):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                for function in ("forever", "wait"):
                    with start(function, method, stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL)) as child:
                        time.sleep(1)
                        child.send_signal(number)
                        child.send_signal(number) # as from a terminal and from what runs in it
                        report = child.stderr.read()
                    if child.returncode != -number:
                        fail(f"{function}, {number.name}: exit code {child.returncode}", report)
                    check_whole(path, report, f"{function}, {method}, {number.name}")
            for function, code in (("trap", 134), ("exit", 7), ("unhandled", 134)):
                with start(function, method) as child:
                    report = child.stderr.read()
                if child.returncode != code:
                    fail(f"{function}: exit code {child.returncode}", report)
                check_whole(path, report, f"{function}, {method}")
        reader, writer = os.pipe()
        os.close(reader)
        with start("write", stdout=writer) as child:
            os.close(writer)
            report = child.stderr.read()
        if child.returncode < 0:
            fail(f"closed standard output: exit code {child.returncode}", report)
        check_whole(path, report, "closed standard output")

        def full_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50)) # room for the line of $alone

        with start("full", preexec_fn=full_disk) as child:
            report = child.stderr.read()
        with open(path, encoding="utf-8") as folded:
            lines = folded.read()
        if not 0 < len(lines) <= 50 or not lines.endswith("\n") or "in whole lines" not in report:
            fail("a full disk keeps what fits", report, lines)
        print(f"full disk: {len(lines)} bytes of whole lines")
        if os.listdir(directory) != ["folded"]:
            fail("something else is left beside the profile", os.listdir(directory))


def check_suspended(wasmfx, program):
    """A continuation inside a suspended chain waits for the one that it resumed, on no tag."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.wat")
    report = profile(wasmfx, program, "timer")[-1]
    expected = """suspended continuations: 1, on 1 different stacks
         1 waiting on second
             inner  inside.wat:9
             outer  inside.wat:12
continuations that wait for one of these, which they resumed: 1
"""
    if not report.endswith(expected):
        fail("the suspended chain is not shown as it is", report)


def need_perf():
    if not shutil.which("perf"):
        skip("perf is not installed (Debian package linux-perf)")
    with tempfile.TemporaryDirectory() as directory:
        probe = run(["perf", "record", "-e", "cpu-clock", "-o", os.path.join(directory, "data"), "true"])
        if probe.returncode:
            skip("perf may not record here: " + probe.stderr.strip().replace("\n", " "))


def record(wasmfx, program, directory, option):
    data = os.path.join(directory, "perf.data")
    done = run(["perf", "record", "-e", "cpu-clock", "-F", "1000", "-k", "mono", "-g", "-o", data, wasmfx, "run", option, program], cwd=directory)
    if done.returncode:
        fail("perf record", done.stderr)
    return data


def samples_of(data, *fields):
    """Lists of function names, newest first, one list per sample."""
    script = run(["perf", "script", "-i", data, "-F", "ip,sym" + "".join("," + field for field in fields)])
    return [[line.split(None, 1)[1] for line in sample.splitlines() if len(line.split(None, 1)) == 2]
            for sample in script.stdout.split("\n\n")]


def check_chains(data, what):
    counts, complete = {}, 0
    samples = samples_of(data)
    for names in samples:
        names = [name.split("+")[0].strip() for name in names]
        for producer in TRUTH:
            # newest first: work, producer, (the base of its stack,) from_producer, main, _start, .. main of the command
            if producer in names and f"from_{producer}" in names and names.index(producer) < names.index(f"from_{producer}"):
                counts[producer] = counts.get(producer, 0) + 1
                complete += names.count("main") == 2 and "_start" in names
    total = sum(counts.values())
    if total < 200:
        fail(f"{what}: only {total} samples show a producer above its handler", samples[len(samples) // 2 :][:3])
    if complete < 0.99 * total:
        fail(f"{what}: {complete} of {total} call chains reach main of the command", samples[len(samples) // 2 :][:3])
    check_split({name: 100 * count / total for name, count in counts.items()}, what, "")


def check_jitdump(wasmfx, program):
    need_perf()
    with tempfile.TemporaryDirectory() as directory:
        data = record(wasmfx, program, directory, "--jitdump")
        injected = os.path.join(directory, "perf.jit.data")
        done = run(["perf", "inject", "--jit", "-i", data, "-o", injected], cwd=directory)
        if done.returncode:
            fail("perf inject", done.stderr)
        check_chains(injected, "perf script after inject")
        report = run(["perf", "report", "--stdio", "-i", injected, "--no-children", "-g", "none", "-F", "overhead,symbol"])
        top = re.search(r"^ *([\d.]+)% +\[\.\] work", report.stdout, re.M)
        if not top or float(top[1]) < 90:
            fail("perf report does not show `work` with more than 90%", report.stdout[:2000])
        print(f"perf report: work {top[1]}%")
        lines = run(["perf", "script", "-i", injected, "-F", "ip,sym,srcline"]).stdout
        first, last = line_of(program, "(loop $step"), line_of(program, "(br_if $step))")
        inside = [int(line) for line in re.findall(r"producers\.wat:(\d+)", lines) if first <= int(line) <= last]
        if len(inside) < 200:
            fail("perf script shows no source lines of the loop in $work", lines[:2000])
        print(f"source lines: {len(inside)} samples in producers.wat:{first}..{last}")
        unwound = run(["readelf", "-wF", os.path.join(directory, sorted(f for f in os.listdir(directory) if f.startswith("jitted-"))[0])]) \
            if shutil.which("readelf") and any(f.startswith("jitted-") for f in os.listdir(directory)) else None
        if unwound and "rbp" not in unwound.stdout:
            fail("perf's ELF file has no unwinding rows", unwound.stdout, unwound.stderr)


def check_perfmap(wasmfx, program):
    need_perf()
    with tempfile.TemporaryDirectory() as directory:
        check_chains(record(wasmfx, program, directory, "--perfmap"), "perf map")


def main():
    part, wasmfx, program = sys.argv[1:]
    checks = {
        "profile-perf": lambda: check_profile(wasmfx, program, "perf"),
        "profile-timer": lambda: check_profile(wasmfx, program, "timer"),
        "kernel": lambda: check_kernel(wasmfx, program),
        "deep": lambda: check_deep(wasmfx, program),
        "ends": lambda: check_ends(wasmfx, program),
        "suspended": lambda: check_suspended(wasmfx, program),
        "exact": lambda: check_exact(wasmfx, program),
        "folded": lambda: check_folded(wasmfx, program),
        "jitdump": lambda: check_jitdump(wasmfx, program),
        "perfmap": lambda: check_perfmap(wasmfx, program),
    }
    checks[part]()


main()
