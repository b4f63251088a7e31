# What holds each continuation; the same in a core file.
break holders.wat:55
run
info continuations
info continuations -all
continuation 2
continuation 6
save_core
kill
open_core
info continuations -all
