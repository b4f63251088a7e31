# At every single instruction of any program the backtrace reaches the host's main.
tbreak wfx_entry
run
python
caller = gdb.newest_frame().older()
seen, wrong = 0, {}
while seen < 30000 and gdb.newest_frame() != caller:
    frame, names = gdb.newest_frame(), []
    while frame is not None:
        names.append(frame.name() or '?')
        frame = frame.older()
    seen += 1
    if names[-1] != 'main':
        wrong.setdefault(gdb.newest_frame().pc(), names)
    gdb.execute('stepi')
print('RESULT: returned', gdb.newest_frame() == caller)
print('RESULT: more than 1000 instructions', seen > 1000)
print('RESULT: wrong', len(wrong))
for pc, names in list(wrong.items())[:20]:
    print('RESULT:', hex(pc), ' '.join(names))
end
