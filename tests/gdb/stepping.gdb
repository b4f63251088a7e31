# Steps that meet continuations: over a resume, out of a continuation by suspension and by its end, into functions.
tbreak nested.wat:55
run
next
bt 1
next
next
next
next
next
next
next
next
bt 1
kill
tbreak nested.wat:27
run
step
bt
kill
tbreak nested.wat:21
run
next
bt
tbreak nested.wat:22
continue
bt
until
next
bt
next
bt
kill
tbreak nested.wat:33
run
next
bt
kill
tbreak nested.wat:21
run
finish
bt
kill
tbreak nested.wat:55
run
step
bt 2
step
bt 4
kill
tbreak nested.wat:64
run
next
next
next
step
step
bt 4
