# Calls from GDB are refused, for they would be made by C's convention; a program that ends says nothing of breakpoints.
break half
break calls.wat:7 if $n == 2
run
python
for call in ("fact(6)", "half(2.0)", "none()", "named(1, 2, 3)"):
    try:
        gdb.execute("print " + call)
    except gdb.error as error:
        print(error)
end
finish
break calls.wat:29
break none
continue
continue
continue
print $n
continue
info breakpoints
# The next run stops at them again, also at those that were made while the module was there.
run
continue
continue
continue
print $n
kill
