# A trap stops at the line of the instruction that trapped.
run
bt
info locals
