# Steps over a call that ends in an exception, into the clause that catches it, and over the rethrow there.
tbreak legacy.wat:16
run
next
next
print $n
next
next
next
print $n
kill
tbreak thrower
run
next
next
bt
continue
