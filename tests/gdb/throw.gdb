# Steps over a call that ends in an exception, caught here; and out of the function that throws.
tbreak throw.wat:17
run
next
next
next
print $n
kill
tbreak thrower
run
next
next
next
bt
continue
