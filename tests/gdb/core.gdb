# The same on a core file.
break nested.wat:60
break nested.wat:22
run
info continuations
continue
save_core
kill
open_core
bt
info continuations
frame function middle
print $level
