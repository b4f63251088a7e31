# The engine's own symbols do not catch a user's breakpoints.
break select_next
break cli_run
run
bt
info breakpoints
continue
bt
continue
