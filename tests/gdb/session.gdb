# Every command of a debugging session, through three continuations inside each other, in a GDB without any script.
break nested.wat:23
break inner
run
bt
info args
continue
bt
info locals
info args
print $depth
print $big
print $ratio
print $exact
print depth
print sum
print $sum + $depth * 2
print $f
print $x
whatis $big
whatis $ratio
ptype $f
up
info locals
up
info args
up
info locals
up
up
info args
down
frame function run
print $answer
print $k != 0
frame 0
info line
list
info source
disassemble /s
set var $depth = 5
print $depth
next
next
print $sum
info breakpoints
delete
next
info frame
continue
