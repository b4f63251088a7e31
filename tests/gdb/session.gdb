# Every command of a debugging session, through three continuations inside each other, in a GDB without any script.
tbreak nested.wat:52
break leaf
run
bt
info locals
continue
bt
info args
info locals
print $depth
print $big
print $ratio
print $exact
print depth + 1
print $big * 2
whatis $big
whatis $ratio
ptype $f
print $x
up
info locals
info args
up
up
info locals
up
up
up
up
info args
print $answer
print $k != 0
down
down
frame 0
info line
list
info source
disassemble leaf,+6
next
print $f != 0
set var $depth = 5
print $depth
next
watch sum
continue
continue
bt 3
continue
info breakpoints
next
finish
next
until
info locals
bt
finish
next
step
delete
continue
