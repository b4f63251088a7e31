# At each instruction from before the first continuation is made: the command does not fail, and nothing but what may hold it is named.
break holders.wat:40
run
python
import re
allowed = ("held by global favourite", "held by a register of begin", "held by a register of run", "held by a frame of begin", "held by a frame of run",
           "holder not found")
wrong, seen = [], set()
for step in range(1500):
    gdb.execute("stepi", to_string=True)
    try:
        text = gdb.execute("info continuations -all", to_string=True)
    except gdb.error as error:
        wrong.append((step, str(error)))
        continue
    for line in re.findall(r"^[ *] 2  .*", text, re.M):
        state, holder = line.split()[1 if line[0] == " " else 2], line.rsplit(", ", 1)[1]
        if state in ("fresh", "suspended"):
            seen.add(holder)
            if holder not in allowed:
                wrong.append((step, line))
print("RESULT: wrong:", wrong)
print("RESULT: held by the global in the end:", holder == allowed[0], "; by others before:", len(seen) > 1)
end
