# The script's commands on running and waiting continuations.
break leaf
run
bt
info continuations
continuation 4
continuation 4 bt
continuation 3 bt
continuation 3 frame 0
continuation 2 frame 0 print $level
frame
break nested.wat:60
delete 1
continue
bt
info continuations
info continuations -all
continuation 4 bt
continuation 3 bt
continuation 2 bt
continuation 4 bt -full
continuation 4 frame 0
continuation 4 frame 0 print $sum
continuation 4 frame 0 set var $sum = 600
continuation 4 frame 0 print $sum
next
delete
continue
