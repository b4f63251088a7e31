# References of the any hierarchy, with the script.
break objects.wat:37
run
print any
print *$wasm_ref(any)
print $wasm_ref(any)->px
print thirty_one
print $wasm_ref(thirty_one)
print *tree
print *$wasm_ref(tree->any)
print none
info locals
