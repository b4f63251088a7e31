# A backtrace at every single instruction of the program: its wasm frames must always be the path that leads there, up to the host.
tbreak wfx_entry
run
python
chain = ['wat:leaf', 'wat:inner', 'wat:middle', 'wat:outer', 'wat:run']
caller = gdb.newest_frame().older()
seen, places, wrong = 0, set(), []
while seen < 20000 and gdb.newest_frame() != caller:
    frame, names = gdb.newest_frame(), []
    while frame is not None:
        place = frame.find_sal().symtab
        names.append(('wat:' if place and place.filename.endswith('.wat') else '') + (frame.name() or '?'))
        frame = frame.older()
    seen += 1
    functions = [name for name in names if name in chain]
    places.update(functions)
    if names[-1] != 'main' or functions != chain[len(chain) - len(functions):]:
        wrong.append((gdb.newest_frame().pc(), names))
    gdb.execute('stepi')
print('RESULT: reached', sorted(places))
print('RESULT: returned', gdb.newest_frame() == caller)
print('RESULT: more than 1000 instructions', seen > 1000)
print('RESULT: wrong', len(wrong))
for pc, names in wrong[:20]:
    print('RESULT:', hex(pc), ' '.join(names))
end
