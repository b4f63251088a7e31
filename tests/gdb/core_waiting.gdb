# A core file in which every continuation waits.
break nested.wat:60
run
save_core
kill
open_core
bt
info continuations
continuation 3 bt
continuation 2 frame 0
