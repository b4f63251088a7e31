# The script's commands on running and waiting continuations.
break leaf
run
bt
info continuations
continuation 3
continuation 3 bt
continuation 2 bt
continuation 2 frame 0
continuation 1 frame 0 print $level
break nested.wat:60
delete 1
continue
bt
info continuations
info continuations -all
continuation 3 bt
continuation 2 bt
continuation 1 bt
continuation 3 frame 0
continuation 3 frame 0 print $sum
continuation 3 frame 0 set var $sum = 600
continuation 9 bt
next
delete
continue
